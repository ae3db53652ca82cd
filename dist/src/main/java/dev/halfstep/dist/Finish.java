package dev.halfstep.dist;

import dev.halfstep.cli.Completion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finishes the folder of the distribution, whose jars and scripts are there: makes picocli's classes fit for caches, writes the
 * completion of the shell, and last the id of the jars.
 */
final class Finish {

    private static final String PICOCLI = "picocli-*.jar";
    /** Enough that no two builds share one. */
    private static final int ID_DIGITS = 16;

    private Finish() {}

    /**
     * Finishes a folder.
     *
     * @param args the folder
     */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Path lib = folder.resolve("lib");
        try (var jars = Files.newDirectoryStream(lib, PICOCLI)) {
            for (Path jar : jars) {
                NewerClasses.rewrite(jar);
            }
        }
        Path completion = Files.createDirectories(folder.resolve("completion"));
        Files.writeString(completion.resolve("halfstep.bash"), Completion.script());
        Files.writeString(lib.resolve("id"), id(lib) + "\n");
    }

    /** A digest of the names and contents of all jars, which names the caches that are made of them. */
    static String id(Path lib) throws IOException {
        MessageDigest digest = sha256();
        for (Path jar : jars(lib)) {
            digest.update(jar.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            try (var content = new DigestInputStream(Files.newInputStream(jar), digest)) {
                content.transferTo(OutputStream.nullOutputStream());
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, ID_DIGITS);
    }

    private static List<Path> jars(Path lib) throws IOException {
        try (Stream<Path> files = Files.list(lib)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar")).sorted().toList();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}

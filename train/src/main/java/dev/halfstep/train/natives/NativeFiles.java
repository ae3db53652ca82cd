package dev.halfstep.train.natives;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Files of native code in a folder, each with the content that it has on the class path, which its digest shows. What is missing,
 * damaged or written by others is unpacked anew, and what does not belong there is removed: whoever loads the code may load all
 * that he finds. Each file appears in one step, so that processes may do this at once, and end at any time.
 */
public final class NativeFiles {

    static final String PART = ".part";
    /** An unpacking that takes longer has died. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Path folder;
    private final Map<String, URL> sources;
    private final Access access;

    private NativeFiles(Path folder, Map<String, URL> sources, Access access) {
        this.folder = folder;
        this.sources = sources;
        this.access = access;
    }

    /**
     * Makes sure of the files in a folder.
     *
     * @param folder its name says version and platform
     * @param sources by name
     * @throws IOException if a file cannot be written or removed, or what is on the class path is damaged
     */
    public static void prepare(Path folder, Map<String, URL> sources) throws IOException {
        var files = new NativeFiles(folder, sources, Access.ofThisUser());
        files.removeOthers();
        var verified = new VerifiedState(folder, files.access);
        if (!verified.holds(sources.keySet())) {
            for (String name : sources.keySet()) {
                files.prepare(name);
            }
            verified.record(sources.keySet());
        }
    }

    private void removeOthers() throws IOException {
        try (var all = Files.newDirectoryStream(folder)) {
            for (Path file : all) {
                String name = String.valueOf(file.getFileName());
                boolean ours = sources.containsKey(name) || name.equals(VerifiedState.NAME);
                if (!ours && !(name.endsWith(PART) && isFresh(file))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean isFresh(Path file) {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant()
                    .isAfter(Instant.now().minus(PATIENCE));
        } catch (IOException e) {
            return true; // its process has moved it away in the meantime
        }
    }

    private void prepare(String name) throws IOException {
        String digest = digest(name);
        if (!isSound(folder.resolve(name), digest)) {
            unpack(name, digest);
        }
    }

    /** What it must be: as is known, or of other versions of PyTorch as it is on the class path, which takes seconds. */
    private String digest(String name) throws IOException {
        Optional<String> known = KnownDigests.of(String.valueOf(folder.getFileName()), name);
        if (known.isPresent()) {
            return known.get();
        }
        try (InputStream in = open(name)) {
            return PieceDigest.ofCopied(in, OutputStream.nullOutputStream());
        }
    }

    private boolean isSound(Path file, String digest) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            access.requireOurs(file);
        } catch (Access.Unsafe e) {
            return false;
        }
        return PieceDigest.of(file).equals(digest);
    }

    private void unpack(String name, String digest) throws IOException {
        Path part = Files.createTempFile(folder, name, PART);
        try {
            String unpacked;
            try (InputStream in = open(name); OutputStream out = Files.newOutputStream(part)) {
                unpacked = PieceDigest.ofCopied(in, out);
            }
            if (!unpacked.equals(digest)) {
                throw new IOException(name + " on the class path is not what it should be");
            }
            move(part, folder.resolve(name));
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private InputStream open(String name) throws IOException {
        var connection = Objects.requireNonNull(sources.get(name)).openConnection();
        connection.setUseCaches(false); // else the jar stays open as long as the process lives
        return connection.getInputStream();
    }

    private static void move(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}

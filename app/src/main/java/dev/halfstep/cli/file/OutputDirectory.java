package dev.halfstep.cli.file;

import dev.halfstep.file.WholeFile;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/** A folder that an option names to be filled. */
public record OutputDirectory(Path path) {

    /** What a user gave. */
    public static OutputDirectory named(String text) {
        if (text.equals("-")) {
            throw new TypeConversionException("a folder cannot be written to standard output");
        }
        return new OutputDirectory(Path.of(text));
    }

    /**
     * Fills it with all of some files, or with none: they are written beside it and take their place together. What it held before is
     * replaced if it is nothing but such files.
     *
     * @param texts of files, by paths within the folder
     * @param own the paths of all files that may be replaced
     * @throws Problem if it holds other files, is a file, or cannot be written
     */
    public void fill(Map<String, String> texts, Collection<String> own) {
        Path target = path.toAbsolutePath().normalize();
        Path parent = Optional.ofNullable(target.getParent()).orElse(target);
        requireFree(target, own);
        try {
            Files.createDirectories(parent);
            Path staging = Files.createTempDirectory(parent, "." + target.getFileName() + ".");
            try {
                Path made = staging.resolve("new");
                for (Map.Entry<String, String> text : texts.entrySet()) {
                    Path file = made.resolve(text.getKey());
                    Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(made));
                    WholeFile.write(file, text.getValue().getBytes(StandardCharsets.UTF_8));
                }
                putInPlace(made, target, staging.resolve("old"));
            } finally {
                delete(staging);
            }
        } catch (IOException e) {
            throw WholeFile.unwritable(path, e);
        }
    }

    private static void putInPlace(Path made, Path target, Path old) throws IOException {
        boolean isThere = Files.exists(target);
        if (isThere) {
            Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (isThere) {
                Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
    }

    private void requireFree(Path target, Collection<String> own) {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw Problem.system("this is a file, not a folder").at(path.toString())
                    .remedy(Phrase.of("choose another with ").with(Setting.OUTPUT));
        }
        try (Stream<Path> entries = Files.walk(target)) {
            List<String> others = entries.filter(Files::isRegularFile)
                    .map(file -> target.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> !own.contains(file)).sorted().toList();
            if (!others.isEmpty()) {
                throw Problem.system("the folder exists and holds other files, such as '" + others.getFirst() + "'")
                        .at(path.toString()).remedy(Phrase.of("choose another folder with ").with(Setting.OUTPUT),
                                Phrase.of("empty this one"));
            }
        } catch (IOException e) {
            throw WholeFile.unwritable(path, e);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, @Nullable IOException e) throws IOException {
                Files.delete(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

package dev.halfstep.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The distribution as a user has it: unpacked somewhere, and started as a process. */
final class Unpacked {

    private static final Path ZIP = Path.of(System.getProperty("distribution.zip"));
    private static final int SECONDS = 600;

    private final Path home;
    private final Path work;
    private final Map<String, String> environment;

    private Unpacked(Path home, Path work, Map<String, String> environment) {
        this.home = home;
        this.work = work;
        this.environment = environment;
    }

    /** What a process printed, and its exit code. */
    record Result(int exit, String out, String err) {}

    /**
     * Unpacks the zip, with the modes of its files and not with their times.
     *
     * @param folder where to
     * @param work the working folder of commands
     */
    static Unpacked into(Path folder, Path work) throws IOException {
        var home = new ArrayList<Path>();
        try (FileSystem zip = FileSystems.newFileSystem(ZIP, Map.of("enablePosixFileAttributes", "true"))) {
            Path root = zip.getPath("/");
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path entry, BasicFileAttributes attributes)
                        throws IOException {
                    Path to = Files.createDirectories(folder.resolve(root.relativize(entry).toString()));
                    if (entry.getNameCount() == 1) {
                        home.add(to);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path entry, BasicFileAttributes attributes) throws IOException {
                    Path to = folder.resolve(root.relativize(entry).toString());
                    Files.copy(entry, to, StandardCopyOption.COPY_ATTRIBUTES);
                    Object modes = Files.getAttribute(entry, "zip:permissions");
                    Files.setPosixFilePermissions(to, permissions((Set<?>) modes));
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return new Unpacked(home.getFirst(), work, Map.of());
    }

    private static Set<PosixFilePermission> permissions(Set<?> modes) {
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        modes.forEach(mode -> permissions.add((PosixFilePermission) mode));
        return permissions;
    }

    /** The same with one more variable of the environment. */
    Unpacked with(String variable, Object value) {
        var more = new HashMap<>(environment);
        more.put(variable, value.toString());
        return new Unpacked(home, work, more);
    }

    Path file(String name) {
        return home.resolve(name);
    }

    /** Runs the script of the distribution. */
    Result halfstep(Object... arguments) {
        return run(file("bin/halfstep"), arguments);
    }

    /** Runs a program in the working folder, with the environment of this. */
    Result run(Object program, Object... arguments) {
        var words = new ArrayList<String>(List.of(program.toString()));
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        try {
            Path out = Files.createTempFile(work, "out", "");
            Path err = Files.createTempFile(work, "err", "");
            var builder = new ProcessBuilder(words).directory(work.toFile()).redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeAll(List.of("XDG_CACHE_HOME", "HALFSTEP_JAVA_OPTS"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(words + " did not end within " + SECONDS + " s");
            }
            return new Result(process.exitValue(), text(out), text(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String text(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        Files.delete(file);
        return text;
    }
}

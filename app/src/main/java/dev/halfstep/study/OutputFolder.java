package dev.halfstep.study;

import dev.halfstep.file.WholeFile;
import dev.halfstep.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a study fills: its files are made in a hidden folder beside it and take their places together when all are
 * there. A folder that holds anything but an earlier study is left alone, and two runs do not fill one folder at once.
 */
final class OutputFolder implements AutoCloseable {

    /** The file that is put in place last, and so marks a folder as that of a finished study. */
    static final String SUMMARY = "study.json";

    private final Path folder;
    private final Path staging;
    private final Path lockFile;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private final Thread cleaner = new Thread(this::deleteStaging);

    private OutputFolder(Path folder, Path staging, Path lockFile, FileChannel lockChannel, FileLock lock) {
        this.folder = folder;
        this.staging = staging;
        this.lockFile = lockFile;
        this.lockChannel = lockChannel;
        this.lock = lock;
        // Ctrl-C skips close(), not this.
        Runtime.getRuntime().addShutdownHook(cleaner);
    }

    /**
     * Makes sure, before any work is done, that a folder can be filled.
     *
     * @throws Problem if it holds other files, is a file, cannot be written, or another run is filling it
     */
    static OutputFolder claim(Path folder) {
        requireFree(folder);
        Path absolute = resolved(folder);
        Path parent = absolute.getParent();
        if (parent == null) {
            throw Problem.of("this cannot be an output folder").at(folder.toString()).remedy("Choose another with -o.");
        }
        try {
            Files.createDirectories(parent);
            Path lockFile = parent.resolve("." + absolute.getFileName() + ".lock");
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = lock(lockFile, channel);
            if (lock == null) {
                channel.close();
                throw Problem.of("another run is filling this folder").at(folder.toString())
                        .remedy("Wait for it to end, or choose another folder with -o.");
            }
            Path staging = Files.createTempDirectory(parent, "." + absolute.getFileName() + ".");
            return new OutputFolder(folder, staging, lockFile, channel, lock);
        } catch (IOException e) {
            throw WholeFile.unwritable(folder, e);
        }
    }

    /** Where the folder really is, so that files can be moved into it within one file system. */
    private static Path resolved(Path folder) {
        try {
            return Files.exists(folder) ? folder.toRealPath() : folder.toAbsolutePath().normalize();
        } catch (IOException e) {
            throw WholeFile.unwritable(folder, e);
        }
    }

    private static @Nullable FileLock lock(Path file, FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                return null;
            }
            // The run before us may have deleted the file between our opening and locking it: then this is not the lock
            // that the next run will meet.
            String token = ProcessHandle.current().pid() + " " + System.nanoTime();
            channel.write(ByteBuffer.wrap(token.getBytes(StandardCharsets.US_ASCII)), 0);
            channel.truncate(token.length());
            return Files.exists(file) && Files.readString(file).equals(token) ? lock : null;
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void requireFree(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw Problem.of("this is a file, not a folder").at(folder.toString()).remedy("Choose another with -o.");
        }
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> present = entries.toList();
            boolean earlierStudy = present.stream().anyMatch(path -> path.getFileName().toString().equals(SUMMARY));
            if (!present.isEmpty() && !earlierStudy) {
                throw Problem
                        .of("the folder exists and holds other files, such as '" + present.getFirst().getFileName() + "'")
                        .at(folder.toString()).remedy("Choose another folder with -o, or empty this one.");
            }
        } catch (IOException e) {
            throw WholeFile.unwritable(folder, e);
        }
    }

    /** Writes a file that will be in the folder once it is published; returns where it is until then. */
    Path write(String name, byte[] content) {
        Path file = staging.resolve(name);
        try {
            WholeFile.write(file, content);
        } catch (Problem problem) {
            throw Problem.of(problem.what()).at(folder.resolve(name).toString()).remedy(problem.remedy().orElse(""))
                    .because(problem);
        }
        return file;
    }

    /** Moves all files into place; those of an earlier study are replaced. */
    void publish() {
        try {
            Files.createDirectories(folder);
            for (Path file : files()) {
                Files.move(file, folder.resolve(file.getFileName().toString()), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw WholeFile.unwritable(folder, e);
        }
    }

    /** The files made so far, the mark of a finished study last. */
    private List<Path> files() throws IOException {
        try (Stream<Path> entries = Files.list(staging)) {
            var files = new ArrayList<>(entries.sorted().toList());
            files.sort((a, b) -> Boolean.compare(a.endsWith(SUMMARY), b.endsWith(SUMMARY)));
            return files;
        }
    }

    @Override
    public void close() {
        deleteStaging();
        try {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException e) {
            return; // The JVM is shutting down and runs the cleaner itself.
        }
    }

    private void deleteStaging() {
        try {
            if (Files.isDirectory(staging)) {
                for (Path file : files()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(staging);
            // Deleted while still locked, so that no other run can hold a lock on a file that has lost its name.
            Files.deleteIfExists(lockFile);
            if (lock.isValid()) {
                lock.release();
            }
            lockChannel.close();
        } catch (IOException e) {
            return; // Nothing of this is part of the result, and there is nobody left to tell.
        }
    }
}

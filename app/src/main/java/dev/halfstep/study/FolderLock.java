package dev.halfstep.study;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A lock that one run at a time holds. It ends with its process, so a file that a killed run leaves locks nobody out. */
final class FolderLock implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes the lock of a file, which is made; nothing if another run has it. */
    static Optional<FolderLock> tryLock(Path file) throws IOException {
        var lock = new FolderLock(file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        try {
            if (lock.isTaken()) {
                return Optional.of(lock);
            }
            lock.channel.close();
            return Optional.empty();
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private boolean isTaken() throws IOException {
        FileLock taken;
        try {
            taken = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return false;
        }
        if (taken == null) {
            return false;
        }
        // The run before us may have deleted the file between our opening and locking it: then this is not the lock that
        // the next run will meet.
        String token = ProcessHandle.current().pid() + " " + System.nanoTime();
        channel.write(ByteBuffer.wrap(token.getBytes(StandardCharsets.US_ASCII)), 0);
        channel.truncate(token.length());
        return Files.exists(file) && Files.readString(file).equals(token);
    }

    /** Gives the lock back. */
    @Override
    public void close() throws IOException {
        try (channel) {
            // Deleted while still locked, so that no other run can hold a lock on a file that has lost its name.
            Files.deleteIfExists(file);
        }
    }
}

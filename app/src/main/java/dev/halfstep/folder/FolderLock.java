package dev.halfstep.folder;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A lock that one run at a time holds, in any process. It ends with its process, so a file that a killed run leaves locks nobody out.
 *
 * <p>
 * On POSIX systems a process loses its lock on a file as soon as it closes <em>any</em> descriptor of that file. So a file that this
 * process has locked is never opened again, whoever asks: it is known by its identity.
 */
final class FolderLock implements AutoCloseable {

    /** What this process has locked, by identity. Also the monitor for opening and closing lock files. */
    private static final Set<Object> HELD = new HashSet<>();

    private static final int MOST_TRIES = 1000;
    /** A lock file's size, of which only the last byte takes space, tells it from another of the same name. */
    private static final int MOST_BYTES = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final Object identity;

    private FolderLock(Path file, FileChannel channel, Object identity) {
        this.file = file;
        this.channel = channel;
        this.identity = identity;
    }

    /**
     * Takes the lock of a file, which is made; nothing if another run has it.
     *
     * @throws Problem if the file system has no locks
     */
    static Optional<FolderLock> tryLock(Path file) throws IOException {
        synchronized (HELD) {
            for (int i = 0; i < MOST_TRIES; i++) {
                if (isHeldOrForeign(file)) {
                    return Optional.empty();
                }
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
                FolderLock lock = null;
                try {
                    if (!isTaken(file, channel)) {
                        return Optional.empty();
                    }
                    lock = ifNamed(file, channel);
                } catch (IOException e) {
                    deleteIfNew(file);
                    throw e;
                } finally {
                    if (lock == null) {
                        channel.close();
                    }
                }
                if (lock != null) {
                    HELD.add(lock.identity);
                    return Optional.of(lock);
                }
            }
        }
        return Optional.empty();
    }

    /** What is no plain file, or has another name elsewhere, was not made by a run, and must not be written to. */
    private static boolean isHeldOrForeign(Path file) throws IOException {
        BasicFileAttributes present;
        try {
            present = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return false;
        }
        if (HELD.contains(identity(file, present))) {
            return true;
        }
        if (!present.isRegularFile() || links(file) > 1) {
            throw Problem.system("this is no lock file of a run").at(file.toString()).remedy("Remove it.");
        }
        return false;
    }

    private static int links(Path file) throws IOException {
        try {
            return (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
        } catch (UnsupportedOperationException e) {
            return 1;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static Object identity(Path file, BasicFileAttributes attributes) {
        return attributes.fileKey() == null ? file.toAbsolutePath().normalize() : attributes.fileKey();
    }

    private static boolean isTaken(Path file, FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by these classes loaded a second time
        } catch (IOException e) {
            deleteIfNew(file);
            throw Problem
                    .system("the file system there does not lock files, so that two runs could fill the folder at once")
                    .at(String.valueOf(file.toAbsolutePath().getParent())).because(e)
                    .remedy(Phrase.of("choose a folder elsewhere with ").with(Setting.OUTPUT));
        }
    }

    /** The file of a run that has the lock is not empty. */
    private static void deleteIfNew(Path file) {
        try {
            if (Files.size(file) == 0) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            return; // It stays, and is empty.
        }
    }

    /**
     * The lock, if the file that is locked still has its name: the run before may have deleted it after it was opened here, and then the
     * next run would meet another file. A look at the name opens nothing.
     */
    private static @Nullable FolderLock ifNamed(Path file, FileChannel channel) throws IOException {
        int size = 1 + ThreadLocalRandom.current().nextInt(MOST_BYTES);
        channel.truncate(0);
        channel.write(ByteBuffer.allocate(1), size - 1L);
        try {
            BasicFileAttributes named =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return named.size() == size ? new FolderLock(file, channel, identity(file, named)) : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Where it is. */
    Path file() {
        return file;
    }

    /** Gives the lock back. */
    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            try (channel) {
                // Deleted while still locked, so that no other run can hold a lock on a file that has lost its name.
                Files.deleteIfExists(file);
            } finally {
                HELD.remove(identity);
            }
        }
    }
}

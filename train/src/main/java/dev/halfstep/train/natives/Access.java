package dev.halfstep.train.natives;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Map;
import java.util.Objects;

/**
 * Who may write files and folders. What is loaded may be written by this user and by root alone, and so may each folder above it:
 * whoever can write a folder can put another one in the place of what it holds, but for folders with the sticky bit, such as
 * {@code /tmp}. A group may write where it is that of the owner alone, which has his name.
 */
final class Access {

    private static final int GROUP_MAY_WRITE = 0020;
    private static final int OTHERS_MAY_WRITE = 0002;
    private static final int STICKY = 01000;
    private static final int ROOT = 0;

    /** This user's number. */
    private final int user;

    private Access(int user) {
        this.user = user;
    }

    /** That of this process' user, who is known by a file that he makes. */
    static Access ofThisUser() throws IOException {
        if (!isKnown()) {
            return new Access(ROOT);
        }
        Path file = Files.createTempFile("halfstep", ".user");
        try {
            return new Access((Integer) Files.getAttribute(file, "unix:uid"));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Whether files have owners and modes here; on Windows a user's folders are his own by the system's default. */
    static boolean isKnown() {
        return Path.of("").getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /**
     * Makes sure of a folder and of those above it.
     *
     * @param folder one that exists, without symbolic links in its path
     * @throws Unsafe if others may write one of them
     */
    void requirePrivate(Path folder) throws IOException {
        if (!isKnown()) {
            return;
        }
        requireOurs(folder, 0);
        for (Path above = folder.getParent(); above != null; above = above.getParent()) {
            requireOurs(above, STICKY);
        }
    }

    /**
     * Makes sure of one file or folder.
     *
     * @throws Unsafe if others may write it
     */
    void requireOurs(Path file) throws IOException {
        if (isKnown()) {
            requireOurs(file, 0);
        }
    }

    private void requireOurs(Path file, int excuse) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        int owner = (Integer) Objects.requireNonNull(attributes.get("uid"));
        int mode = (Integer) Objects.requireNonNull(attributes.get("mode"));
        if (owner != user && owner != ROOT) {
            throw new Unsafe(file, "it belongs to another user");
        }
        boolean others = (mode & OTHERS_MAY_WRITE) != 0
                || ((mode & GROUP_MAY_WRITE) != 0 && !isOwnersGroup(file));
        if (others && (mode & excuse) == 0) {
            throw new Unsafe(file, "others may write it");
        }
    }

    private static boolean isOwnersGroup(Path file) throws IOException {
        var attributes = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return attributes.group().getName().equals(attributes.owner().getName());
    }

    /** Others may write a file or a folder. */
    static final class Unsafe extends FileSystemException {

        private static final long serialVersionUID = 1L;

        Unsafe(Path file, String reason) {
            super(file.toString(), null, reason);
        }
    }
}

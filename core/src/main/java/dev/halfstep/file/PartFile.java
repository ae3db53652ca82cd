package dev.halfstep.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is written of a file, beside it until it is complete. Its name cannot be guessed and it is always made anew, so that nobody who
 * may write in the folder, too, can put a link or a file of his own in its place.
 */
final class PartFile implements AutoCloseable {

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path target;
    private final Path part;
    /** Of the file that is replaced, where there is one and the file system has modes. */
    private final @Nullable PosixFileAttributes replaced;

    private PartFile(Path target, Path part, @Nullable PosixFileAttributes replaced) {
        this.target = target;
        this.part = part;
        this.replaced = replaced;
    }

    /**
     * Names a part; nothing is made yet.
     *
     * @param target no link
     */
    static PartFile of(Path target) throws IOException {
        PosixFileAttributes replaced = attributes(target);
        Path part = target.resolveSibling(Owner.newName());
        Unfinished.add(part);
        return new PartFile(target, part, replaced);
    }

    private static @Nullable PosixFileAttributes attributes(Path target) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(target, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        try {
            return view == null ? null : view.readAttributes();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Where it stands until it is complete. */
    Path path() {
        return part;
    }

    /** Makes the part, for this user alone where it replaces a file: that may have been closed to others. */
    OutputStream open() throws IOException {
        Set<OpenOption> anew =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileAttribute<?>[] mode = replaced == null ? new FileAttribute<?>[0] : new FileAttribute<?>[] {OWNER_ONLY};
        OutputStream out = Channels.newOutputStream(Files.newByteChannel(part, anew, mode));
        Leftovers.remove(part);
        return out;
    }

    /** Puts the complete part in the target's place, with the mode of what it replaces. */
    void moveIntoPlace() throws IOException {
        if (replaced != null) {
            keepMode(replaced);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private void keepMode(PosixFileAttributes old) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(part, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        PosixFileAttributes made = view.readAttributes();
        var mode = new HashSet<PosixFilePermission>(old.permissions());
        if (!made.owner().equals(old.owner())) {
            isAllowed(() -> view.setOwner(old.owner()));
        }
        if (!made.group().equals(old.group()) && !isAllowed(() -> view.setGroup(old.group()))) {
            // What one group might do is not for another.
            limitGroup(mode);
        }
        // A file system that keeps no modes may refuse to change one: then the part's own has to do, which shows less.
        isAllowed(() -> view.setPermissions(mode));
    }

    private static void limitGroup(Set<PosixFilePermission> mode) {
        if (!mode.contains(PosixFilePermission.OTHERS_READ)) {
            mode.remove(PosixFilePermission.GROUP_READ);
        }
        if (!mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            mode.remove(PosixFilePermission.GROUP_WRITE);
        }
        if (!mode.contains(PosixFilePermission.OTHERS_EXECUTE)) {
            mode.remove(PosixFilePermission.GROUP_EXECUTE);
        }
    }

    private interface Change {
        void apply() throws IOException;
    }

    private static boolean isAllowed(Change change) {
        try {
            change.apply();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Takes away what did not get into its place. */
    @Override
    public void close() {
        Leftovers.deleteQuietly(part);
        Unfinished.remove(part);
    }
}

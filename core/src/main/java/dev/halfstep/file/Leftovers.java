package dev.halfstep.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Parts of files that runs left which were killed. */
final class Leftovers {

    /** Looking through a folder takes a while where it has many files, and a service writes for ever. */
    private static final int MOST_FOLDERS = 1000;
    private static final Set<Path> SEEN = new HashSet<>();

    private Leftovers() {}

    /**
     * Removes them from the folder of a part that was just made, when the process first writes there. Only regular files of the same
     * owner go, whose name says that the process that wrote them is gone.
     */
    static void remove(Path part) {
        Path folder = part.toAbsolutePath().getParent();
        if (folder == null || !isNew(folder)) {
            return;
        }
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(folder, entry -> Owner.ofName(name(entry)).isPresent())) {
            UserPrincipal self = Files.getOwner(part, LinkOption.NOFOLLOW_LINKS);
            for (Path entry : entries) {
                if (isLeft(entry, self)) {
                    deleteQuietly(entry);
                }
            }
        } catch (IOException | UncheckedIOException | UnsupportedOperationException | SecurityException e) {
            return; // What is left does no harm.
        }
    }

    private static boolean isNew(Path folder) {
        synchronized (SEEN) {
            if (SEEN.size() >= MOST_FOLDERS) {
                SEEN.clear();
            }
            return SEEN.add(folder);
        }
    }

    private static boolean isLeft(Path entry, UserPrincipal self) {
        try {
            BasicFileAttributes file =
                    Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Optional<Owner> owner = Owner.ofName(name(entry));
            return file.isRegularFile() && Files.getOwner(entry, LinkOption.NOFOLLOW_LINKS).equals(self)
                    && owner.isPresent() && owner.get().isGone(file.lastModifiedTime().toInstant());
        } catch (IOException e) {
            return false; // Its owner was quicker.
        }
    }

    private static String name(Path entry) {
        return String.valueOf(entry.getFileName());
    }

    static void deleteQuietly(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // The write has succeeded or its own failure is being reported; a part that is left changes neither.
            return;
        }
    }
}

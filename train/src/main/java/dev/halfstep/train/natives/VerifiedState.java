package dev.halfstep.train.natives;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which state the files of a folder had when their digests were compared: digesting 450 MB takes as long as a small training. Whatever
 * changes a file, also back to its old size and time, changes the time at which the system says that it was changed last; and the
 * record itself counts only where this user or root has written it.
 */
final class VerifiedState {

    static final String NAME = "verified.txt";

    private static final String ATTRIBUTES = "unix:ino,size,lastModifiedTime,ctime";

    private final Path folder;
    private final Access access;

    VerifiedState(Path folder, Access access) {
        this.folder = folder;
        this.access = access;
    }

    /** Whether all files are as they were when they were verified; never where a digest is not known or a system has no such times. */
    boolean holds(Collection<String> names) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            access.requireOurs(file);
            for (String name : names) {
                access.requireOurs(folder.resolve(name));
            }
            Optional<String> now = now(names);
            return now.isPresent() && now.get().equals(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return false; // what cannot be read is looked at, and mended or told there
        }
    }

    /** Remembers the state of files that were verified just now. */
    void record(Collection<String> names) throws IOException {
        Optional<String> now = now(names);
        if (now.isPresent()) {
            Path part = Files.createTempFile(folder, NAME, NativeFiles.PART);
            try {
                Files.writeString(part, now.get(), StandardCharsets.ISO_8859_1);
                Files.move(part, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        }
    }

    private Optional<String> now(Collection<String> names) throws IOException {
        if (!Access.isKnown()) {
            return Optional.empty();
        }
        var text = new StringBuilder();
        for (String name : new TreeSet<>(names)) {
            Optional<String> digest = KnownDigests.of(String.valueOf(folder.getFileName()), name);
            if (digest.isEmpty()) {
                return Optional.empty();
            }
            Map<String, Object> attributes = Files.readAttributes(folder.resolve(name), ATTRIBUTES,
                    LinkOption.NOFOLLOW_LINKS);
            text.append(name).append(' ').append(digest.get());
            new TreeMap<>(attributes).values().forEach(value -> text.append(' ').append(value));
            text.append('\n');
        }
        return Optional.of(text.toString());
    }
}

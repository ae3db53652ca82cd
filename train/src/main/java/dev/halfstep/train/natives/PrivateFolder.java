package dev.halfstep.train.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder that nobody else can write: one that stays, in a cache of this user's, or one that is deleted when it is closed, at the
 * latest at the end of the process.
 */
public final class PrivateFolder implements AutoCloseable {

    private static final String NAME = "halfstep";

    private final Path path;
    /** Null for a folder that its user vouches for. */
    private final @Nullable Access access;
    /** Null for a folder that stays. */
    private final @Nullable Thread deletion;

    private PrivateFolder(Path path, @Nullable Access access, boolean stays) {
        this.path = path;
        this.access = access;
        deletion = stays ? null : new Thread(() -> delete(path));
        if (deletion != null) {
            Runtime.getRuntime().addShutdownHook(deletion);
        }
    }

    /** A folder that the user named, and vouches for: it is taken as it is. */
    public static PrivateFolder named(Path path) {
        return new PrivateFolder(path, null, true);
    }

    /** Where such a folder may be, the best place first; whether one can be there only {@link #in} says. */
    public static List<Path> places() {
        return places(System.getenv(), System.getProperty("user.home", ""));
    }

    static List<Path> places(Map<String, String> environment, String home) {
        return Stream.of(environment.get("LOCALAPPDATA"), environment.get("XDG_CACHE_HOME"),
                environment.getOrDefault("HOME", home) + "/.cache")
                .filter(Objects::nonNull).flatMap(PrivateFolder::path).filter(Path::isAbsolute)
                .map(caches -> caches.resolve(NAME).resolve("native")).toList();
    }

    /** None where this locale has no such name. */
    private static Stream<Path> path(String name) {
        try {
            return Stream.of(Path.of(name));
        } catch (InvalidPathException e) {
            return Stream.empty();
        }
    }

    /**
     * The folder at a place, made if it is not there.
     *
     * @throws IOException if it cannot be made, or if others may write it or one of the folders above it
     */
    public static PrivateFolder in(Path place) throws IOException {
        Access access = Access.ofThisUser();
        Path known = place;
        while (!Files.exists(known)) {
            known = Objects.requireNonNull(known.getParent(), "the root exists");
        }
        access.requirePrivate(known.toRealPath());
        Files.createDirectories(place, ownersAlone());
        Path real = place.toRealPath();
        access.requirePrivate(real);
        return new PrivateFolder(real, access, true);
    }

    /**
     * A fresh folder of its own in the system's temporary folder.
     *
     * @throws IOException if it cannot be made, or if others could move it
     */
    public static PrivateFolder temporary() throws IOException {
        Path made = Files.createTempDirectory(NAME, ownersAlone()).toRealPath();
        Access access = Access.ofThisUser();
        try {
            access.requirePrivate(made);
        } catch (IOException e) {
            Files.delete(made);
            throw e;
        }
        return new PrivateFolder(made, access, false);
    }

    /** Its real path. */
    public Path path() {
        return path;
    }

    /**
     * A folder in it, made if it is not there, and as private.
     *
     * @throws IOException if it cannot be made, or if others may write it
     */
    public Path folder(String... names) throws IOException {
        Path folder = Path.of(path.toString(), names);
        Files.createDirectories(folder, ownersAlone());
        if (access != null) {
            access.requirePrivate(folder.toRealPath());
        }
        return folder;
    }

    private static FileAttribute<?>[] ownersAlone() {
        return Access.isKnown()
                ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                : new FileAttribute<?>[0];
    }

    /**
     * Deletes it, unless it stays. Code that was loaded from it stays where it is in memory; where a system holds such files, they are
     * deleted as far as it lets them at the end of the process.
     */
    @Override
    public void close() {
        if (deletion != null && delete(path)) {
            Runtime.getRuntime().removeShutdownHook(deletion);
        }
    }

    private static boolean delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) { // what is in a folder before the folder
                Files.delete(each);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

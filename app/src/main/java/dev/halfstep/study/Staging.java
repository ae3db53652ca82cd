package dev.halfstep.study;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The hidden folder in which a study's files are made. When all are there it is renamed, so that a run which is killed while they take
 * their places leaves a folder that tells the next run to bring that to its end.
 */
final class Staging {

    private static final String PART = ".part";
    private static final String READY = ".ready";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path target;
    private Path folder;

    private Staging(Path target, Path folder) {
        this.target = target;
        this.folder = folder;
    }

    /** How something takes its place: by one renaming. Tests make it slow. */
    @FunctionalInterface
    interface Move {

        /** Nobody sees anything in between. */
        Move AT_ONCE = (from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);

        void apply(Path from, Path to) throws IOException;
    }

    /** How the names of what is not part of the result begin. */
    static String hidden(Path target) {
        return "." + target.getFileName() + ".";
    }

    /** Makes one in a folder, for a target that is this folder or is in it. */
    static Staging in(Path home, Path target) throws IOException {
        String name = hidden(target) + HexFormat.of().toHexDigits(RANDOM.nextLong()) + PART;
        return new Staging(target, Files.createDirectory(home.resolve(name)));
    }

    /**
     * Takes away what killed runs left in a folder, and brings to its end what they had begun to put in place. Only for who holds the
     * lock there: any staging folder then has lost its run.
     *
     * @param lock a file that this user made
     */
    static void clearLeft(Path home, Path target, Path lock) throws IOException {
        UserPrincipal self = Files.getOwner(lock, LinkOption.NOFOLLOW_LINKS);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(home, entry -> isStaging(entry, target))) {
            for (Path entry : left) {
                if (Files.getOwner(entry, LinkOption.NOFOLLOW_LINKS).equals(self)) {
                    new Staging(target, entry).bringToAnEnd();
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void bringToAnEnd() throws IOException {
        if (isReady(folder) && Files.isDirectory(target)) {
            // Not to be done later, over the files of another run.
            putInPlace(Move.AT_ONCE);
        }
        try {
            delete();
        } catch (IOException e) {
            return; // It does no harm, and is in nobody's way.
        }
    }

    private static boolean isStaging(Path entry, Path target) {
        String name = entry.getFileName().toString();
        return Pattern.matches(Pattern.quote(hidden(target)) + "[0-9a-f]{16}\\.(part|ready)", name)
                && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isReady(Path folder) {
        return folder.toString().endsWith(READY);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** Makes the folder itself the target, which does not exist. */
    void becomeTarget(Move move) throws IOException {
        move.apply(folder, target);
    }

    /** Moves all files into the target, which exists. */
    void moveIn(Move move) throws IOException {
        String name = folder.getFileName().toString();
        Path ready = folder.resolveSibling(name.substring(0, name.length() - PART.length()) + READY);
        Files.move(folder, ready, StandardCopyOption.ATOMIC_MOVE);
        folder = ready;
        putInPlace(move);
    }

    private void putInPlace(Move move) throws IOException {
        List<Path> files = files();
        if (files.isEmpty()) {
            return;
        }
        // A folder with files of two runs bears no mark of a finished study, however this ends.
        Files.deleteIfExists(target.resolve(OutputFolder.SUMMARY));
        for (Path file : files) {
            move.apply(file, target.resolve(file.getFileName().toString()));
        }
    }

    /** The files that are left, the mark of a finished study last. */
    private List<Path> files() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            var files = new ArrayList<>(entries.sorted().toList());
            files.sort((a, b) -> Boolean.compare(a.endsWith(OutputFolder.SUMMARY), b.endsWith(OutputFolder.SUMMARY)));
            return files;
        }
    }

    /** Takes it away, unless it is about to be put in place: then the next run does that. */
    void deleteUnlessReady() throws IOException {
        if (!isReady(folder) || files().isEmpty()) {
            delete();
        }
    }

    private void delete() throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            for (Path file : files()) {
                Files.deleteIfExists(file);
            }
            Files.delete(folder);
        }
    }
}

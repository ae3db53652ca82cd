package dev.halfstep.folder;

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
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The hidden folder in which a run's files are made. When all are there it is renamed, so that a run which is killed while they take
 * their places leaves a folder that tells the next run to bring that to its end.
 */
final class Staging {

    private static final String PART = ".part";
    private static final String READY = ".ready";
    /** The file that lists what is deleted when all others are in place. */
    private static final String LIST = ".left";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path target;
    private final FolderContents contents;
    private Path folder;

    private Staging(Path target, FolderContents contents, Path folder) {
        this.target = target;
        this.contents = contents;
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
    static Staging in(Path home, Path target, FolderContents contents) throws IOException {
        String name = hidden(target) + HexFormat.of().toHexDigits(RANDOM.nextLong()) + PART;
        return new Staging(target, contents, Files.createDirectory(home.resolve(name)));
    }

    /**
     * Takes away what killed runs left in a folder, and brings to its end what they had begun to put in place. Only for who holds the
     * lock there: any staging folder then has lost its run.
     *
     * @param lock a file that this user made
     */
    static void clearLeft(Path home, Path target, FolderContents contents, Path lock) throws IOException {
        UserPrincipal self = Files.getOwner(lock, LinkOption.NOFOLLOW_LINKS);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(home, entry -> isStaging(entry, target))) {
            for (Path entry : left) {
                if (Files.getOwner(entry, LinkOption.NOFOLLOW_LINKS).equals(self)) {
                    new Staging(target, contents, entry).bringToAnEnd();
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
        listLeft();
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
        // A folder with files of two runs bears no mark of a finished one, however this ends.
        if (contents.mark().isPresent()) {
            Files.deleteIfExists(target.resolve(contents.mark().get()));
        }
        for (Path file : files) {
            if (isList(file)) {
                deleteListed(file);
                continue;
            }
            Path place = target.resolve(folder.relativize(file).toString());
            Files.createDirectories(Objects.requireNonNull(place.getParent()));
            move.apply(file, place);
        }
    }

    /** Deletes what an earlier run left in the target that this one does not write; what stands there already of this one stays. */
    private void deleteListed(Path list) throws IOException {
        for (String name : Files.readAllLines(list)) {
            if (contents.left().contains(name)) {
                Files.deleteIfExists(target.resolve(name));
            }
        }
        Files.delete(list);
    }

    /** Notes what an earlier run left, while none of this run's files is among it. */
    private void listLeft() throws IOException {
        List<String> left = contents.left().stream().filter(name -> !Files.exists(folder.resolve(name))).sorted()
                .filter(name -> Files.exists(target.resolve(name))).toList();
        if (!left.isEmpty()) {
            Files.write(folder.resolve(LIST), left);
        }
    }

    /** The files that are left, the mark of a finished run last. */
    private List<Path> files() throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            var files = new ArrayList<>(
                    entries.filter(entry -> !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)).sorted().toList());
            files.sort((a, b) -> Boolean.compare(isMark(a) || isList(a), isMark(b) || isList(b)));
            return files;
        }
    }

    private boolean isMark(Path file) {
        return contents.mark().map(mark -> file.equals(folder.resolve(mark))).orElse(false);
    }

    private boolean isList(Path file) {
        return file.equals(folder.resolve(LIST));
    }

    /** Takes it away, unless it is about to be put in place: then the next run does that. */
    void deleteUnlessReady() throws IOException {
        if (!isReady(folder) || files().isEmpty()) {
            delete();
        }
    }

    private void delete() throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> entries = Files.walk(folder)) {
                for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(entry);
                }
            }
        }
    }
}

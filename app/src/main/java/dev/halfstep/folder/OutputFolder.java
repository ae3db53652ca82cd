package dev.halfstep.folder;

import dev.halfstep.file.WholeFile;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder that a run fills: its files are made in a hidden folder and take their places together when all are there. A folder that
 * holds anything but what an earlier run made is left alone, and two runs do not fill one folder at once.
 *
 * <p>
 * The hidden folder stands beside a folder that is yet to be made, and becomes it by one renaming. It stands within a folder that
 * exists, for that may be the root of a file system of its own, as a mounted one is. So does the lock, which is held until all is in
 * place.
 */
public final class OutputFolder implements AutoCloseable {

    /** A folder may be made or deleted by others while it is claimed, but hardly as often as this. */
    private static final int MOST_TRIES = 100;

    private final Path folder;
    private final FolderContents contents;
    private final Place place;
    private final Staging staging;
    private final FolderLock lock;
    private final Staging.Move move;
    private final List<Path> made;
    private final Thread cleaner = new Thread(this::cleanUp);
    private boolean ended;

    /**
     * Where a folder is filled.
     *
     * @param target the folder, where it really is
     * @param home where the lock and the hidden folder are: the target, or its parent while it does not exist
     */
    private record Place(Path target, Path home) {

        static Place of(Path folder) throws IOException {
            Path target = Files.exists(folder) ? folder.toRealPath() : folder.toAbsolutePath().normalize();
            Path home = Files.exists(target) ? target : target.getParent();
            if (home == null || target.getFileName() == null) {
                throw Problem.system("this cannot be an output folder").at(folder.toString())
                        .remedy(Phrase.of("choose another with ").with(Setting.OUTPUT));
            }
            return new Place(target, home);
        }

        boolean isWithin() {
            return home.equals(target);
        }

        Path lockIn(Path dir) {
            return dir.resolve(Staging.hidden(target) + "lock");
        }
    }

    /**
     * @param folder as the user named it
     * @param made folders that were made on the way to it, outermost first
     */
    private OutputFolder(Path folder, FolderContents contents, Place place, Staging staging, FolderLock lock,
            Staging.Move move, List<Path> made) {
        this.folder = folder;
        this.contents = contents;
        this.place = place;
        this.staging = staging;
        this.lock = lock;
        this.move = move;
        this.made = made;
        // Ctrl-C skips close(), not this.
        Runtime.getRuntime().addShutdownHook(cleaner);
    }

    /**
     * Makes sure, before any work is done, that a folder can be filled.
     *
     * @param contents what may be replaced in it
     * @throws Problem if it holds other files, is a file, cannot be written, or another run is filling it
     */
    public static OutputFolder claim(Path folder, FolderContents contents) {
        return claim(folder, contents, Staging.Move.AT_ONCE);
    }

    /** The same, with another way for files to take their places. */
    static OutputFolder claim(Path folder, FolderContents contents, Staging.Move move) {
        requireFree(folder, contents, false);
        var made = new ArrayList<Path>();
        try {
            for (int i = 0; i < MOST_TRIES; i++) {
                Place place = Place.of(folder);
                make(place.home, made);
                try {
                    FolderLock lock = lock(folder, place.lockIn(place.home));
                    if (place.equals(Place.of(folder))) {
                        return new OutputFolder(folder, contents, place, stagingAt(folder, contents, place, lock), lock,
                                move, made);
                    }
                    lock.close(); // The folder was made meanwhile, and the next run would look for the lock in it.
                } catch (NoSuchFileException e) {
                    if (Files.exists(place.home)) {
                        throw e;
                    }
                }
            }
            throw filled(folder);
        } catch (IOException e) {
            deleteEmpty(made);
            throw unwritable(folder, e);
        } catch (Problem problem) {
            deleteEmpty(made);
            throw problem;
        }
    }

    private static FolderLock lock(Path folder, Path file) throws IOException {
        return FolderLock.tryLock(file).orElseThrow(() -> filled(folder));
    }

    private static Problem filled(Path folder) {
        return Problem.system("another run is filling this folder").at(folder.toString()).remedy(
                Phrase.of("wait for it to end"), Phrase.of("choose another folder with ").with(Setting.OUTPUT));
    }

    private static Problem unwritable(Path folder, IOException e) {
        for (Path path = folder.toAbsolutePath().getParent(); path != null; path = path.getParent()) {
            if (Files.isRegularFile(path)) {
                return Problem.system("'" + path + "' is a file, not a folder").at(folder.toString()).because(e)
                        .remedy(Phrase.of("choose another with ").with(Setting.OUTPUT));
            }
        }
        return WholeFile.unwritable(folder, e);
    }

    private static void make(Path home, List<Path> made) throws IOException {
        for (Path missing = home; missing != null && !Files.exists(missing); missing = missing.getParent()) {
            made.addFirst(missing);
        }
        Files.createDirectories(home);
    }

    /** A hidden folder at a place that is locked, when what killed runs left there is put right. */
    private static Staging stagingAt(Path folder, FolderContents contents, Place place, FolderLock lock)
            throws IOException {
        try {
            Staging.clearLeft(place.home, place.target, contents, lock.file());
            if (place.isWithin()) {
                clearLeftBeside(place, contents);
            }
            requireFree(folder, contents, true);
            return Staging.in(place.home, place.target, contents);
        } catch (IOException | Problem e) {
            lock.close();
            throw e;
        }
    }

    /** A run that was killed may have begun when the folder did not exist yet. */
    private static void clearLeftBeside(Place place, FolderContents contents) throws IOException {
        Path parent = place.target.getParent();
        if (parent == null || !Files.isRegularFile(place.lockIn(parent), LinkOption.NOFOLLOW_LINKS)
                || !Files.isWritable(place.lockIn(parent))) {
            return;
        }
        Optional<FolderLock> beside = FolderLock.tryLock(place.lockIn(parent));
        if (beside.isPresent()) {
            try (FolderLock held = beside.get()) {
                Staging.clearLeft(parent, place.target, contents, held.file());
            }
        }
    }

    /**
     * @param locked otherwise a folder in which a run is, or was killed, is not judged yet: it has no mark of a finished run while files
     *        take their places
     */
    private static void requireFree(Path folder, FolderContents contents, boolean locked) {
        if (!Files.exists(folder)) {
            if (Files.isSymbolicLink(folder)) {
                throw Problem.system("this is a link that leads nowhere").at(folder.toString())
                        .remedy(Phrase.of("choose another folder with ").with(Setting.OUTPUT));
            }
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw Problem.system("this is a file, not a folder").at(folder.toString())
                    .remedy(Phrase.of("choose another with ").with(Setting.OUTPUT));
        }
        try {
            String hidden = Staging.hidden(folder.toRealPath());
            Optional<String> others = contents.others(folder, hidden);
            if (others.isPresent() && (locked || !holdsHidden(folder, hidden))) {
                throw Problem.system("the folder exists and holds other files, such as '" + others.get() + "'")
                        .at(folder.toString()).remedy(Phrase.of("choose another folder with ").with(Setting.OUTPUT),
                                Phrase.of("empty this one"));
            }
        } catch (IOException e) {
            throw WholeFile.unwritable(folder, e);
        }
    }

    private static boolean holdsHidden(Path folder, String hidden) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.anyMatch(entry -> entry.getFileName().toString().startsWith(hidden));
        }
    }

    /** Writes a file that will be in the folder once it is published; returns where it is until then. */
    public synchronized Path write(String name, byte[] content) {
        requireRunning();
        Path file = staging.file(name);
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            WholeFile.write(file, content);
        } catch (IOException e) {
            throw WholeFile.unwritable(folder.resolve(name), e);
        } catch (Problem problem) {
            throw problem.onlyAt(folder.resolve(name).toString()).because(problem);
        }
        return file;
    }

    /** Where a file that was written is until it is published. */
    public Path file(String name) {
        return staging.file(name);
    }

    /** Moves all files into place; those of an earlier run are replaced. */
    public synchronized void publish() {
        requireRunning();
        try {
            if (!Files.exists(place.target)) {
                staging.becomeTarget(move);
            } else if (place.isWithin()) {
                moveIn();
            } else {
                // Somebody has made the folder meanwhile. Runs that have met it since look for the lock within it.
                FolderLock within = lock(folder, place.lockIn(place.target));
                try {
                    moveIn();
                } finally {
                    within.close();
                }
            }
        } catch (IOException e) {
            throw WholeFile.unwritable(folder, e);
        }
    }

    private void moveIn() throws IOException {
        requireFree(folder, contents, true);
        staging.moveIn(move);
    }

    /** Ctrl-C cleans up while the run goes on: it must not make anew what was deleted. */
    private void requireRunning() {
        if (ended) {
            throw Problem.system("the run was stopped").at(folder.toString());
        }
    }

    @Override
    public void close() {
        cleanUp();
        try {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException e) {
            return; // The JVM is shutting down and runs the cleaner itself.
        }
    }

    private synchronized void cleanUp() {
        if (ended) {
            return;
        }
        ended = true;
        try (lock) {
            staging.deleteUnlessReady();
        } catch (IOException e) {
            return; // Nothing of this is part of the result, and there is nobody left to tell.
        } finally {
            deleteEmpty(made);
        }
    }

    /** Folders that hold something stay. */
    private static void deleteEmpty(List<Path> folders) {
        for (Path folder : folders.reversed()) {
            try {
                Files.deleteIfExists(folder);
            } catch (IOException e) {
                return;
            }
        }
    }
}

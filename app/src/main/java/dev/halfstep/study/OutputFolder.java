package dev.halfstep.study;

import dev.halfstep.file.WholeFile;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that a study fills: its files are made in a hidden folder and take their places together when all are there. A
 * folder that holds anything but an earlier study is left alone, and two runs do not fill one folder at once.
 *
 * <p>
 * The hidden folder stands beside a folder that is yet to be made, and becomes it by one renaming. It stands within a folder that
 * exists, for that may be the root of a file system of its own, as a mounted one is.
 */
final class OutputFolder implements AutoCloseable {

    /** The file that is put in place last, and so marks a folder as that of a finished study. */
    static final String SUMMARY = "study.json";

    private final Path folder;
    private final Path target;
    private final Path staging;
    private final FolderLock lock;
    private final List<Path> made;
    private final Thread cleaner = new Thread(this::cleanUp);
    private boolean ended;

    /**
     * @param folder as the user named it
     * @param target where it really is
     * @param made folders that were made on the way to it, outermost first
     */
    private OutputFolder(Path folder, Path target, Path staging, FolderLock lock, List<Path> made) {
        this.folder = folder;
        this.target = target;
        this.staging = staging;
        this.lock = lock;
        this.made = made;
        // Ctrl-C skips close(), not this.
        Runtime.getRuntime().addShutdownHook(cleaner);
    }

    /**
     * Makes sure, before any work is done, that a folder can be filled.
     *
     * @throws Problem if it holds other files, is a file, cannot be written, or another run is filling it
     */
    static OutputFolder claim(Path folder) {
        requireFree(folder);
        var made = new ArrayList<Path>();
        try {
            Path target = Files.exists(folder) ? folder.toRealPath() : folder.toAbsolutePath().normalize();
            Path home = Files.exists(target) ? target : target.getParent();
            if (home == null || target.getFileName() == null) {
                throw Problem.system("this cannot be an output folder").at(folder.toString())
                        .remedy(Phrase.of("choose another with ").with(Setting.OUTPUT));
            }
            make(home, made);
            FolderLock lock = FolderLock.tryLock(home.resolve(hidden(target) + "lock"))
                    .orElseThrow(() -> Problem.system("another run is filling this folder").at(folder.toString())
                            .remedy(Phrase.of("wait for it to end"),
                                    Phrase.of("choose another folder with ").with(Setting.OUTPUT)));
            return new OutputFolder(folder, target, stagingIn(home, target, lock), lock, made);
        } catch (IOException e) {
            deleteEmpty(made);
            throw unwritable(folder, e);
        }
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

    private static Path stagingIn(Path home, Path target, FolderLock lock) throws IOException {
        try {
            return Files.createDirectory(
                    home.resolve(hidden(target) + ProcessHandle.current().pid() + "-" + System.nanoTime()));
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    /** How the names of what is not part of the result begin. */
    private static String hidden(Path target) {
        return "." + target.getFileName() + ".";
    }

    private static void requireFree(Path folder) {
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
        try (Stream<Path> entries = Files.list(folder)) {
            String hidden = hidden(folder.toRealPath());
            List<String> present = entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith(hidden)).sorted().toList();
            if (!present.isEmpty() && !present.contains(SUMMARY)) {
                throw Problem.system("the folder exists and holds other files, such as '" + present.getFirst() + "'")
                        .at(folder.toString()).remedy(Phrase.of("choose another folder with ").with(Setting.OUTPUT),
                                Phrase.of("empty this one"));
            }
        } catch (IOException e) {
            throw WholeFile.unwritable(folder, e);
        }
    }

    /** Writes a file that will be in the folder once it is published; returns where it is until then. */
    synchronized Path write(String name, byte[] content) {
        requireRunning();
        Path file = staging.resolve(name);
        try {
            WholeFile.write(file, content);
        } catch (Problem problem) {
            throw problem.onlyAt(folder.resolve(name).toString()).because(problem);
        }
        return file;
    }

    /** Where a file that was written is until it is published. */
    Path file(String name) {
        return staging.resolve(name);
    }

    /** Moves all files into place; those of an earlier study are replaced. */
    synchronized void publish() {
        requireRunning();
        requireFree(folder);
        try {
            if (!Files.exists(target)) {
                Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
                return;
            }
            for (Path file : files()) {
                Files.move(file, target.resolve(file.getFileName().toString()), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw WholeFile.unwritable(folder, e);
        }
    }

    /** Ctrl-C cleans up while the run goes on: it must not make anew what was deleted. */
    private void requireRunning() {
        if (ended) {
            throw Problem.system("the run was stopped").at(folder.toString());
        }
    }

    /** The files made so far, the mark of a finished study last. */
    private List<Path> files() throws IOException {
        try (Stream<Path> entries = Files.list(staging)) {
            var files = new ArrayList<>(entries.sorted().toList());
            files.sort((a, b) -> Boolean.compare(a.endsWith(SUMMARY), b.endsWith(SUMMARY)));
            return files;
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
            if (Files.isDirectory(staging)) {
                for (Path file : files()) {
                    Files.deleteIfExists(file);
                }
                Files.delete(staging);
            }
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

package dev.halfstep.folder;

import dev.halfstep.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Fills a folder as a study does, with files that say which run wrote them, and puts them in place slowly. */
final class FillFolder {

    static final String MARK = "study.json";
    static final FolderContents STUDY = FolderContents.markedBy(MARK);
    static final List<String> FILES = List.of("a.tflite", "b.tflite", "c.tflite", MARK);
    static final Staging.Move SLOWLY = (from, to) -> {
        pause(2);
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        pause(2);
    };

    private FillFolder() {}

    /**
     * Fills it so many times, and says how often it was refused.
     *
     * @param arguments folder, name of the run, times
     */
    public static void main(String[] arguments) throws IOException {
        int refused = 0;
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            refused += isFilled(Path.of(arguments[0]), arguments[1] + i, SLOWLY) ? 0 : 1;
        }
        System.out.println("refused " + refused);
    }

    /** Whether it was not refused because another run fills it. */
    static boolean isFilled(Path target, String run, Staging.Move move) throws IOException {
        try (OutputFolder folder = OutputFolder.claim(target, STUDY, move)) {
            for (String file : FILES) {
                folder.write(file, run.getBytes(StandardCharsets.UTF_8));
            }
            folder.publish();
            requireRun(target, run); // while nobody else may write
            return true;
        } catch (Problem problem) {
            if (!problem.what().equals("another run is filling this folder")) {
                throw problem;
            }
            return false;
        }
    }

    private static void requireRun(Path target, String run) throws IOException {
        for (String file : FILES) {
            String written = Files.readString(target.resolve(file));
            if (!written.equals(run)) {
                throw new AssertionError(file + " is of " + written + ", not of " + run);
            }
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

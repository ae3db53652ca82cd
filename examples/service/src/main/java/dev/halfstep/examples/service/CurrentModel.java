package dev.halfstep.examples.service;

import dev.halfstep.predict.RowScorer;
import dev.halfstep.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The model of a file, read anew when that changes. While the new one cannot be read, which it cannot while it is being copied, the
 * old one goes on.
 */
final class CurrentModel {

    /** How often the file is looked at, at most. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path file;
    private final AtomicLong looked = new AtomicLong(System.nanoTime());
    private volatile Loaded loaded;
    private volatile String trouble = "";

    /** @throws Problem if the file holds no model with a pipeline */
    CurrentModel(Path file) {
        this.file = file;
        loaded = new Loaded(RowScorer.load(file), stamp(file), 1);
    }

    /** What tells one state of a file from another. */
    private record Stamp(FileTime changed, long bytes) {}

    private record Loaded(RowScorer scorer, Stamp stamp, int generation) {}

    private static Stamp stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size());
        } catch (IOException e) {
            return new Stamp(FileTime.fromMillis(0), -1);
        }
    }

    /** The scorer of now. */
    RowScorer scorer() {
        long last = looked.get();
        long now = System.nanoTime();
        if (now - last > LOOK_NANOS && looked.compareAndSet(last, now)) {
            look();
        }
        return loaded.scorer;
    }

    /** Looks at the file, and reads it if it is another. */
    void look() {
        Stamp stamp = stamp(file);
        if (stamp.equals(loaded.stamp)) {
            return;
        }
        try {
            loaded = new Loaded(RowScorer.load(file), stamp, loaded.generation + 1);
            trouble = "";
        } catch (Problem problem) {
            trouble = String.valueOf(problem.getMessage());
        }
    }

    /** How many models there were so far. */
    int generation() {
        return loaded.generation;
    }

    /** Why the file's newest state is not in use; empty if it is. */
    String trouble() {
        return trouble;
    }
}

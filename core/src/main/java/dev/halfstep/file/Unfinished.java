package dev.halfstep.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The parts that this process is writing. They are taken away when it is stopped, by Ctrl-C for one, which skips finally blocks; work
 * that ends in a way of its own ends before that.
 */
final class Unfinished {

    private static final Set<Path> PARTS = new HashSet<>();
    private static final Set<EndingWork> WORK = new HashSet<>();

    private static boolean stopped;

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(Unfinished::stop));
        } catch (IllegalStateException e) {
            stopped = true; // too late for a hook
        }
    }

    private Unfinished() {}

    /** What would be written after the process was stopped would stay. */
    static synchronized void add(Path part) throws IOException {
        if (stopped) {
            throw new IOException("the run was stopped");
        }
        PARTS.add(part);
    }

    static synchronized void remove(Path part) {
        PARTS.remove(part);
    }

    static synchronized int count() {
        return PARTS.size();
    }

    static synchronized void add(EndingWork work) {
        WORK.add(work);
    }

    static synchronized void remove(EndingWork work) {
        WORK.remove(work);
    }

    private static synchronized List<EndingWork> work() {
        return List.copyOf(WORK);
    }

    private static void stop() {
        work().forEach(EndingWork::end);
        removeAll();
    }

    private static synchronized void removeAll() {
        stopped = true;
        PARTS.forEach(Leftovers::deleteQuietly);
    }
}

package dev.halfstep.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The parts that this process is writing. They are taken away when it is stopped, by Ctrl-C for one, which skips finally blocks. */
final class Unfinished {

    private static final Set<Path> PARTS = new HashSet<>();

    private static boolean stopped;

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(Unfinished::removeAll));
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

    private static synchronized void removeAll() {
        stopped = true;
        PARTS.forEach(Leftovers::deleteQuietly);
    }
}

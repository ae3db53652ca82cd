package dev.halfstep.file;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Work that has something to show for itself whenever it ends. When the process is stopped, by Ctrl-C for one, it is told so, and the
 * process goes on until the work is closed, or until it takes too long.
 */
public final class EndingWork implements AutoCloseable {

    private final Runnable whenStopped;
    private final Duration longest;
    private final CountDownLatch closed = new CountDownLatch(1);

    private EndingWork(Runnable whenStopped, Duration longest) {
        this.whenStopped = whenStopped;
        this.longest = longest;
    }

    /**
     * Begins it.
     *
     * @param whenStopped called from another thread, at most once
     * @param longest that a process is kept from ending
     */
    public static EndingWork begin(Runnable whenStopped, Duration longest) {
        var work = new EndingWork(whenStopped, longest);
        Unfinished.add(work);
        return work;
    }

    /** Tells it to end, and waits until it has, but no longer than it may take. */
    void end() {
        whenStopped.run();
        try {
            closed.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        Unfinished.remove(this);
        closed.countDown();
    }
}

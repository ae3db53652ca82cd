package dev.halfstep.rows;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Work on a sequence of items: one thread reads them, several work on them, and the caller gets the results in the order of the
 * items, as if all was done by one. No more than a few items are held at a time, however many there are.
 *
 * @param <T> an item
 * @param <R> what the work makes of it
 */
public final class InOrder<T, R> {

    /** Items in work or waiting, for each worker: enough that none waits for a slow one. */
    private static final int AHEAD = 3;

    /** Hands out items, one after another, to whom it is given. */
    @FunctionalInterface
    public interface Source<T> {
        void read(Consumer<T> items);
    }

    /**
     * What the reader passes on.
     *
     * @param result of an item; none behind the last
     */
    private record Slot<R>(Future<R> result, boolean end) {}

    private final BlockingQueue<Slot<R>> slots;
    private final ExecutorService workers;
    private final Thread reader;

    private InOrder(int threads, Source<T> source, Supplier<Function<T, R>> work) {
        slots = new ArrayBlockingQueue<>(AHEAD * threads);
        workers = Executors.newFixedThreadPool(threads, daemons());
        // What works has a state, such as a predictor: each thread has its own.
        ThreadLocal<Function<T, R>> own = ThreadLocal.withInitial(work);
        reader = daemons().newThread(() -> read(source, own));
        reader.start();
    }

    private static ThreadFactory daemons() {
        return Thread.ofPlatform().daemon().name("halfstep-", 0).factory();
    }

    /**
     * Works on all items. What the source, the work or the results throw ends it, in the order of the items: what comes first in it is
     * thrown, and everything before it was handed out.
     *
     * @param threads that work, besides the one that reads and the caller
     * @param work makes what works on items, once for each thread
     * @param results is given what came out, by the calling thread, and says whether to go on
     */
    public static <T, R> void run(int threads, Source<T> source, Supplier<Function<T, R>> work, Predicate<R> results) {
        var run = new InOrder<T, R>(threads, source, work);
        try {
            run.handOut(results);
        } finally {
            run.stop();
        }
    }

    /** As many threads as there are processors. */
    public static int usualThreads() {
        return Runtime.getRuntime().availableProcessors();
    }

    private void read(Source<T> source, ThreadLocal<Function<T, R>> own) {
        try {
            try {
                source.read(item -> put(new Slot<>(workers.submit(() -> own.get().apply(item)), false)));
                put(new Slot<>(new CompletableFuture<>(), true));
            } catch (CancellationException e) {
                throw e;
            } catch (RuntimeException | Error e) {
                put(new Slot<>(CompletableFuture.failedFuture(e), false));
            }
        } catch (CancellationException e) {
            // The caller has stopped and waits for nothing any more.
            return;
        }
    }

    private void put(Slot<R> slot) {
        try {
            slots.put(slot);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("stopped");
        }
    }

    private void handOut(Predicate<R> results) {
        try {
            Slot<R> slot = take();
            while (!slot.end && results.test(slot.result.get())) {
                slot = take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException thrown -> throw thrown;
                case Error thrown -> throw thrown;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Waits for the next slot, but not for a reader that had no memory left to say how it ended. */
    private Slot<R> take() throws InterruptedException {
        Slot<R> slot = slots.poll(1, TimeUnit.SECONDS);
        while (slot == null) {
            if (!reader.isAlive() && slots.isEmpty()) {
                throw new OutOfMemoryError("reading ended without a word");
            }
            slot = slots.poll(1, TimeUnit.SECONDS);
        }
        return slot;
    }

    /** Ends all threads and waits for that: whoever reads may have a file open. */
    private void stop() {
        workers.shutdownNow();
        reader.interrupt();
        boolean interrupted = false;
        while (reader.isAlive()) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

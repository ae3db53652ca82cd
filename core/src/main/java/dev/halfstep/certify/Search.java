package dev.halfstep.certify;

import dev.halfstep.certify.bound.Box;
import dev.halfstep.certify.bound.Point;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.grid.Tasks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Branch and bound for the most that something comes to in a domain: the box with the largest bound is cut in two, and again, until the
 * bound is what was found somewhere, or time is over.
 */
final class Search {

    /** A bound that is larger than what was found by this part of it is as good as it. */
    static final double CLOSE = 1e-7;

    /** Boxes that one thread looks at before all of them meet. */
    private static final int BATCH = 128;

    /** Climbs at the beginning, and the part of the time that is for climbs in the first and in the later part of the search. */
    private static final int FIRST_CLIMBS = 32;
    private static final double EARLY_CLIMBS = 0.15;
    private static final double LATE_CLIMBS = 0.4;
    private static final double EARLY = 0.2;

    /** Boxes take at most this part of the memory. */
    private static final double MEMORY = 0.25;
    private static final int BOX_BYTES = 72;

    private final Space space;
    private final CertifyOptions options;
    private final Tasks threads;
    private final long end;
    private final List<Worker> workers = new ArrayList<>();
    private final PriorityQueue<Box> open = new PriorityQueue<>();
    /** The largest bound of boxes that are not looked at any more. */
    private double closed = Double.NEGATIVE_INFINITY;
    private double closedReal = Double.NEGATIVE_INFINITY;
    private Point best;
    private double goodEnough = Double.NEGATIVE_INFINITY;
    private long boxes;
    private long start;
    /** How long points were looked for. */
    private long climbed;
    private final int mostOpen;

    /** What is looked for the most of. Each thread has its own. */
    interface Objective {

        /** Sets a box's bound, and where to cut it. */
        void look(Box box);

        /**
         * Goes through a box that was looked at last, where that can be done: sets a bound that cutting does not make smaller.
         *
         * @return the best point of it; empty where it has too many
         */
        default Optional<Point> settle(Box box) {
            return Optional.empty();
        }

        /** The corner of the box that was looked at last where most is to be expected. */
        Point corner();

        /** What bounds may be above what comes to at a point, and be as good as it. */
        double tolerance(Point point);

        /** A point of the domain where it comes to much, looked for from within a box. */
        Point find(Box box, RandomGenerator random);

        /** The same from a point. */
        Point find(Point point, RandomGenerator random);
    }

    /** What one thread works with. */
    private record Worker(Objective objective, RandomGenerator random) {}

    /**
     * What came of it.
     *
     * @param bound that it exceeds nowhere
     * @param real the same where the float network computes with real numbers
     * @param best the point where most was found
     * @param worst the box with the largest bound; the whole domain where none is open
     */
    record Outcome(double bound, double real, Point best, Box worst, long boxes) {}

    /**
     * @param objective makes one for each thread
     * @param end when to end, in nanoseconds of {@link System#nanoTime}
     */
    Search(Space space, Supplier<Objective> objective, CertifyOptions options,
            ExecutorService threads, long end) {
        this.space = space;
        this.options = options;
        this.threads = new Tasks(threads, options.threads());
        this.end = end;
        for (int t = 0; t < options.threads(); t++) {
            workers.add(new Worker(objective.get(), new SplittableRandom(t)));
        }
        best = workers.getFirst().objective.find(space.whole(), workers.getFirst().random);
        long bytes = BOX_BYTES + 16L * space.parts().size();
        mostOpen = (int) Math.min(1 << 26, (long) (MEMORY * Runtime.getRuntime().maxMemory()) / bytes);
    }

    Outcome run() {
        return run((bound, found) -> {});
    }

    /** @param report is told how it stands */
    Outcome run(Report report) {
        start = System.nanoTime();
        Box whole = space.whole();
        workers.getFirst().objective.look(whole);
        boxes++;
        open.add(whole);
        found(best);
        climb(FIRST_CLIMBS, whole);
        climbed = Math.max(1, climbed);
        while (!open.isEmpty() && open.peek().real > good() && isTime()) {
            List<Box> batch = new ArrayList<>();
            while (batch.size() < BATCH * workers.size() && !open.isEmpty() && open.peek().real > good()) {
                batch.add(open.remove());
            }
            long now = System.nanoTime();
            if (climbed < climbShare(now) * (now - start)) {
                climb(2 * workers.size(), batch.getFirst());
                climbed += System.nanoTime() - now;
            }
            cut(batch);
            forget();
            report.at(real(), best.value());
        }
        Box worst = open.isEmpty() ? whole : open.peek();
        return new Outcome(bound(), real(), best, worst, boxes);
    }

    /** Is told how it stands. */
    @FunctionalInterface
    interface Report {
        void at(double bound, double found);
    }

    private double climbShare(long now) {
        return now - start < EARLY * (end - start) ? EARLY_CLIMBS : LATE_CLIMBS;
    }

    /** The first climbs may take no longer than those that follow early on. */
    private boolean isEarly() {
        return System.nanoTime() - start < EARLY_CLIMBS * (end - start);
    }

    private boolean isTime() {
        return System.nanoTime() < end && !options.stopped().getAsBoolean();
    }

    /** Boxes up to this bound are not looked into. */
    private double good() {
        return Math.max(closedReal, goodEnough);
    }

    private void found(Point point) {
        if (point.value() > best.value() || goodEnough == Double.NEGATIVE_INFINITY) {
            best = best.orBetter(point);
            goodEnough = best.value() + Math.abs(best.value()) * CLOSE
                    + workers.getFirst().objective.tolerance(best);
        }
    }

    private double bound() {
        double most = Math.max(closed, best.value());
        for (Box box : open) {
            most = Math.max(most, box.bound);
        }
        return most;
    }

    private double real() {
        double most = Math.max(closedReal, best.value());
        return open.isEmpty() ? most : Math.max(most, open.peek().real);
    }

    private void close(Box box) {
        closed = Math.max(closed, box.bound);
        closedReal = Math.max(closedReal, box.real);
    }

    private void climb(int climbs, Box from) {
        var tasks = new ArrayList<Callable<Point>>();
        for (int w = 0; w < workers.size(); w++) {
            Worker worker = workers.get(w);
            int own = climbs / workers.size() + (w < climbs % workers.size() ? 1 : 0);
            tasks.add(() -> {
                Point point = worker.objective.find(best, worker.random);
                for (int i = 1; i < own && isTime() && (climbed > 0 || isEarly()); i++) {
                    point = point.orBetter(worker.objective.find(from, worker.random));
                }
                return point;
            });
        }
        threads.all(tasks).forEach(this::found);
    }

    /** Boxes that came of cutting some, and the best of their corners. */
    private record Halves(List<Box> boxes, Point best) {}

    private void cut(List<Box> batch) {
        var tasks = new ArrayList<Callable<Halves>>();
        for (int w = 0; w < workers.size(); w++) {
            Objective objective = workers.get(w).objective;
            int first = w;
            tasks.add(() -> {
                var made = new ArrayList<Box>();
                Point corner = best;
                for (int b = first; b < batch.size(); b += workers.size()) {
                    corner = halve(batch.get(b), objective, made, corner);
                }
                return new Halves(made, corner);
            });
        }
        List<Halves> all = threads.all(tasks);
        all.forEach(halves -> found(halves.best));
        for (Halves halves : all) {
            boxes += halves.boxes.size();
            for (Box box : halves.boxes) {
                if (box.real <= good() || box.cut == Box.NONE) {
                    close(box);
                } else {
                    open.add(box);
                }
            }
        }
    }

    private Point halve(Box box, Objective objective, List<Box> made, Point found) {
        if (!isTime() || box.cut == Box.NONE) {
            made.add(box);
            return found;
        }
        Point best = found;
        for (Box half : space.cut(box, box.cut)) {
            objective.look(half);
            half.bound = Math.min(half.bound, box.bound);
            half.real = Math.min(half.real, box.real);
            made.add(half);
            if (half.real > goodEnough) {
                best = best.orBetter(objective.settle(half).orElseGet(objective::corner));
            }
        }
        return best;
    }

    /** Where boxes take too much memory, the better half of them is not looked into any more. */
    private void forget() {
        if (open.size() <= mostOpen) {
            return;
        }
        Box[] all = open.toArray(Box[]::new);
        Arrays.sort(all);
        open.clear();
        open.addAll(Arrays.asList(all).subList(0, all.length / 2));
        Arrays.asList(all).subList(all.length / 2, all.length).forEach(this::close);
    }
}

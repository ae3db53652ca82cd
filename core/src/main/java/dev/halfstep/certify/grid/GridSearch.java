package dev.halfstep.certify.grid;

import dev.halfstep.certify.grid.GridTable.GridChange;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Looks for large changes along lines where there are too many of them: a line near to the best one, again and again. */
public final class GridSearch {

    /** So many tries for each part without a better line, and another place is begun from. */
    private static final int TRIES = 12;

    private final Grid grid;
    private final int target;
    private final int part;
    private final LineScan scan;
    private final RandomGenerator random;
    private final int[][] ranks;

    private GridSearch(Grid grid, int targets, int target, int part, LineScan scan, RandomGenerator random) {
        this.grid = grid;
        this.target = target;
        this.part = part;
        this.scan = scan;
        this.random = random;
        ranks = new int[targets][grid.cells.get(part).count()];
    }

    /** The largest change that is found while there is time. */
    public static GridChange largest(Grid grid, int targets, int target, int part, LineScan scan, Tasks tasks,
            BooleanSupplier goesOn) {
        var all = new ArrayList<Callable<GridChange>>();
        for (int t = 0; t < tasks.count(); t++) {
            var search = new GridSearch(grid, targets, target, part, scan, new SplittableRandom(t));
            all.add(() -> search.run(goesOn));
        }
        List<GridChange> found = tasks.all(all);
        return GridChange.largest(found);
    }

    private GridChange run(BooleanSupplier goesOn) {
        GridChange best = line(anywhere());
        GridChange current = best;
        int tries = 0;
        for (int i = 0; i < grid.leastLines() || goesOn.getAsBoolean(); i++) {
            boolean restarts = tries > TRIES * grid.cells.size();
            GridChange next = line(restarts ? anywhere() : near(current.from()));
            boolean better = restarts || next.amount() > current.amount();
            // Of lines that are as good, the later one is as good a place to go on from.
            current = better || next.amount() == current.amount() ? next : current;
            tries = better ? 0 : tries + 1;
            best = best.orLarger(current);
        }
        return best;
    }

    private int[] anywhere() {
        var at = new int[grid.cells.size()];
        for (int p = 0; p < at.length; p++) {
            at[p] = random.nextInt(grid.cells.get(p).count());
        }
        return at;
    }

    private int[] near(int[] from) {
        int[] at = from.clone();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            int p = random.nextInt(at.length);
            int count = grid.cells.get(p).count();
            at[p] = random.nextBoolean() ? random.nextInt(count)
                    : Math.clamp(at[p] + random.nextInt(-3, 4), 0, count - 1);
        }
        return at;
    }

    private GridChange line(int[] at) {
        Grid.Line line = grid.line(part, at);
        int count = grid.cells.get(part).count();
        for (int c = 0; c < count; c++) {
            line.ranks(c, ranks, c);
        }
        LineScan.Change change = scan.along(grid.inUnits(target), ranks[target], count);
        return new GridChange(change.amount(), moved(at, change.from()), moved(at, change.to()));
    }

    private int[] moved(int[] at, int place) {
        int[] moved = at.clone();
        moved[part] = place;
        return moved;
    }
}

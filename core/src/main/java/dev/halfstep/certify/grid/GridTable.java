package dev.halfstep.certify.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/** What an integer network predicts in all cells of a domain, where they can be counted. */
public final class GridTable {

    /** Values of more than so many cells, for all outputs, are not kept. */
    private static final double MOST = 1 << 22;

    /** So few are gone through in no time, however short that is. */
    private static final double FEW = 1 << 15;

    /** So many lines are gone through by one task. */
    private static final int LINES = 256;

    private final Grid grid;
    private final int[] strides;
    private final int count;
    /** {@code [targets][cells]} */
    private final int[][] ranks;

    private GridTable(Grid grid, int targets) {
        this.grid = grid;
        count = (int) grid.count();
        strides = new int[grid.cells.size()];
        int stride = 1;
        for (int p = strides.length - 1; p >= 0; p--) {
            strides[p] = stride;
            stride *= grid.cells.get(p).count();
        }
        ranks = new int[targets][count];
    }

    /**
     * Fills a table.
     *
     * @param goesOn whether there is time
     * @return empty where there are too many cells, or too little time
     */
    public static Optional<GridTable> of(Grid grid, int targets, Tasks tasks, BooleanSupplier goesOn) {
        if (!grid.isSure() || grid.count() * targets > MOST) {
            return Optional.empty();
        }
        var table = new GridTable(grid, targets);
        boolean isQuick = grid.count() * targets <= FEW;
        return table.fill(tasks, isQuick ? () -> true : goesOn) ? Optional.of(table) : Optional.empty();
    }

    private boolean fill(Tasks tasks, BooleanSupplier goesOn) {
        int part = longest();
        int lines = count / grid.cells.get(part).count();
        var all = new ArrayList<Callable<Boolean>>();
        for (int from = 0; from < lines; from += LINES) {
            int first = from;
            int end = Math.min(lines, from + LINES);
            all.add(() -> {
                for (int line = first; line < end && goesOn.getAsBoolean(); line++) {
                    fill(part, line);
                }
                return goesOn.getAsBoolean();
            });
        }
        return tasks.all(all).stream().allMatch(Boolean::booleanValue);
    }

    private int longest() {
        int best = 0;
        for (int p = 1; p < strides.length; p++) {
            best = grid.cells.get(p).count() > grid.cells.get(best).count() ? p : best;
        }
        return best;
    }

    private void fill(int part, int line) {
        int first = first(part, line);
        Grid.Line own = grid.line(part, at(first));
        for (int c = 0; c < grid.cells.get(part).count(); c++) {
            own.ranks(c, ranks, first + c * strides[part]);
        }
    }

    /** The first cell of a line along a part. */
    private int first(int part, int line) {
        int stride = strides[part];
        return line / stride * stride * grid.cells.get(part).count() + line % stride;
    }

    /** The places of a cell along the parts. */
    private int[] at(int cell) {
        var at = new int[strides.length];
        for (int p = 0; p < at.length; p++) {
            at[p] = cell / strides[p] % grid.cells.get(p).count();
        }
        return at;
    }

    /** The largest change along any line of a part. */
    public GridChange largest(LineScan scan, int target, int part) {
        int length = grid.cells.get(part).count();
        var own = new int[length];
        double[] inUnits = grid.inUnits(target);
        var best = new GridChange(0, at(0), at(0));
        for (int line = 0; line < count / length; line++) {
            int first = first(part, line);
            for (int c = 0; c < length; c++) {
                own[c] = ranks[target][first + c * strides[part]];
            }
            LineScan.Change change = scan.along(inUnits, own, length);
            if (change.amount() > best.amount()) {
                best = new GridChange(change.amount(), at(first + change.from() * strides[part]),
                        at(first + change.to() * strides[part]));
            }
        }
        return best;
    }

    /** Whether an output has a rank anywhere: a cell where it has. */
    public Optional<int[]> where(int target, int rank) {
        for (int cell = 0; cell < count; cell++) {
            if (ranks[target][cell] == rank) {
                return Optional.of(at(cell));
            }
        }
        return Optional.empty();
    }

    /**
     * Two cells of a line.
     *
     * @param amount by which they differ, in the output's unit
     */
    public record GridChange(double amount, int[] from, int[] to) {

        GridChange orLarger(GridChange other) {
            return other.amount > amount ? other : this;
        }

        static GridChange largest(List<GridChange> all) {
            return all.stream().reduce(GridChange::orLarger).orElseThrow();
        }
    }
}

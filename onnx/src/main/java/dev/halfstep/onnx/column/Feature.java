package dev.halfstep.onnx.column;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What becomes of the cells of one column, step by step. Features that begin alike share their beginning; none equals another. */
final class Feature {

    /** Preprocessing has a handful. */
    private static final int MOST_STEPS = 64;

    private final int column;
    private final @Nullable Feature before;
    private final @Nullable Step last;
    private final int length;

    private Feature(int column, @Nullable Feature before, @Nullable Step last, int length) {
        this.column = column;
        this.before = before;
        this.last = last;
        this.length = length;
    }

    /** A column as it is. */
    static Feature raw(int column) {
        return new Feature(column, null, null, 0);
    }

    /** The same and a step more; empty if there are too many. */
    Optional<Feature> then(Step step) {
        return length < MOST_STEPS ? Optional.of(new Feature(column, this, step, length + 1)) : Optional.empty();
    }

    /** The column's index. */
    int column() {
        return column;
    }

    List<Step> steps() {
        Deque<Step> steps = new ArrayDeque<>();
        for (Feature at = this; at != null && at.last != null; at = at.before) {
            steps.addFirst(at.last);
        }
        return List.copyOf(steps);
    }

    /** What becomes of a cell of the column. */
    Cell of(Cell raw) {
        Cell cell = raw;
        for (Step step : steps()) {
            cell = step.of(cell);
        }
        return cell;
    }
}

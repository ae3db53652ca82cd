package dev.halfstep.calibrate;

import org.jspecify.annotations.Nullable;

/** What was seen of one tensor. */
final class Observation {

    /** Ends are looked for over bins that are four times as wide as the histogram's: 2048 of them, as the source has it. */
    private static final int ENTROPY_DOUBLINGS = 2;

    private final Histogram histogram = new Histogram();
    private final MovingAverage average = new MovingAverage();
    private @Nullable Range seen;

    Observation copy() {
        var copy = new Observation();
        copy.append(this);
        return copy;
    }

    /** Takes the values of some rows, which are finite and go from one end of {@code range} to the other. */
    void add(float[] values, int rows, Range range) {
        histogram.add(values, range);
        average.add(values, rows);
        see(range);
    }

    /** Takes what another observation saw, as if it came after what this one saw. */
    void append(Observation next) {
        histogram.add(next.histogram);
        average.append(next.average);
        see(next.seen());
    }

    private void see(Range range) {
        seen = seen == null ? range : seen.union(range);
    }

    private Range seen() {
        if (seen == null) {
            throw new IllegalStateException("nothing was seen");
        }
        return seen;
    }

    Range range(RangeMethod method, RangeOptions options) {
        return switch (method) {
            case MIN_MAX -> seen();
            case MOVING_AVERAGE -> average.range(seen());
            case PERCENTILE -> Percentile.range(histogram, seen(), options.percentile());
            case MSE -> ClipSearch.range(histogram, seen(), new SquaredError(histogram, options.codes()));
            case ENTROPY -> {
                Histogram coarser = histogram.coarser(ENTROPY_DOUBLINGS);
                yield ClipSearch.range(coarser, seen(), new Divergence(coarser, options.codes()));
            }
        };
    }
}

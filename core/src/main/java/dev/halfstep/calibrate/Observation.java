package dev.halfstep.calibrate;

import dev.halfstep.gather.GatheredReader;
import dev.halfstep.gather.GatheredWriter;
import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was seen of one tensor. */
final class Observation {

    /** Ends are looked for over bins that are four times as wide as the histogram's: 2048 of them, as the source has it. */
    private static final int ENTROPY_DOUBLINGS = 2;

    private final Histogram histogram;
    /** Nothing where parts were merged. */
    private final @Nullable MovingAverage average;
    private @Nullable Range seen;

    Observation() {
        this(new Histogram(), new MovingAverage(), null);
    }

    private Observation(Histogram histogram, @Nullable MovingAverage average, @Nullable Range seen) {
        this.histogram = histogram;
        this.average = average;
        this.seen = seen;
    }

    Observation copy() {
        return new Observation(histogram.copy(), average == null ? null : average.copy(), seen);
    }

    /** The same as a part of more: without the moving average, which only the whole has. */
    Observation part() {
        return new Observation(histogram.copy(), null, seen);
    }

    /** Takes the values of some rows, which are finite and go from one end of {@code range} to the other. */
    void add(float[] values, int rows, Range range) {
        histogram.add(values, range);
        if (average != null) {
            average.add(values, rows);
        }
        see(range);
    }

    /** Takes what another observation saw. Only a {@linkplain #part part} can. */
    void merge(Observation other) {
        histogram.add(other.histogram);
        see(other.seen());
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

    /** @throws Problem if a moving average is asked for where parts were merged */
    Range range(RangeMethod method, RangeOptions options) {
        return switch (method) {
            case MIN_MAX -> seen();
            case MOVING_AVERAGE -> average().range(seen());
            case PERCENTILE -> Percentile.range(histogram, seen(), options.percentile());
            case MSE -> ClipSearch.range(histogram, seen(), new SquaredError(histogram, options.codes()));
            case ENTROPY -> {
                Histogram coarser = histogram.coarser(ENTROPY_DOUBLINGS);
                yield ClipSearch.range(coarser, seen(), new Divergence(coarser, options.codes()));
            }
        };
    }

    private MovingAverage average() {
        if (average == null) {
            throw Problem
                    .of("there is no moving average over observations that were merged: it goes by the order of rows")
                    .remedy("Observe all rows in one place, in their order, or take one of " + withoutOrder() + ".");
        }
        return average;
    }

    private static String withoutOrder() {
        return Arrays.stream(RangeMethod.values()).filter(method -> method != RangeMethod.MOVING_AVERAGE)
                .map(RangeMethod::label).collect(Collectors.joining(", "));
    }

    void write(GatheredWriter to) {
        Range.write(seen(), to);
        histogram.write(to);
        to.flag(average != null);
        if (average != null) {
            average.write(to);
        }
    }

    static Observation read(GatheredReader from) {
        Range seen = Range.read(from);
        Histogram histogram = Histogram.read(from, seen);
        return new Observation(histogram, from.flag() ? MovingAverage.read(from) : null, seen);
    }
}

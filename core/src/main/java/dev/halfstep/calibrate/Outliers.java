package dev.halfstep.calibrate;

import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Representative rows of which a float network gives something so far out that codes which reach there would cost all other rows
 * more than they save these.
 *
 * <p>
 * An output whose codes reach from {@code low} to {@code high} is a quarter of a step off on average, {@code (high - low) / 255 / 4},
 * and what lies beyond is off by its distance. The sum of both over all rows has its minimum for each end by itself: there no more
 * than one of 255 · 4 rows lies beyond.
 *
 * @param limits between which each output of other rows lies; an outlier of any output is one
 */
public record Outliers(List<Limits> limits) {

    private static final double LEVELS = (double) DType.INT8.max() - DType.INT8.min();

    public Outliers {
        limits = List.copyOf(limits);
    }

    /** Ends of an output; infinite where it has no outliers. */
    public record Limits(double low, double high) {

        static final Limits NONE = new Limits(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

        boolean holds(float output) {
            return output >= low && output <= high;
        }
    }

    /**
     * Whether there are rows enough that the rounding of all of them could be worth the clipping of one.
     *
     * @param headroom as for {@link #find}
     */
    public static boolean mayBe(int rows, double headroom) {
        return rows * rounding(headroom) > 1;
    }

    /** By how much a row is off by rounding, as a share of the width of an output's range. */
    private static double rounding(double headroom) {
        return (1 + 2 * headroom) / LEVELS / 4;
    }

    /**
     * Looks for outliers.
     *
     * @param outputs what the float network gives of some rows, {@code [rows, outputs]}
     * @param headroom by which share of its width an output's range is widened at each end
     * @param price how many times the clipping of a row counts against the rounding of another; from 1 on
     * @param gain by which share the deviation that an output's codes cause has to be less without outliers
     * @return empty if there are none
     */
    public static Optional<Outliers> find(Tensor outputs, double headroom, double price, double gain) {
        int rows = outputs.shape().extent(0);
        int width = outputs.values().length / rows;
        var search = new Search(rows, rounding(headroom), price, gain);
        var limits = new ArrayList<Limits>();
        for (int t = 0; t < width; t++) {
            int output = t;
            limits.add(search.limits(
                    IntStream.range(0, rows).mapToDouble(n -> outputs.values()[n * width + output]).toArray()));
        }
        return limits.stream().allMatch(Limits.NONE::equals) ? Optional.empty() : Optional.of(new Outliers(limits));
    }

    /**
     * Samples without outliers. They are read, and run through the network, once to count them.
     *
     * @param network a float network with one input and one output
     * @param samples rows of its input
     * @param seen how many of them, from the first on
     */
    public Samples without(Graph network, Samples samples, long seen) {
        return SamplesWithin.of(this, Predictor.of(network), samples, seen);
    }

    /** Which rows are no outliers. */
    boolean[] kept(Tensor outputs) {
        int width = limits.size();
        var kept = new boolean[outputs.values().length / width];
        for (int n = 0; n < kept.length; n++) {
            int row = n;
            kept[n] = IntStream.range(0, width).allMatch(t -> limits.get(t).holds(outputs.values()[row * width + t]));
        }
        return kept;
    }

    private record Search(int rows, double rounding, double price, double gain) {

        Limits limits(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            double low = -end(negated(sorted));
            double high = end(sorted);
            double less = rows * rounding * (high - low);
            for (double value : sorted) {
                less += price * Math.max(0, Math.max(value - high, low - value));
            }
            double all = rows * rounding * (sorted[rows - 1] - sorted[0]);
            return less < all * (1 - gain) ? new Limits(low, high) : Limits.NONE;
        }

        /** The best upper end for sorted values. */
        private double end(double[] sorted) {
            double end = sorted[rows - 1];
            double least = rows * rounding * end;
            double clipped = 0;
            for (int out = 1; out < rows && out * price < rows * rounding; out++) {
                double next = sorted[rows - 1 - out];
                clipped += out * price * (sorted[rows - out] - next);
                double cost = rows * rounding * next + clipped;
                if (cost < least) {
                    least = cost;
                    end = next;
                }
            }
            return end;
        }

        private static double[] negated(double[] sorted) {
            return IntStream.range(0, sorted.length).mapToDouble(n -> -sorted[sorted.length - 1 - n]).toArray();
        }
    }
}

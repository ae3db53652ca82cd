package dev.halfstep.calibrate;

import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
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
 * @param rows those that are not left out
 * @param count how many rows are left out
 * @param limits within which the outputs of the other rows lie
 */
public record Outliers(Tensor rows, int count, Range limits) {

    private static final double LEVELS = (double) DType.INT8.max() - DType.INT8.min();

    /**
     * Looks for outliers.
     *
     * @param rows {@code [rows, features]}
     * @param outputs what the float network gives of them, {@code [rows, outputs]}; an outlier of any output is left out of all
     * @param headroom by which share of its width an output's range is widened at each end
     * @param price how many times the clipping of a row counts against the rounding of another; from 1 on
     * @param gain by which share the deviation that outputs' codes cause has to be less without them, for some to be left out
     * @return empty if there are none
     */
    public static Optional<Outliers> find(Tensor rows, Tensor outputs, double headroom, double price,
            double gain) {
        int count = rows.shape().extent(0);
        int width = outputs.values().length / count;
        var search = new Search(count, (1 + 2 * headroom) / LEVELS / 4, price, gain);
        var kept = new boolean[count];
        Arrays.fill(kept, true);
        for (int t = 0; t < width; t++) {
            int output = t;
            double[] values =
                    IntStream.range(0, count).mapToDouble(n -> outputs.values()[n * width + output]).toArray();
            Limits limits = search.limits(values);
            for (int n = 0; n < count; n++) {
                kept[n] &= values[n] >= limits.low && values[n] <= limits.high;
            }
        }
        return without(rows, outputs, kept);
    }

    private static Optional<Outliers> without(Tensor rows, Tensor outputs, boolean[] kept) {
        int left = (int) IntStream.range(0, kept.length).filter(n -> kept[n]).count();
        if (left == kept.length) {
            return Optional.empty();
        }
        int width = rows.values().length / kept.length;
        int outputsEach = outputs.values().length / kept.length;
        var values = new float[left * width];
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        int filled = 0;
        for (int n = 0; n < kept.length; n++) {
            if (kept[n]) {
                System.arraycopy(rows.values(), n * width, values, filled, width);
                filled += width;
                for (int t = n * outputsEach; t < (n + 1) * outputsEach; t++) {
                    low = Math.min(low, outputs.values()[t]);
                    high = Math.max(high, outputs.values()[t]);
                }
            }
        }
        return Optional.of(new Outliers(Tensor.of(rows.shape().with(0, left), values), kept.length - left,
                new Range(low, high)));
    }

    private record Limits(double low, double high) {

        static final Limits NONE = new Limits(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /**
     * @param rounding by how much a row is off by rounding, as a share of the width of the codes
     */
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

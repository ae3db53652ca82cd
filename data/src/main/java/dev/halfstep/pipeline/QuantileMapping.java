package dev.halfstep.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The share of the fitted values that lie below: the empirical distribution function, from about 0 at the smallest to about 1 at
 * the largest value. Equal steps of it hold equally many values, so codes stand densely where values do.
 *
 * <p>
 * It is linear between at most {@value #MAX_KNOTS} knots, which are fitted values at equal distances in rank; equal values share
 * the mean of their ranks. Beyond the first and the last knot it goes on with the mean slope of the whole: the slope of the last
 * piece alone, in a thin tail, would make large errors of small ones.
 *
 * @param values of the knots, in the target's unit, increasing
 * @param ranks of the knots among the fitted values, counted from 0, increasing
 * @param rows how many values were fitted
 */
public record QuantileMapping(List<Double> values, List<Double> ranks, int rows) implements TargetMapping {

    /** As many as an 8-bit output has codes: more could not be told apart there. */
    static final int MAX_KNOTS = 256;

    /** @throws dev.halfstep.problem.Problem if the knots are too few, too many, out of order or too far apart */
    public QuantileMapping {
        values = List.copyOf(values);
        ranks = List.copyOf(ranks);
        boolean possible = values.size() == ranks.size() && values.size() >= 2 && values.size() <= MAX_KNOTS
                && isIncreasing(values) && isIncreasing(ranks) && ranks.getFirst() >= 0 && ranks.getLast() < rows;
        if (!possible) {
            throw Kind.QUANTILE.impossible(
                    "the " + values.size() + " values and " + ranks.size() + " ranks of its knots do not make one");
        }
        if (!Double.isFinite(values.getLast() - values.getFirst())) {
            throw Kind.QUANTILE
                    .impossible("the distance from " + values.getFirst() + " to " + values.getLast() + " is too large");
        }
    }

    private static boolean isIncreasing(List<Double> numbers) {
        for (int i = 1; i < numbers.size(); i++) {
            if (!(numbers.get(i - 1) < numbers.get(i))) {
                return false;
            }
        }
        return true;
    }

    static QuantileMapping fit(double[] sorted) {
        var values = new ArrayList<Double>();
        var ranks = new ArrayList<Double>();
        int last = -1;
        for (int k = 0; k < MAX_KNOTS; k++) {
            int index = (int) Math.rint((double) k * (sorted.length - 1) / (MAX_KNOTS - 1));
            if (index <= last) {
                continue;
            }
            int first = index;
            while (first > 0 && sorted[first - 1] == sorted[index]) {
                first--;
            }
            last = index;
            while (last + 1 < sorted.length && sorted[last + 1] == sorted[index]) {
                last++;
            }
            values.add(sorted[index]);
            ranks.add((first + last) / 2.0);
        }
        return new QuantileMapping(values, ranks, sorted.length);
    }

    @Override
    public double map(double value) {
        return interpolate(value, values, ranks) / (rows - 1);
    }

    @Override
    public double invert(double mapped) {
        return interpolate(mapped * (rows - 1), ranks, values);
    }

    private static double interpolate(double x, List<Double> from, List<Double> to) {
        int found = Collections.binarySearch(from, x);
        if (found >= 0) {
            return to.get(found);
        }
        int above = -found - 1;
        if (above == 0 || above == from.size()) {
            int end = above == 0 ? 0 : above - 1;
            double slope = (to.getLast() - to.getFirst()) / (from.getLast() - from.getFirst());
            return to.get(end) + (x - from.get(end)) * slope;
        }
        double x0 = from.get(above - 1);
        double y0 = to.get(above - 1);
        double y1 = to.get(above);
        // Rounding must not lead beyond the next knot, or the order of values would not be kept.
        return Math.min(y1, y0 + (x - x0) / (from.get(above) - x0) * (y1 - y0));
    }

    @Override
    public Kind kind() {
        return Kind.QUANTILE;
    }
}

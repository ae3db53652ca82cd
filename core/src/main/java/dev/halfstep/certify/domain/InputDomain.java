package dev.halfstep.certify.domain;

import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The inputs that a certificate speaks of: real values of a network's features, each of which belongs to one part.
 *
 * @param parts whose features together are those from 0 on
 */
public record InputDomain(List<Part> parts) {

    /** What some of the features may be, whatever the others are. */
    public sealed interface Part {

        /** Indices of its features. */
        int[] features();
    }

    /**
     * A feature that may be any real number of an interval.
     *
     * @param min finite
     * @param max finite, at least {@code min}
     */
    public record Interval(int feature, double min, double max) implements Part {

        public Interval {
            if (!Double.isFinite(min) || !Double.isFinite(max) || min > max) {
                throw Problem.option("feature " + feature + " cannot go from " + min + " to " + max);
            }
        }

        @Override
        public int[] features() {
            return new int[] {feature};
        }
    }

    /**
     * Features that take one of some combinations of values: whole numbers of a column, or the features of one-hot categories, of
     * which one is set.
     *
     * @param features their indices
     * @param rows the combinations {@code [rows][features]}, at least one
     */
    public record Choices(int[] features, double[][] rows) implements Part {

        public Choices {
            if (rows.length == 0) {
                throw Problem.option("features " + Arrays.toString(features) + " have no value to choose");
            }
            for (double[] row : rows) {
                if (row.length != features.length || !Arrays.stream(row).allMatch(Double::isFinite)) {
                    throw Problem
                            .option("features " + Arrays.toString(features) + " cannot be " + Arrays.toString(row));
                }
            }
        }
    }

    public InputDomain {
        parts = List.copyOf(parts);
        var seen = new BitSet();
        for (Part part : parts) {
            for (int feature : part.features()) {
                if (feature < 0 || seen.get(feature)) {
                    throw Problem.option("feature " + feature + " stands in the domain twice, or is none");
                }
                seen.set(feature);
            }
        }
        if (seen.isEmpty() || seen.nextClearBit(0) != seen.length()) {
            throw Problem.option("the domain says nothing of feature " + seen.nextClearBit(0));
        }
    }

    /** How many features there are. */
    public int width() {
        return parts.stream().mapToInt(part -> part.features().length).sum();
    }

    /** A box: each feature between two numbers. */
    public static InputDomain box(double[] min, double[] max) {
        var parts = new Part[min.length];
        Arrays.setAll(parts, f -> new Interval(f, min[f], max[f]));
        return new InputDomain(List.of(parts));
    }
}

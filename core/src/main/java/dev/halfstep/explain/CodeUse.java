package dev.halfstep.explain;

import java.util.List;

/**
 * How well a model's codes fit the data.
 *
 * @param inputs one for each feature
 * @param outputs one for each target
 * @param layers one for each layer whose output becomes codes, the model's output last
 */
public record CodeUse(List<Column> inputs, List<Column> outputs, List<Layer> layers) {

    /**
     * A feature or a target. Values are in its own unit.
     *
     * @param low the smallest value that codes can stand for
     * @param high the largest one
     * @param step the mean distance of neighbouring codes; for a feature with codes of its own the smallest step
     * @param smallest the smallest value in the data: for a target, that the float model predicts, where it is at hand
     * @param largest the largest one
     * @param codes how many codes there are between {@code low} and {@code high}
     * @param used how many of them lie between {@code smallest} and {@code largest}
     * @param outside the rows beyond the codes' range, the furthest first, at most {@link #MOST_ROWS}
     * @param rowsOutside how many rows there are beyond the codes' range
     * @param rowsAtEnd for a target: in how many rows the code stands at an end of its range; 0 for a feature
     * @param ranges what the range as it is and other ranges cost, the range as it is first; empty where that is not known
     */
    public record Column(String name, double low, double high, double step, double smallest, double largest, int codes,
            int used, List<Outside> outside, int rowsOutside, int rowsAtEnd, List<RangeCost> ranges) {

        /** How many rows are listed. */
        public static final int MOST_ROWS = 10;

        public Column {
            outside = List.copyOf(outside);
            ranges = List.copyOf(ranges);
        }

        /** Which part of the codes the data makes use of, from 0 to 1. */
        public double share() {
            return (double) used / codes;
        }
    }

    /**
     * A value that no code stands for.
     *
     * @param row its number as the reader knows it, from 1
     * @param by how far beyond the codes' range it lies, negative below it, in the column's own unit
     */
    public record Outside(int row, double value, double by) {}

    /**
     * What a range would cost: the mean squared distance of values from what their codes stand for, in the column's own unit
     * squared.
     *
     * @param name which range: as it is, that of the data, the best one
     */
    public record RangeCost(String name, double low, double high, double rounding, double clipping) {}

    /**
     * The codes of a layer's output.
     *
     * @param name of the tensor
     * @param low the smallest real value that codes can stand for, in the layer's own unit
     * @param high the largest one
     * @param units how many outputs the layer has
     * @param alwaysZero how many give 0 for every row
     * @param alwaysClipped how many stand at an end of the codes' range, other than an activation's own, for every row
     * @param clipped the share of values beyond the codes' range, from 0 to 1
     * @param histogram of the values before they become codes
     */
    public record Layer(String name, double low, double high, int units, int alwaysZero, int alwaysClipped,
            double clipped, Histogram histogram) {}

    /**
     * How often values fall into equal bins.
     *
     * @param from lower end of the first bin
     * @param to upper end of the last bin
     */
    public record Histogram(double from, double to, List<Long> counts) {

        public Histogram {
            counts = List.copyOf(counts);
        }
    }

    public CodeUse {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        layers = List.copyOf(layers);
    }
}

package dev.halfstep.explain.codes;

import java.util.List;
import java.util.Optional;

/**
 * How well a model's codes fit the data.
 *
 * @param rows how many rows there were
 * @param inputs one for each feature; empty where the model takes in real values
 * @param outputs one for each target; empty where the model's output is computed in float
 * @param layers one for each dense layer whose output becomes codes, in the order they run
 * @param few what keeps next to no codes
 */
public record CodeUse(int rows, List<Column> inputs, List<Column> outputs, List<Layer> layers, List<Few> few) {

    /** Errors below this part of a range are those of float32, not of codes. */
    private static final double NOISE = 1e-6;

    /**
     * A feature or a target. Values are in its own unit.
     *
     * <p>
     * The values of a target are those that the float model predicts. Where it is not at hand, they are those that the last
     * layer's own weights give for its input codes, before they become codes; where the last op is no dense layer, the predictions.
     *
     * @param low the value of the smallest code; of a feature with several codes, the smallest of all of them
     * @param high the value of the largest code
     * @param step the mean distance of neighbouring codes; for a feature with codes of its own the smallest step, for a target
     *        with copies, which are averaged, that of their means
     * @param smallest the smallest value in the data
     * @param largest the largest one
     * @param codes how many values between {@code low} and {@code high} can be told apart
     * @param used how many of them lie from {@code smallest} to {@code largest}; at least 1, since beyond the ends a value gets
     *        the code at the end
     * @param outside the rows beyond the codes' range, the furthest first, at most {@link #MOST_ROWS}
     * @param rowsOutside how many rows there are beyond the codes' range: those whose nearest code is none that there is. The end
     *        of a fused activation is no end beyond which something lies
     * @param rowsAtEnd for a target: in how many rows the prediction stands at an end of its range, where larger or smaller ones
     *        may have been clipped; 0 for a feature
     * @param ranges what the range as it is and other ranges cost, in the order of {@link Alternative}
     */
    public record Column(String name, double low, double high, double step, double smallest, double largest, int codes,
            int used, List<Outside> outside, int rowsOutside, int rowsAtEnd, List<RangeCost> ranges) {

        /** How many rows are listed. */
        public static final int MOST_ROWS = 10;

        /** A column that uses less than this part of codes that it shares wastes them. */
        private static final double WASTEFUL = 0.25;

        public Column {
            outside = List.copyOf(outside);
            ranges = List.copyOf(ranges);
        }

        /** Which part of the codes the data makes use of, from 0 to 1. */
        public double share() {
            return (double) used / codes;
        }

        /** What a range costs, if it is known. */
        public Optional<RangeCost> range(Alternative which) {
            return ranges.stream().filter(cost -> cost.which() == which).findFirst();
        }

        /** Whether some other range would take a tenth or more off the column's mean squared error, and that is worth it. */
        public boolean couldBeBetter() {
            double asIs = range(Alternative.AS_IS).map(RangeCost::total).orElse(0.0);
            return asIs > Math.pow(NOISE * (high - low), 2)
                    && ranges.stream().anyMatch(cost -> cost.total() < 0.9 * asIs);
        }

        /**
         * Whether the column wastes codes: it shares them with others that reach further, and uses less than a quarter of them.
         * What it would cost with codes of its own, and in which step, is under {@link Alternative#ALONE}.
         */
        public boolean wasteful() {
            return range(Alternative.ALONE).isPresent() && share() < WASTEFUL;
        }
    }

    /**
     * A value that no code stands for.
     *
     * @param row its number as the reader knows it, from 1
     * @param by how far beyond the codes' range it lies, negative below it, in the column's own unit
     */
    public record Outside(int row, double value, double by) {}

    /** A range that codes may be given. */
    public enum Alternative {
        /** That which the model has. */
        AS_IS("as it is"),
        /** From the smallest to the largest value of the data: of all columns that share the codes, together. */
        DATA("range of the data"),
        /**
         * The one with the least mean squared error, of all that were tried: for a column in its own unit, for columns that share
         * their codes over all of them in the unit that the network was trained in. Never worse than the two before.
         */
        BEST("best range"),
        /** For columns that share their codes: the best one for this column, if it had as many codes for itself alone. */
        ALONE("codes of its own");

        private final String words;

        Alternative(String words) {
            this.words = words;
        }

        /** For people: {@code range of the data}. */
        public String words() {
            return words;
        }
    }

    /**
     * What a range costs: the mean over all rows of the squared distance of a value from what its code stands for, in the
     * column's own unit squared. Other ranges than that which the model has are taken with as many codes, in equal steps, of which
     * one stands for 0 where the column's tensor asks for that.
     *
     * @param low the value of the smallest code, in the column's own unit
     * @param high the value of the largest code
     * @param step the mean distance of neighbouring codes; as in {@link Column} for the range as it is
     * @param rounding what values within the range add to the mean
     * @param clipping what values beyond it add
     */
    public record RangeCost(Alternative which, double low, double high, double step, double rounding,
            double clipping) {

        /** The mean squared error. */
        public double total() {
            return rounding + clipping;
        }

        /** For people: {@code range of the data}. */
        public String name() {
            return which.words();
        }
    }

    /**
     * The codes of a dense layer's output. Values are what the layer's weights and bias give for the codes that it is fed, exactly
     * and behind its activation, before they become codes.
     *
     * @param name of the tensor
     * @param low the smallest real value that codes can stand for, in the layer's own unit
     * @param high the largest one
     * @param units how many outputs the layer has
     * @param alwaysZero how many give 0 for every row behind a relu: they could be left out
     * @param alwaysClipped how many stand at an end of the codes' range, other than an activation's own, for every row
     * @param clipped the share of values whose nearest code is none that there is, from 0 to 1
     * @param histogram of the values; one of its edges is half a step below {@code low}, where clipping begins
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

    /**
     * An output that takes only a few values where the float model's vary, or a hidden layer that gives only a few codes.
     *
     * @param name of the target, or of the layer's op
     * @param layer number of the layer among all ops of the file, from 1 on; 0 for a target
     * @param different how many values it takes
     * @param of how many different values the float model gives for the target; how many values the layer gave in all
     */
    public record Few(String name, int layer, int different, int of) {}

    /** Without anything that keeps next to no codes. */
    public CodeUse(int rows, List<Column> inputs, List<Column> outputs, List<Layer> layers) {
        this(rows, inputs, outputs, layers, List.of());
    }

    public CodeUse {
        few = List.copyOf(few);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        layers = List.copyOf(layers);
    }

    /** The features that waste codes; see {@link Column#wasteful()}. */
    public List<Column> wastefulInputs() {
        return inputs.stream().filter(Column::wasteful).toList();
    }

    /** The targets whose prediction stands at an end of its range in every row. */
    public List<Column> stuckOutputs() {
        return outputs.stream().filter(column -> column.rowsAtEnd() == rows).toList();
    }
}

package dev.halfstep.explain.budget;

import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.lower.Dense.CodedDense;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.lower.rounding.RowCoding;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A step of a simulated model, with its sources of error switched on or off by their index.
 *
 * <p>
 * Tensors of codes are simulated as codes less their zero point, so that a value is that times the scale; with rounding switched
 * off they are fractions of codes. Tensors of real values are simulated as they are.
 */
sealed interface SimulationStep {

    /** Marks a source that there is not. */
    int NONE = -1;

    /** How many values it gives for a row. */
    int width();

    /** Indices of the sources on which what it gives depends, apart from what goes in. */
    int[] sources();

    /**
     * Runs rows through the step.
     *
     * @param on for each source whether it is switched on
     */
    void run(boolean[] on, double[] in, int rows, double[] out);

    /** Indices of those sources that there are. */
    private static int[] known(int... sources) {
        return IntStream.of(sources).filter(s -> s != NONE).toArray();
    }

    private static boolean isOn(boolean[] on, int source) {
        return source != NONE && on[source];
    }

    /**
     * Real values become codes of one scale: at a model's edge, or by a QUANTIZE.
     *
     * @param rounding index of the source that rounding is
     * @param clipping index of the source that saturation is
     */
    record Coding(Quantization quantization, DType dtype, int width, int rounding, int clipping)
            implements
                SimulationStep {

        @Override
        public int[] sources() {
            return new int[] {rounding, clipping};
        }

        @Override
        public void run(boolean[] on, double[] in, int rows, double[] out) {
            double zero = quantization.zeroPoint();
            double low = on[clipping] ? dtype.min() - zero : Double.NEGATIVE_INFINITY;
            double high = on[clipping] ? dtype.max() - zero : Double.POSITIVE_INFINITY;
            for (int i = 0; i < rows * width; i++) {
                double steps = on[rounding] ? quantization.nearest((float) in[i], 0) - zero
                        : in[i] / quantization.scale();
                out[i] = Math.clamp(steps, low, high);
            }
        }
    }

    /** Codes become the real values that they stand for. */
    record Dequantizing(double scale, int width) implements SimulationStep {

        @Override
        public int[] sources() {
            return new int[0];
        }

        @Override
        public void run(boolean[] on, double[] in, int rows, double[] out) {
            for (int i = 0; i < rows * width; i++) {
                out[i] = in[i] * scale;
            }
        }
    }

    /**
     * Features become codes, each by a slot of its own or several.
     *
     * @param rounding index of the source that rounding is
     * @param clipping index of the source that saturation is
     */
    record Features(FeatureMap map, int rounding, int clipping) implements SimulationStep {

        @Override
        public int width() {
            return map.codes().slots().size();
        }

        @Override
        public int[] sources() {
            return new int[] {rounding, clipping};
        }

        @Override
        public void run(boolean[] on, double[] in, int rows, double[] out) {
            List<FeatureCodes.Slot> slots = map.codes().slots();
            int features = map.codes().features();
            for (int s = 0; s < slots.size(); s++) {
                int feature = slots.get(s).feature();
                for (int row = 0; row < rows; row++) {
                    out[row * slots.size() + s] =
                            map.code(s, in[row * features + feature], on[rounding], on[clipping]);
                }
            }
        }
    }

    /**
     * The weights of a dense layer: the costly part of it, apart from what is done with its sums, so that it does not run again
     * where only a bias or a rounding is switched.
     *
     * @param own weights as the model has them
     * @param meant the same as they were meant to be
     * @param repeats how many rows of the layer's own one row of the model has
     * @param weights index of the source that the weights are; {@link #NONE} where it is not known what they were meant to be, or
     *        where they are that
     * @param coding index of the source that coding a float input on the fly is (dynamic range); {@link #NONE} where it stays as
     *        it is
     * @param asymmetric whether those codes have a zero point
     */
    record Product(DenseParameters own, DenseParameters meant, int repeats, int weights, int coding, boolean asymmetric)
            implements
                SimulationStep {

        @Override
        public int width() {
            return repeats * own.outputs();
        }

        @Override
        public int[] sources() {
            return known(weights, coding);
        }

        @Override
        public void run(boolean[] on, double[] in, int rows, double[] out) {
            DenseParameters used = weights == NONE || on[weights] ? own : meant;
            int all = rows * repeats;
            used.products(isOn(on, coding) ? coded(in, all) : in, all, out);
        }

        /** What is left of the rows when each has become codes with a scale of its own. */
        private double[] coded(double[] in, int rows) {
            var values = new float[own.inputs()];
            var codes = new byte[own.inputs()];
            var coded = new double[rows * own.inputs()];
            for (int row = 0; row < rows; row++) {
                int from = row * own.inputs();
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) in[from + i];
                }
                RowCoding scale = RowCoding.code(asymmetric, values, 0, values.length, codes);
                for (int i = 0; i < values.length; i++) {
                    coded[from + i] = (double) scale.scale() * (codes[i] - scale.zeroPoint());
                }
            }
            return coded;
        }
    }

    /**
     * What a dense layer does with its sums where it is computed in float: the bias, which may have lost precision, and the
     * activation.
     *
     * @param own biases as the model has them
     * @param meant the same as they were meant to be
     * @param repeats how many rows of the layer's own one row of the model has
     * @param biases index of the source that the biases are, or {@link #NONE}
     */
    record FloatOutput(DenseParameters own, DenseParameters meant, int repeats, int biases) implements SimulationStep {

        @Override
        public int width() {
            return repeats * own.outputs();
        }

        @Override
        public int[] sources() {
            return known(biases);
        }

        @Override
        public void run(boolean[] on, double[] in, int rows, double[] out) {
            double[] bias = biases == NONE || on[biases] ? own.bias() : meant.bias();
            for (int i = 0; i < rows * repeats * bias.length; i++) {
                out[i] = Math.clamp(in[i] + bias[i % bias.length], own.activation().min(), own.activation().max());
            }
        }
    }

    /**
     * What a dense layer does with its sums where it gives codes: the bias, rescaling, rounding and saturation. With all sources
     * switched on that is the integer kernel, code for code: sums of whole numbers below 2^53 are exact in double precision.
     *
     * @param codes biases as the model has them, in integers
     * @param meant the same as they were meant to be, in fractions of codes
     * @param scale of the output
     * @param repeats how many rows of the layer's own one row of the model has
     * @param biases index of its source; {@link #NONE} where it is not known what they were meant to be
     * @param rescaling index of its source; {@link #NONE} where the sums cannot grow so large that integers overflow
     */
    record IntegerOutput(CodedDense layer, DenseParameters codes, DenseParameters meant, float scale, int repeats,
            int biases, int rounding, int clipping, int rescaling) implements SimulationStep {

        private static final double WORD = 0x1p32;

        @Override
        public int width() {
            return repeats * codes.outputs();
        }

        @Override
        public int[] sources() {
            return known(biases, rounding, clipping, rescaling);
        }

        @Override
        public void run(boolean[] on, double[] in, int rows, double[] out) {
            double[] bias = biases == NONE || on[biases] ? codes.bias() : meant.bias();
            boolean rescaled = isOn(on, rescaling);
            boolean rounded = on[rounding];
            double low = on[clipping] ? layer.min() - layer.outputZeroPoint() : codes.activation().min() / scale;
            double high = on[clipping] ? layer.max() - layer.outputZeroPoint() : codes.activation().max() / scale;
            int outputs = bias.length;
            for (int row = 0; row < rows * repeats; row++) {
                for (int o = 0; o < outputs; o++) {
                    int i = row * outputs + o;
                    double sum = in[i] + bias[o];
                    double scaled = rescaled ? integer(sum, o, rounded) : real(sum, layer.scales()[o], rounded);
                    out[i] = Math.clamp(scaled, low, high);
                }
            }
        }

        private static double real(double sum, double scale, boolean rounding) {
            double scaled = sum * scale;
            return rounding ? Quantization.roundHalfAway(scaled) : scaled;
        }

        /** As the integer kernel does, with its overflows. */
        private double integer(double sum, int output, boolean rounding) {
            double wrapped = layer.wide() ? sum : wrapped(sum);
            if (rounding && wrapped == Math.rint(wrapped)) {
                int zero = layer.outputZeroPoint();
                return (double) (layer.rescaled((long) wrapped, output) + zero) - zero;
            }
            double scaled = real(wrapped, layer.scales()[output], rounding);
            return Math.abs(scaled) < WORD / 2 ? scaled : -WORD / 2;
        }

        /** A sum as 32 bits hold it. */
        private static double wrapped(double sum) {
            return sum >= -WORD / 2 && sum < WORD / 2 ? sum : sum - WORD * Math.floor((sum + WORD / 2) / WORD);
        }
    }

    /** Codes become codes of another scale, by QUANTIZE's fixed-point arithmetic. */
    record Requantizing(Quantization from, Quantization to, DType dtype, int width, int rounding, int clipping,
            int rescaling) implements SimulationStep {

        /** Whether every code only moves with its type's range, so that nothing is rounded or clipped. */
        static boolean onlyMoves(Quantization from, DType fromType, Quantization to, DType toType) {
            return from.scale() == to.scale() && fromType.bytes() == toType.bytes()
                    && from.zeroPoint() - fromType.min() == to.zeroPoint() - toType.min();
        }

        private double ratio() {
            return (double) from.scale() / to.scale();
        }

        @Override
        public int[] sources() {
            return new int[] {rounding, clipping, rescaling};
        }

        @Override
        public void run(boolean[] on, double[] in, int rows, double[] out) {
            Multiplier multiplier = Multiplier.of(ratio());
            double zero = to.zeroPoint();
            double low = on[clipping] ? dtype.min() - zero : Double.NEGATIVE_INFINITY;
            double high = on[clipping] ? dtype.max() - zero : Double.POSITIVE_INFINITY;
            for (int i = 0; i < rows * width; i++) {
                out[i] = Math.clamp(scaled(in[i], on[rounding], on[rescaling], multiplier), low, high);
            }
        }

        private double scaled(double code, boolean isRounded, boolean isFixedPoint, Multiplier multiplier) {
            if (!isFixedPoint) {
                double scaled = code * ratio();
                return isRounded ? Quantization.roundHalfAway(scaled) : scaled;
            }
            if (isRounded && code == (int) code) {
                return FixedPoint.multiply((int) code, multiplier.multiplier(), multiplier.shift());
            }
            double scaled = code * Math.scalb((double) multiplier.multiplier(), multiplier.shift() - 31);
            return isRounded ? Quantization.roundHalfAway(scaled) : scaled;
        }
    }
}

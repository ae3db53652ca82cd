package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rescaling;
import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.tensor.DType;

/**
 * The arithmetic of a dense layer: {@code output = activation(input * transpose(weights) + bias)}, for rows of {@code inputs} that
 * become rows of {@code outputs}. The same for any number of rows, so that threads and shapes share it.
 */
public sealed interface Dense {

    /** How many a row has. */
    int inputs();

    /** How many a row has. */
    int outputs();

    /** From the sums to the results. */
    default Rounding rounding() {
        return this instanceof CodedDense ? Rounding.DOUBLE_PRECISION : Rounding.SINGLE_PRECISION;
    }

    /**
     * A dense layer in {@code float}.
     *
     * <p>
     * Sums run in {@value #LANES} lanes that are added up pairwise at the end, multiplied and added without fusing; a layer with one
     * output spreads its lanes over {@value #ACCUMULATORS} accumulators. This is the order of TensorFlow Lite's optimised kernel on
     * x86-64, which its converter calibrates with: only in the same order do calibrated ranges come out the same to the last bit.
     * It is also an order that vector instructions can follow exactly.
     *
     * @param weights {@code [outputs][inputs]}
     * @param bias {@code [outputs]}
     * @param min the activation's lower bound
     * @param max the activation's upper bound
     */
    record FloatDense(float[] weights, float[] bias, int inputs, int outputs, float min,
            float max) implements Dense {

        /** How many sums of an output take turns along the inputs. */
        public static final int LANES = 8;
        /** How many groups of lanes a layer with one output has. */
        public static final int ACCUMULATORS = 4;

        /** The activation of a value. */
        public float activated(float value) {
            return Math.clamp(value, min, max);
        }

        /** Whether the activation passes a value on unchanged. */
        public boolean isActive(float value) {
            return value > min && value < max;
        }

        /** Whether multiplying what goes in multiplies what comes out, so that each unit may have a scale of its own. */
        public boolean isHomogeneous() {
            return Float.isInfinite(max) && (min == 0 || Float.isInfinite(min));
        }

        public FloatDense with(float[] otherWeights, float[] otherBias) {
            return new FloatDense(otherWeights, otherBias, inputs, outputs, min, max);
        }
    }

    /**
     * A dense layer with int8 weights and {@code float} input and output, as dynamic-range files have it: each row of the input is
     * coded on the fly with a scale of its own, the sums are integer, and the result is scaled back.
     *
     * @param weights codes {@code [outputs][inputs]}
     * @param weightScales one, or {@code [outputs]}
     * @param bias {@code [outputs]}
     * @param asymmetric whether the input is coded with a zero point
     */
    record HybridDense(byte[] weights, float[] weightScales, float[] bias, int inputs, int outputs,
            boolean asymmetric,
            float min, float max) implements Dense {

        public HybridDense with(byte[] otherWeights, float[] otherBias) {
            return new HybridDense(otherWeights, weightScales, otherBias, inputs, outputs, asymmetric, min, max);
        }

        /** The scale of an output's weights. */
        public float weightScale(int output) {
            return weightScales[weightScales.length == 1 ? 0 : output];
        }

        /** The sum of an output's weight codes, which a zero point of the input is multiplied with. */
        public int weightSum(int output) {
            int sum = 0;
            for (int i = 0; i < inputs; i++) {
                sum += weights[output * inputs + i];
            }
            return sum;
        }
    }

    /** A dense layer from codes to codes: integer sums that are rescaled, rounded and clamped. */
    sealed interface CodedDense extends Dense {

        /** The bytes of codes {@code [outputs][inputs]}. */
        byte[] weights();

        /** A weight's code less its zero point, by its index. */
        default int weight(int index) {
            return weights()[index];
        }

        /** The bias of an output, in units of its sum. */
        long bias(int output);

        /** From a sum's scale to the output's, {@code [outputs]}. */
        double[] scales();

        /** Code of the real 0 in the input. */
        int inputZeroPoint();

        /** Code of the real 0 in the output. */
        int outputZeroPoint();

        /** The smallest output code that the activation lets through. */
        int min();

        /** The largest one. */
        int max();

        /** Whether sums have 64 bits; 32-bit sums wrap where they overflow. */
        boolean wide();

        /** The code of an output's sum, bias included. */
        default int code(long sum, int output) {
            return Math.clamp(rescaled(sum, output) + outputZeroPoint(), min(), max());
        }

        /** A sum in steps of the output, rounded and not yet clamped. */
        default int rescaled(long sum, int output) {
            return Rescaling.scaled(wide() ? sum : (int) sum, scales()[output]);
        }
    }

    /**
     * A dense layer from int8 codes to int8 codes with 32-bit sums.
     *
     * <p>
     * A sum of {@code n} products of at most {@code 255 * 127} stays within 32 bits for {@code n} up to 66,000; beyond that it wraps,
     * as the reference kernel does.
     *
     * @param weights codes {@code [outputs][inputs]}, symmetric
     * @param bias {@code [outputs]}, in units of input scale times weight scale
     * @param scales from the sum's scale to the output's, {@code [outputs]}
     * @param inputZeroPoint code of the real 0 in the input
     * @param outputZeroPoint code of the real 0 in the output
     * @param min the smallest output code that the activation lets through
     * @param max the largest one
     */
    record Int8Dense(byte[] weights, int[] bias, int inputs, int outputs, double[] scales, int inputZeroPoint,
            int outputZeroPoint, int min, int max) implements CodedDense {

        @Override
        public long bias(int output) {
            return bias[output];
        }

        @Override
        public boolean wide() {
            return false;
        }

        public Int8Dense with(byte[] otherWeights, int[] otherBias) {
            return new Int8Dense(otherWeights, otherBias, inputs, outputs, scales, inputZeroPoint, outputZeroPoint, min,
                    max);
        }

        /**
         * What sums of codes as they are begin with: the bias of an output less the share of the input's zero point. It wraps where it
         * leaves 32 bits, as sums do.
         */
        public int foldedBias(int output) {
            int sum = 0;
            for (int i = 0; i < inputs; i++) {
                sum += weights[output * inputs + i];
            }
            return bias[output] - inputZeroPoint * sum;
        }
    }

    /**
     * A dense layer from int16 codes to int16 codes with int8 weights and 64-bit sums. Both activations are symmetric.
     *
     * @param weights codes {@code [outputs][inputs]}, symmetric
     * @param bias {@code [outputs]}, in units of input scale times weight scale
     * @param scales from the sum's scale to the output's, {@code [outputs]}
     * @param min the smallest output code that the activation lets through
     * @param max the largest one
     */
    record Int16Dense(byte[] weights, long[] bias, int inputs, int outputs, double[] scales, int min, int max)
            implements
                CodedDense {

        @Override
        public long bias(int output) {
            return bias[output];
        }

        @Override
        public int inputZeroPoint() {
            return 0;
        }

        @Override
        public int outputZeroPoint() {
            return 0;
        }

        @Override
        public boolean wide() {
            return true;
        }

        public Int16Dense with(byte[] otherWeights, long[] otherBias) {
            return new Int16Dense(otherWeights, otherBias, inputs, outputs, scales, min, max);
        }
    }

    /**
     * A dense layer between codes of any types, for weights that have a zero point, or for 32-bit sums of 16-bit data. The usual ones
     * are {@link Int8Dense} and {@link Int16Dense}.
     *
     * @param type of the codes that go in and come out
     * @param weights the bytes of codes {@code [outputs][inputs]}
     * @param weightType theirs
     * @param weightZeroPoint code of the real 0 in the weights
     * @param bias {@code [outputs]}, in units of input scale times weight scale
     * @param wide whether sums have 64 bits; 32-bit sums wrap where they overflow
     * @param scales from the sum's scale to the output's, {@code [outputs]}
     * @param inputZeroPoint code of the real 0 in the input
     * @param outputZeroPoint code of the real 0 in the output
     * @param min the smallest output code that the activation lets through
     * @param max the largest one
     */
    record IntegerDense(DType type, byte[] weights, DType weightType, int weightZeroPoint, long[] bias, boolean wide,
            int inputs, int outputs, double[] scales, int inputZeroPoint, int outputZeroPoint, int min, int max)
            implements
                CodedDense {

        @Override
        public int weight(int index) {
            int code = weightType == DType.UINT8 ? weights[index] & 0xff : weights[index];
            return code - weightZeroPoint;
        }

        @Override
        public long bias(int output) {
            return bias[output];
        }

        public IntegerDense with(byte[] otherWeights, long[] otherBias) {
            return new IntegerDense(type, otherWeights, weightType, weightZeroPoint, otherBias, wide, inputs, outputs,
                    scales,
                    inputZeroPoint, outputZeroPoint, min, max);
        }
    }
}

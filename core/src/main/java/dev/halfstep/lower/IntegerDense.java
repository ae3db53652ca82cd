package dev.halfstep.lower;

import dev.halfstep.tensor.DType;

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
public record IntegerDense(DType type, byte[] weights, DType weightType, int weightZeroPoint, long[] bias, boolean wide,
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

    /** The same layer with other weights and another bias. */
    public IntegerDense with(byte[] otherWeights, long[] otherBias) {
        return new IntegerDense(type, otherWeights, weightType, weightZeroPoint, otherBias, wide, inputs, outputs,
                scales,
                inputZeroPoint, outputZeroPoint, min, max);
    }
}

package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rescaling;

/**
 * A dense layer from int16 codes to int16 codes with int8 weights and 64-bit sums. Both activations are symmetric.
 *
 * @param weights codes {@code [outputs][inputs]}, symmetric
 * @param bias {@code [outputs]}, in units of input scale times weight scale
 * @param scales from the sum's scale to the output's, {@code [outputs]}
 * @param min the smallest output code that the activation lets through
 * @param max the largest one
 */
public record Int16Dense(byte[] weights, long[] bias, int inputs, int outputs, double[] scales, int min, int max)
        implements
            CodedDense {

    @Override
    public int weight(int index) {
        return weights[index];
    }

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

    /** The same layer with other weights and another bias. */
    public Int16Dense with(byte[] otherWeights, long[] otherBias) {
        return new Int16Dense(otherWeights, otherBias, inputs, outputs, scales, min, max);
    }

    @Override
    public int code(long sum, int output) {
        return Math.clamp(Rescaling.scaled(sum, scales[output]), min, max);
    }
}

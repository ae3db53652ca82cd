package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rounding;

/**
 * A dense layer with int8 weights and {@code float} input and output, as dynamic-range files have it: each row of the input is
 * coded on the fly with a scale of its own, the sums are integer, and the result is scaled back.
 *
 * @param weights codes {@code [outputs][inputs]}
 * @param weightScales one, or {@code [outputs]}
 * @param bias {@code [outputs]}
 * @param asymmetric whether the input is coded with a zero point
 */
public record HybridDense(byte[] weights, float[] weightScales, float[] bias, int inputs, int outputs,
        boolean asymmetric,
        float min, float max) implements Dense {

    @Override
    public Rounding rounding() {
        return Rounding.SINGLE_PRECISION;
    }

    /** The same layer with other weights and another bias. */
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

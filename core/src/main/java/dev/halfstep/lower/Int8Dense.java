package dev.halfstep.lower;

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
public record Int8Dense(byte[] weights, int[] bias, int inputs, int outputs, double[] scales, int inputZeroPoint,
        int outputZeroPoint, int min, int max) implements CodedDense {

    @Override
    public int weight(int index) {
        return weights[index];
    }

    @Override
    public long bias(int output) {
        return bias[output];
    }

    @Override
    public boolean wide() {
        return false;
    }

    /** The same layer with other weights and another bias. */
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

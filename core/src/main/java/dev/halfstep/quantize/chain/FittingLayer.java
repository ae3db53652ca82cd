package dev.halfstep.quantize.chain;

import dev.halfstep.lower.SumScales;
import dev.halfstep.lower.rounding.Rescaling;
import java.util.Arrays;

/**
 * A dense layer in integers, as the int8 kernel computes it, in the terms of fitting: input and output codes less their zero points,
 * so that a real value is scale times code.
 *
 * @param weights int8 codes {@code [output][input]}; changed by fitting
 * @param bias {@code [output]}, in units of input scale times weight scale; changed by fitting
 * @param weightScales one for each output
 * @param outputScale of the output's tensor
 * @param zeroPoint of the output's tensor
 * @param factors from a sum to an output code, {@code [output]}, as the kernel multiplies
 * @param low the smallest code that comes out
 * @param high the largest one
 */
record FittingLayer(int[][] weights, int[] bias, float[] weightScales, float outputScale, int zeroPoint,
        double[] factors, int low, int high) {

    static FittingLayer of(int[][] weights, int[] bias, float inputScale, float[] weightScales, float outputScale,
            int zeroPoint, int low, int high) {
        double[] factors = SumScales.toCodes(SumScales.of(inputScale, weightScales, weights.length), outputScale);
        return new FittingLayer(weights, bias, weightScales, outputScale, zeroPoint, factors, low, high);
    }

    int inputs() {
        return weights[0].length;
    }

    int outputs() {
        return weights.length;
    }

    /** The code that comes of a sum. */
    int code(int sum, int output) {
        return Math.clamp(Rescaling.scaled(sum, factors[output]), low, high);
    }

    /** The sums of one output for columns of input codes. */
    int[] sums(int[][] codes, int output) {
        var sums = new int[codes[0].length];
        Arrays.fill(sums, bias[output]);
        for (int i = 0; i < codes.length; i++) {
            int weight = weights[output][i];
            int[] column = codes[i];
            for (int n = 0; n < sums.length; n++) {
                sums[n] += weight * column[n];
            }
        }
        return sums;
    }

    /** The codes of one output for its sums. */
    int[] codes(int[] sums, int output) {
        var codes = new int[sums.length];
        for (int n = 0; n < sums.length; n++) {
            codes[n] = code(sums[n], output);
        }
        return codes;
    }

    /**
     * This layer with so many copies of each output side by side, each shifted by a part of an output code from the one before,
     * so that their mean has that many times the resolution.
     */
    FittingLayer copies(int count) {
        var copiedWeights = new int[outputs() * count][];
        var copiedBias = new int[outputs() * count];
        var copiedScales = new float[weightScales.length == 1 ? 1 : outputs() * count];
        var copiedFactors = new double[outputs() * count];
        for (int o = 0; o < copiedWeights.length; o++) {
            int from = o / count;
            double shift = (o % count - (count - 1) / 2.0) / count;
            copiedWeights[o] = weights[from].clone();
            copiedBias[o] = bias[from] + (int) Math.rint(shift / factors[from]);
            copiedFactors[o] = factors[from];
            copiedScales[o % copiedScales.length] = weightScales[from % weightScales.length];
        }
        return new FittingLayer(copiedWeights, copiedBias, copiedScales, outputScale, zeroPoint, copiedFactors, low,
                high);
    }

    /** A copy whose weights and biases can be changed alone. */
    FittingLayer copy() {
        var copied = new int[weights.length][];
        for (int o = 0; o < weights.length; o++) {
            copied[o] = weights[o].clone();
        }
        return new FittingLayer(copied, bias.clone(), weightScales, outputScale, zeroPoint, factors, low, high);
    }
}

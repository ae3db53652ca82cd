package dev.halfstep.quantize.chain;

import dev.halfstep.lower.SumScales;
import dev.halfstep.lower.rounding.Rescaling;
import java.util.Arrays;

/**
 * A dense layer in integers, as the int8 kernel computes it, with its numbers counted from the zero points: real values are scale
 * times number.
 *
 * @param codes weights {@code [output][input]}; changed by fitting
 * @param bias {@code [output]}, in units of input scale times weight scale; changed by fitting
 * @param weightScales one for each output
 * @param outputScale of the output's tensor
 * @param zeroPoint of the output's tensor
 * @param factors from a sum to an output number, {@code [output]}, as the kernel multiplies
 * @param low the smallest number that comes out
 * @param high the largest one
 */
record IntegerLayer(int[][] codes, int[] bias, float[] weightScales, float outputScale, int zeroPoint,
        double[] factors, int low, int high) {

    static IntegerLayer of(int[][] codes, int[] bias, float inputScale, float[] weightScales, float outputScale,
            int zeroPoint, int low, int high) {
        double[] factors = SumScales.toCodes(SumScales.of(inputScale, weightScales, codes.length), outputScale);
        return new IntegerLayer(codes, bias, weightScales, outputScale, zeroPoint, factors, low, high);
    }

    int inputs() {
        return codes[0].length;
    }

    int outputs() {
        return codes.length;
    }

    /** The number that comes of a sum. */
    int number(int sum, int output) {
        return Math.clamp(Rescaling.scaled(sum, factors[output]), low, high);
    }

    /** The sums of one output for columns of input numbers. */
    int[] sums(int[][] numbers, int output) {
        var sums = new int[numbers[0].length];
        Arrays.fill(sums, bias[output]);
        for (int i = 0; i < numbers.length; i++) {
            int weight = codes[output][i];
            int[] column = numbers[i];
            for (int n = 0; n < sums.length; n++) {
                sums[n] += weight * column[n];
            }
        }
        return sums;
    }

    /** The numbers of one output for its sums. */
    int[] numbers(int[] sums, int output) {
        var numbers = new int[sums.length];
        for (int n = 0; n < sums.length; n++) {
            numbers[n] = number(sums[n], output);
        }
        return numbers;
    }

    /**
     * This layer with so many copies of each output side by side, each shifted by a part of an output number from the one before,
     * so that their mean has that many times the resolution.
     */
    IntegerLayer copies(int count) {
        var copiedCodes = new int[outputs() * count][];
        var copiedBias = new int[outputs() * count];
        var copiedScales = new float[weightScales.length == 1 ? 1 : outputs() * count];
        var copiedFactors = new double[outputs() * count];
        for (int o = 0; o < copiedCodes.length; o++) {
            int from = o / count;
            double shift = (o % count - (count - 1) / 2.0) / count;
            copiedCodes[o] = codes[from].clone();
            copiedBias[o] = bias[from] + (int) Math.rint(shift / factors[from]);
            copiedFactors[o] = factors[from];
            copiedScales[o % copiedScales.length] = weightScales[from % weightScales.length];
        }
        return new IntegerLayer(copiedCodes, copiedBias, copiedScales, outputScale, zeroPoint, copiedFactors, low,
                high);
    }

    /** A copy whose codes and biases can be changed alone. */
    IntegerLayer copy() {
        var copied = new int[codes.length][];
        for (int o = 0; o < codes.length; o++) {
            copied[o] = codes[o].clone();
        }
        return new IntegerLayer(copied, bias.clone(), weightScales, outputScale, zeroPoint, factors, low, high);
    }
}

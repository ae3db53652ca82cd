package dev.halfstep.quantize.chain;

import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.Arrays;

/**
 * Chooses the one scale that all features share, where they have no codes of their own, by what clipping and rounding do to the
 * output: a few far values of one feature would make the steps of all others coarse. The measure is that of
 * {@link InputSearch}.
 */
final class SharedInput {

    /** Shares of all values that may clip at either end. */
    private static final double[] TAILS = {0, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.004, 0.007, 0.01};

    /** The rounding of the output itself, a twelfth of a squared step. */
    private static final double OUTPUT_ROUNDING = 1.0 / 12;

    private final Sample sample;
    private final FloatTrace.Slopes slopes;
    private final double outputStep;

    private SharedInput(FloatTrace trace, double outputStep) {
        sample = trace.sample();
        slopes = trace.slopes();
        this.outputStep = outputStep;
    }

    /**
     * The best quantization, among them the given one.
     *
     * @param values of all features over many rows
     */
    static Quantization best(FloatTrace trace, Sample values, double outputStep, Quantization given) {
        var search = new SharedInput(trace, outputStep);
        float[] sorted = new float[values.columns().length * values.rows()];
        for (int f = 0; f < values.columns().length; f++) {
            System.arraycopy(values.columns()[f], 0, sorted, f * values.rows(), values.rows());
        }
        Arrays.sort(sorted);
        Quantization best = given;
        double least = search.cost(given);
        for (double below : TAILS) {
            for (double above : TAILS) {
                double low = Math.min(0, sorted[(int) (below * (sorted.length - 1))]);
                double high = Math.max(0, sorted[(int) ((1 - above) * (sorted.length - 1))]);
                float scale = (float) ((high - low) / (DType.INT8.max() - DType.INT8.min()));
                if (scale >= Float.MIN_NORMAL) {
                    Quantization other = Quantization.perTensor(scale,
                            DType.INT8.saturate(Math.round(DType.INT8.min() - low / scale)));
                    double cost = search.cost(other);
                    if (cost < least) {
                        least = cost;
                        best = other;
                    }
                }
            }
        }
        return best;
    }

    private double cost(Quantization quantization) {
        int rows = sample.rows();
        var squares = new double[slopes.inputs().length][rows];
        for (int f = 0; f < sample.columns().length; f++) {
            for (int n = 0; n < rows; n++) {
                float value = sample.columns()[f][n];
                long code = quantization.quantize(value, DType.INT8);
                double error = (quantization.dequantize(code, 0) - value) / outputStep;
                for (int p = 0; p < squares.length; p++) {
                    double effect = error * slopes.inputs()[p][f][n];
                    squares[p][n] += effect * effect;
                }
            }
        }
        return Arrays.stream(squares).flatMapToDouble(Arrays::stream).map(s -> Math.sqrt(s + OUTPUT_ROUNDING)).sum();
    }
}

package dev.halfstep.explain;

import dev.halfstep.kernel.HybridDense;
import java.util.stream.IntStream;

/**
 * A dense layer that is computed in float from weights of less precision: in half precision, or as codes of which each row of
 * the input becomes codes on the fly (dynamic range).
 */
final class FloatDenseStep implements SimulationStep {

    /** Weights and biases as the model has them. */
    private final DenseParameters own;
    /** The same as they were meant to be. */
    private final DenseParameters meant;
    private final boolean asymmetric;
    private final int weights;
    private final int biases;
    private final int rounding;

    /**
     * @param asymmetric whether codes of the input have a zero point
     * @param weights index of the source that the weights are; -1, as for the biases, where it is not known what they were meant
     *        to be
     * @param rounding index of the source that coding the input is; -1 where there is no coding
     */
    FloatDenseStep(DenseParameters own, DenseParameters meant, boolean asymmetric, int weights, int biases,
            int rounding) {
        this.own = own;
        this.meant = meant;
        this.asymmetric = asymmetric;
        this.weights = weights;
        this.biases = biases;
        this.rounding = rounding;
    }

    @Override
    public int width() {
        return own.outputs();
    }

    @Override
    public int[] sources() {
        return IntStream.of(weights, biases, rounding).filter(s -> s >= 0).toArray();
    }

    @Override
    public void run(boolean[] on, double[] in, int rows, double[] out) {
        double[] data = rounding >= 0 && on[rounding] ? coded(in, rows) : in;
        own.sums(data, rows, weights < 0 || on[weights] ? own.weights() : meant.weights(),
                biases < 0 || on[biases] ? own.bias() : meant.bias(), out);
        for (int i = 0; i < rows * own.outputs(); i++) {
            out[i] = Math.clamp(out[i], own.activation().min(), own.activation().max());
        }
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
            HybridDense.Coding scale = HybridDense.code(asymmetric, values, 0, values.length, codes);
            for (int i = 0; i < values.length; i++) {
                coded[from + i] = (double) scale.scale() * (codes[i] - scale.zeroPoint());
            }
        }
        return coded;
    }
}

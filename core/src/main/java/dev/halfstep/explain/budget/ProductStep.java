package dev.halfstep.explain.budget;

import dev.halfstep.lower.rounding.RowCoding;
import java.util.stream.IntStream;

/**
 * The weights of a dense layer: the costly part of it, apart from what is done with its sums, so that it does not run again where
 * only a bias or a rounding is switched.
 */
final class ProductStep implements SimulationStep {

    /** Marks a source that there is not. */
    static final int NONE = -1;

    /** Weights as the model has them. */
    private final DenseParameters own;
    /** The same as they were meant to be. */
    private final DenseParameters meant;
    private final int weights;
    private final int coding;
    private final boolean asymmetric;
    /** How many rows of the layer's own one row of the model has. */
    private final int repeats;

    /**
     * @param repeats how many rows of the layer's own one row of the model has
     * @param weights index of the source that the weights are; {@link #NONE} where it is not known what they were meant to be, or
     *        where they are that
     * @param coding index of the source that coding a float input on the fly is (dynamic range); {@link #NONE} where it stays as
     *        it is
     * @param asymmetric whether those codes have a zero point
     */
    ProductStep(DenseParameters own, DenseParameters meant, int repeats, int weights, int coding,
            boolean asymmetric) {
        this.own = own;
        this.repeats = repeats;
        this.meant = meant;
        this.weights = weights;
        this.coding = coding;
        this.asymmetric = asymmetric;
    }

    @Override
    public int width() {
        return repeats * own.outputs();
    }

    @Override
    public int[] sources() {
        return IntStream.of(weights, coding).filter(s -> s != NONE).toArray();
    }

    @Override
    public void run(boolean[] on, double[] in, int rows, double[] out) {
        DenseParameters used = weights == NONE || on[weights] ? own : meant;
        int all = rows * repeats;
        used.products(coding != NONE && on[coding] ? coded(in, all) : in, all, out);
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

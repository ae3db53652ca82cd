package dev.halfstep.explain.budget;

/** What a dense layer does with its sums where it is computed in float: the bias, which may have lost precision, and the activation. */
final class FloatOutputStep implements SimulationStep {

    /** Biases as the model has them. */
    private final DenseParameters own;
    /** The same as they were meant to be. */
    private final DenseParameters meant;
    private final int repeats;
    private final int biases;

    /**
     * @param repeats how many rows of the layer's own one row of the model has
     * @param biases index of the source that the biases are, or {@link ProductStep#NONE}
     */
    FloatOutputStep(DenseParameters own, DenseParameters meant, int repeats, int biases) {
        this.repeats = repeats;
        this.own = own;
        this.meant = meant;
        this.biases = biases;
    }

    @Override
    public int width() {
        return repeats * own.outputs();
    }

    @Override
    public int[] sources() {
        return biases == ProductStep.NONE ? new int[0] : new int[] {biases};
    }

    @Override
    public void run(boolean[] on, double[] in, int rows, double[] out) {
        double[] bias = biases == ProductStep.NONE || on[biases] ? own.bias() : meant.bias();
        for (int i = 0; i < rows * repeats * bias.length; i++) {
            out[i] = Math.clamp(in[i] + bias[i % bias.length], own.activation().min(), own.activation().max());
        }
    }
}

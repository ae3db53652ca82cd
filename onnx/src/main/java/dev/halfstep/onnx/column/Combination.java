package dev.halfstep.onnx.column;

/**
 * A feature as the model computes it, from those of the pipeline: a sum of them with factors, and a constant.
 *
 * @param sources indices of the pipeline's features
 * @param factors one for each
 */
record Combination(int[] sources, double[] factors, double constant) {

    static Combination of(int source, double factor, double constant) {
        return new Combination(new int[] {source}, new double[] {factor}, constant);
    }

    /** Whether it is one of the pipeline's as it is. */
    boolean isOne() {
        return sources.length == 1 && factors[0] == 1 && constant == 0;
    }
}

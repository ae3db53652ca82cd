package dev.halfstep.lower;

/** A matrix of weights that a vector is multiplied with. */
public sealed interface GateWeights {

    /**
     * In {@code float}.
     *
     * @param weights {@code [rows][columns]}
     */
    record Full(Parameter<float[]> weights, int columns) implements GateWeights {}

    /**
     * A diagonal matrix.
     *
     * @param weights those of the diagonal
     */
    record Diagonal(Parameter<float[]> weights) implements GateWeights {}

    /**
     * In int8 codes; the vector is coded on the fly, as {@link HybridDense} does.
     *
     * @param weights codes {@code [rows][columns]}
     * @param asymmetric whether the vector is coded with a zero point
     */
    record Coded(Parameter<byte[]> weights, float scale, int columns, boolean asymmetric) implements GateWeights {}

    /**
     * A diagonal matrix in int8 codes; the vector stays as it is.
     *
     * @param weights codes of those of the diagonal
     */
    record CodedDiagonal(Parameter<byte[]> weights, float scale) implements GateWeights {}
}

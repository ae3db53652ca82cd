package dev.halfstep.lower;

import dev.halfstep.lower.Dense.HybridDense;
import dev.halfstep.lower.LoweredLstm.Parameter;
import dev.halfstep.lower.rounding.Rounding;
import java.util.Optional;

/**
 * An LSTM layer that computes in {@code float}, with weights of either kind. With h the output and c the cell of the time before,
 * x the input and s the logistic function:
 *
 * <pre>
 * i = s(Wi x + Ri h + pi c + bi), f = s(Wf x + Rf h + pf c + bf), g = squash(Wg x + Rg h + bg)
 * c' = f c + i g, o = s(Wo x + Ro h + po c' + bo), h' = P (o squash(c')) + bp
 * </pre>
 *
 * Without an input gate i is 1 - f; without a projection the last line ends before the P. With coefficients for normalization, the
 * sum before each bias is brought to the mean 0 and the deviation 1, and multiplied by them.
 *
 * @param input the input gate, if there is one
 * @param cell what the cell takes in
 * @param projection of the outputs, if there is one
 * @param projectionBias {@code [outputs]}
 * @param squash the function that limits what goes into the cell and out of it
 * @param cellClip the largest magnitude of a cell; none if it is 0
 * @param projectionClip the largest magnitude of an output behind a projection; none if it is 0
 */
public record FloatLstm(Sequences sequences, Extents extents, Optional<Gate> input, Gate forget, Gate cell, Gate output,
        Optional<GateWeights> projection, Parameter<float[]> projectionBias, Squash squash, float cellClip,
        float projectionClip) implements LoweredLstm {

    /** Keeps the deviation of equal numbers from being 0. */
    public static final float LEAST_VARIANCE = 1e-8f;

    /**
     * One gate.
     *
     * @param input weights of the input
     * @param recurrent weights of the output before
     * @param peephole weights of the cell, if the gate looks at it
     * @param bias {@code [cells]}
     * @param normalization coefficients {@code [cells]}, if its sums are normalized
     */
    public record Gate(GateWeights input, GateWeights recurrent, Optional<GateWeights> peephole,
            Parameter<float[]> bias,
            Optional<Parameter<float[]>> normalization) {}

    @Override
    public Rounding rounding() {
        return Rounding.SINGLE_PRECISION;
    }

    /** What a gate makes of its sum. */
    public static float logistic(float x) {
        return 1 / (1 + (float) Math.exp(-x));
    }

    /**
     * A cell.
     *
     * @param forget the forget gate
     * @param before the cell before
     * @param in the input gate
     * @param sum what goes into the cell
     */
    public float cell(float forget, float before, float in, float sum) {
        float taken = (float) squash.apply(sum);
        return clipped(forget * before + taken * in, cellClip);
    }

    /** What an output gate lets through of a cell. */
    public float hidden(float out, float cell) {
        return out * (float) squash.apply(cell);
    }

    /** A projected output. */
    public float projected(float sum) {
        return clipped(sum, projectionClip);
    }

    private static float clipped(float x, float clip) {
        return clip > 0 ? Math.clamp(x, -clip, clip) : x;
    }

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

    /** The function that limits what goes into a cell and out of it. */
    public enum Squash {
        NONE,
        RELU,
        RELU_N1_TO_1,
        RELU6,
        TANH;

        /** Its value. */
        public double apply(double x) {
            return switch (this) {
                case NONE -> x;
                case RELU -> Math.max(x, 0);
                case RELU_N1_TO_1 -> Math.clamp(x, -1.0, 1.0);
                case RELU6 -> Math.clamp(x, 0.0, 6.0);
                case TANH -> Math.tanh(x);
            };
        }
    }
}

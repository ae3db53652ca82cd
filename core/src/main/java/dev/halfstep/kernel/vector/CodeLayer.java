package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.V;

import dev.halfstep.kernel.Int8Dense;
import dev.halfstep.kernel.Rescaling;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * One layer of a {@link VectorCodeChain}, from codes to codes, both held as {@code float}. Codes go in as they are: the zero point
 * of the input is folded into the bias.
 *
 * <p>
 * A sum {@code s} becomes its code by {@code round((s + bias) * scale)}, which {@link Rescaling} defines in double precision. Here
 * {@code s * scale + bias * scale} is taken in single precision. Two factors and the result are rounded, so it is off by at most
 * {@code (|s| + |bias|) * scale * 2^-23}. Where half an integer lies nearer than that, the sum is rescaled again by the
 * definition, and so are all sums of a layer for which that bound is not small.
 */
final class CodeLayer {

    /** Adding it to a number below 2^22 leaves the nearest integer in the low bits. */
    static final float MAGIC = 0x1.8p23f;
    private static final int MAGIC_BITS = Float.floatToRawIntBits(MAGIC);
    private static final int LARGEST_CODE = 128;
    private static final double ERROR = 0x1p-23;
    /** Of the whole: keeps results below 2^21. */
    private static final double LARGEST_ERROR = 0.25;
    /** Leaves room for a sum beside it. */
    private static final int LARGEST_BIAS = 1 << 30;

    private final Int8Dense layer;
    private final List<Sums> parts;
    /** With the zero point of the input. */
    private final int[] bias;
    private final float[] scales;
    private final float[] offsets;
    /** How far from an integer a result may lie for its code to be certain; negative if none is. */
    private final float certain;

    CodeLayer(Int8Dense layer) {
        this.layer = layer;
        int outputs = layer.outputs();
        parts = Exact.parts(layer.weights(), layer.inputs(), outputs, LARGEST_CODE);
        bias = new int[outputs];
        scales = new float[Lanes.padded(outputs)];
        offsets = new float[Lanes.padded(outputs)];
        double error = 0;
        for (int o = 0; o < outputs; o++) {
            error = Math.max(error, prepare(o));
        }
        certain = parts.size() == 1 && error <= LARGEST_ERROR ? (float) (0.5 - error - ERROR) : -1;
    }

    /** Returns the error that the output's results may have in single precision. */
    private double prepare(int o) {
        int inputs = layer.inputs();
        int sum = 0;
        int magnitude = 0;
        for (int i = 0; i < inputs; i++) {
            byte weight = layer.weights()[o * inputs + i];
            sum += weight;
            magnitude += Math.abs(weight);
        }
        bias[o] = layer.bias()[o] - layer.inputZeroPoint() * sum;
        double scale = layer.scales()[o];
        scales[o] = (float) scale;
        offsets[o] = (float) (bias[o] * scale);
        boolean wraps = bias[o] <= -LARGEST_BIAS || bias[o] >= LARGEST_BIAS;
        double largest = (double) magnitude * LARGEST_CODE + Math.abs((double) bias[o]);
        return wraps ? Double.POSITIVE_INFINITY : largest * scale * ERROR;
    }

    int inputs() {
        return layer.inputs();
    }

    int outputs() {
        return layer.outputs();
    }

    /** Whether codes are found in single precision, but for few that are not certain. */
    boolean isFast() {
        return certain >= 0;
    }

    /** The sums of a fast layer. */
    Sums sums() {
        return parts.getFirst();
    }

    float weight(int index) {
        return layer.weights()[index];
    }

    float[] scales() {
        return scales;
    }

    float[] offsets() {
        return offsets;
    }

    float certain() {
        return certain;
    }

    int outputZeroPoint() {
        return layer.outputZeroPoint();
    }

    /** The bits of the smallest result that is let through, with {@link #MAGIC} added to it. */
    int leastBits() {
        return MAGIC_BITS + layer.min() - layer.outputZeroPoint();
    }

    /** The same for the largest. */
    int mostBits() {
        return MAGIC_BITS + layer.max() - layer.outputZeroPoint();
    }

    /** How far apart the outputs of neighbouring rows stand. */
    int stride() {
        return layer.outputs() == 1 ? 1 : scales.length;
    }

    /** How many integers {@link #run} needs room for, for each row. */
    int totals() {
        return certain < 0 ? stride() : 0;
    }

    /**
     * Runs rows through the layer.
     *
     * @param x codes {@code [rows][strideX]}
     * @param y for the codes, {@code [rows][stride()]}, with room for one more vector
     * @param totals room for {@code [rows][totals()]}
     */
    void run(float[] x, int strideX, int rows, float[] y, int[] totals) {
        if (certain < 0) {
            runExactly(x, strideX, rows, y, totals);
            return;
        }
        parts.getFirst().run(x, strideX, rows, y, stride());
        if (layer.outputs() == 1) {
            encodeColumn(y, rows);
            return;
        }
        for (int row = 0; row < rows; row++) {
            encodeRow(y, row * scales.length);
        }
    }

    /** Runs the row of a fast layer that begins at an index. */
    void runAt(float[] x, int at, float[] y) {
        sums().runAt(x, at, y);
        encodeRow(y, 0);
    }

    /** Replaces the sums of a row by their codes. */
    private void encodeRow(float[] y, int at) {
        int zero = layer.outputZeroPoint();
        int least = leastBits();
        int most = mostBits();
        for (int o = 0; o < scales.length; o += V) {
            FloatVector result = FloatVector.fromArray(FLOATS, y, at + o)
                    .fma(FloatVector.fromArray(FLOATS, scales, o), FloatVector.fromArray(FLOATS, offsets, o));
            FloatVector shifted = result.add(MAGIC);
            FloatVector off = result.sub(shifted.sub(MAGIC)).abs();
            if (off.compare(VectorOperators.GT, certain).anyTrue()) {
                encodeExactly(y, at + o, o, Math.min(V, layer.outputs() - o), 1);
            } else {
                shifted.reinterpretAsInts().max(least).min(most).reinterpretAsFloats().sub(MAGIC - zero)
                        .intoArray(y, at + o);
            }
        }
    }

    /** Replaces the sums of the only output by their codes, for several rows in each vector. */
    void encodeColumn(float[] y, int rows) {
        int zero = layer.outputZeroPoint();
        int least = leastBits();
        int most = mostBits();
        FloatVector scale = FloatVector.broadcast(FLOATS, scales[0]);
        FloatVector offset = FloatVector.broadcast(FLOATS, offsets[0]);
        int row = 0;
        for (; row <= rows - V; row += V) {
            FloatVector result = FloatVector.fromArray(FLOATS, y, row).fma(scale, offset);
            FloatVector shifted = result.add(MAGIC);
            FloatVector off = result.sub(shifted.sub(MAGIC)).abs();
            if (off.compare(VectorOperators.GT, certain).anyTrue()) {
                encodeExactly(y, row, 0, V, 0);
            } else {
                shifted.reinterpretAsInts().max(least).min(most).reinterpretAsFloats().sub(MAGIC - zero)
                        .intoArray(y, row);
            }
        }
        encodeExactly(y, row, 0, rows - row, 0);
    }

    /** @param step from one output to the next: 0 where all are of the same */
    private void encodeExactly(float[] y, int at, int output, int count, int step) {
        for (int i = 0; i < count; i++) {
            y[at + i] = code((int) y[at + i], output + i * step);
        }
    }

    private int code(int sum, int o) {
        int scaled = Rescaling.scaled(sum + bias[o], layer.scales()[o]);
        return Math.clamp(scaled + layer.outputZeroPoint(), layer.min(), layer.max());
    }

    private void runExactly(float[] x, int strideX, int rows, float[] y, int[] totals) {
        int stride = stride();
        int all = rows * stride;
        Arrays.fill(totals, 0, all, 0);
        for (Sums part : parts) {
            part.run(x, strideX, rows, y, stride);
            for (int i = 0; i < all; i++) {
                totals[i] += (int) y[i];
            }
        }
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < layer.outputs(); o++) {
                y[row * stride + o] = code(totals[row * stride + o], o);
            }
        }
    }
}

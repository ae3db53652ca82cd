package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.V;

import dev.halfstep.lower.Dense.Int8Dense;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import jdk.incubator.vector.FloatVector;

/**
 * One layer of a {@link VectorCodeChain}, from codes to codes, both held as {@code float}. Codes go in as they are: the zero point
 * of the input is folded into the bias.
 *
 * <p>
 * A layer is fast if its sums are exact in {@code float}, bias included, and each output has a {@link SingleScale}, all of them in one
 * part or all in two; nearly all layers are. Others are rescaled by the definition, one sum after the other.
 */
final class CodeLayer {

    private static final int LARGEST_CODE = 128;

    private final Int8Dense layer;
    /** With the zero point of the input. */
    private final int[] bias;
    /** Of a fast layer one, which begins with the bias; otherwise without. */
    private final List<Sums> parts;
    private final boolean fast;
    /** {@link SingleScale}s of a fast layer. */
    private final float[] scales;
    /** The second parts of the scales; none if they have but one. */
    private final float[] rests;
    private final int[] multiples;
    private final CodeRange range;

    CodeLayer(Int8Dense layer) {
        this.layer = layer;
        range = new CodeRange(layer.min(), layer.max(), layer.outputZeroPoint());
        int outputs = layer.outputs();
        bias = new int[outputs];
        scales = new float[Lanes.padded(outputs)];
        multiples = new int[outputs];
        var largest = new long[outputs];
        for (int o = 0; o < outputs; o++) {
            largest[o] = prepare(o);
        }
        int least = layer.min() - layer.outputZeroPoint();
        int most = layer.max() - layer.outputZeroPoint();
        boolean single = findScales(o -> SingleScale.of(layer.scales()[o], largest[o], least, most));
        rests = new float[single ? 0 : scales.length];
        fast = single || findScales(o -> SingleScale.inTwoParts(layer.scales()[o], largest[o], least, most));
        parts = fast ? List.of(multipliedSums())
                : Exact.parts(layer.weights(), layer.inputs(), outputs, LARGEST_CODE);
    }

    /** Finds the bias of an output, and returns the largest magnitude that its sums may have with it. */
    private long prepare(int o) {
        bias[o] = layer.foldedBias(o);
        int inputs = layer.inputs();
        long magnitude = 0;
        for (int i = 0; i < inputs; i++) {
            magnitude += Math.abs(layer.weights()[o * inputs + i]);
        }
        return magnitude * LARGEST_CODE + Math.abs((long) bias[o]);
    }

    /** Takes the scale of each output, and returns whether there is one for all. */
    private boolean findScales(IntFunction<Optional<SingleScale>> way) {
        for (int o = 0; o < layer.outputs(); o++) {
            Optional<SingleScale> found = way.apply(o);
            if (found.isEmpty()) {
                return false;
            }
            scales[o] = found.get().value();
            multiples[o] = found.get().multiple();
            if (found.get().rest() != 0) {
                rests[o] = found.get().rest();
            }
        }
        return true;
    }

    private Sums multipliedSums() {
        var weights = new float[layer.weights().length];
        for (int w = 0; w < weights.length; w++) {
            weights[w] = weight(w);
        }
        var begin = new float[layer.outputs()];
        for (int o = 0; o < begin.length; o++) {
            begin[o] = bias(o);
        }
        return Sums.of(weights, layer.inputs(), 0, layer.inputs(), begin);
    }

    int inputs() {
        return layer.inputs();
    }

    int outputs() {
        return layer.outputs();
    }

    /** Whether the layer is fast with scales in one part. */
    boolean isSingle() {
        return fast && rests.length == 0;
    }

    /** The sums of a fast layer. */
    Sums sums() {
        return parts.getFirst();
    }

    /** A weight of a fast layer, as many times as its output's {@link SingleScale} wants it. */
    float weight(int index) {
        return layer.weights()[index] * multiples[index / layer.inputs()];
    }

    /** The same for a bias. */
    float bias(int output) {
        return bias[output] * multiples[output];
    }

    float[] scales() {
        return scales;
    }

    CodeRange range() {
        return range;
    }

    /** How far apart the outputs of neighbouring rows stand. */
    int stride() {
        return layer.outputs() == 1 ? 1 : scales.length;
    }

    /** How many integers {@link #run} needs room for, for each row. */
    int totals() {
        return fast ? 0 : stride();
    }

    /**
     * Runs rows through the layer.
     *
     * @param x codes {@code [rows][strideX]}
     * @param y for the codes, {@code [rows][stride()]}, with room for one more vector
     * @param totals scratch, {@code [rows][totals()]}
     */
    void run(float[] x, int strideX, int rows, float[] y, int[] totals) {
        if (!fast) {
            runExactly(x, strideX, rows, y, totals);
            return;
        }
        sums().run(x, strideX, rows, y, stride());
        if (layer.outputs() == 1) {
            encodeColumn(y, rows);
            return;
        }
        for (int row = 0; row < rows; row++) {
            if (rests.length == 0) {
                encodeRow(y, row * scales.length);
            } else {
                encodeRowInTwoParts(y, row * scales.length);
            }
        }
    }

    /** Replaces the sums of a row by their codes. */
    private void encodeRow(float[] y, int at) {
        for (int o = 0; o < scales.length; o += V) {
            range.codes(FloatVector.fromArray(FLOATS, y, at + o), FloatVector.fromArray(FLOATS, scales, o))
                    .intoArray(y, at + o);
        }
    }

    private void encodeRowInTwoParts(float[] y, int at) {
        FloatVector magic = SingleScale.magic();
        for (int o = 0; o < scales.length; o += V) {
            FloatVector sum = FloatVector.fromArray(FLOATS, y, at + o);
            FloatVector scale = FloatVector.fromArray(FLOATS, scales, o);
            FloatVector shifted = sum.fma(scale, magic);
            FloatVector remainder = sum.fma(scale, magic.sub(shifted));
            FloatVector corrected = shifted.add(sum.fma(FloatVector.fromArray(FLOATS, rests, o), remainder));
            range.codes(corrected).intoArray(y, at + o);
        }
    }

    /** The code of a sum of the only output. */
    float encode(float sum) {
        return range.code(sum, scales[0]);
    }

    /** Replaces the sums of the only output by their codes, for several rows in each vector; the last may reach beyond them. */
    void encodeColumn(float[] y, int rows) {
        if (rests.length > 0) {
            for (int row = 0; row < rows; row++) {
                y[row] = layer.code((int) y[row], 0);
            }
            return;
        }
        FloatVector scale = FloatVector.broadcast(FLOATS, scales[0]);
        for (int row = 0; row < rows; row += V) {
            range.codes(FloatVector.fromArray(FLOATS, y, row), scale).intoArray(y, row);
        }
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
                y[row * stride + o] = layer.code(totals[row * stride + o] + bias[o], o);
            }
        }
    }
}

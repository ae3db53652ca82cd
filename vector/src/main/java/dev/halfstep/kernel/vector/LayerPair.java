package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.V;

import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * A layer and the one behind it, which has a single output, as most regression networks end: the codes that pass between them stay
 * in registers.
 */
final class LayerPair {

    private static final int TOGETHER = 4;

    private final CodeLayer first;
    private final CodeLayer last;
    private final float[] scales;
    private final CodeRange range;
    /** Of the last layer; 0 where the first has no output. */
    private final float[] weights;
    private final float bias;

    private LayerPair(CodeLayer first, CodeLayer last) {
        this.first = first;
        this.last = last;
        scales = first.scales();
        range = first.range();
        weights = new float[scales.length];
        for (int i = 0; i < last.inputs(); i++) {
            weights[i] = last.weight(i);
        }
        bias = last.bias(0);
    }

    /** Two layers as a pair, if both have scales in one part. */
    static Optional<LayerPair> of(CodeLayer first, CodeLayer last) {
        boolean fits = first.isSingle() && last.isSingle() && last.outputs() == 1 && first.outputs() > 1;
        return fits ? Optional.of(new LayerPair(first, last)) : Optional.empty();
    }

    /**
     * Runs rows through both layers.
     *
     * @param x codes {@code [rows][strideX]}
     * @param y for the codes, {@code [rows]}, with room for one more vector
     * @param sums scratch, {@code [rows][first.stride()]}
     */
    void run(float[] x, int strideX, int rows, float[] y, float[] sums) {
        first.sums().run(x, strideX, rows, sums, scales.length);
        int row = 0;
        for (; row <= rows - TOGETHER; row += TOGETHER) {
            four(sums, row * scales.length, y, row);
        }
        if (rows == 1) {
            // By itself: a vector that is loaded where a number has just been stored waits for it.
            y[0] = last.encode(one(sums, 0));
            return;
        }
        for (; row < rows; row++) {
            y[row] = one(sums, row * scales.length);
        }
        last.encodeColumn(y, rows);
    }

    /** The sums of the last layer for four rows. */
    private void four(float[] sums, int at, float[] y, int to) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int stride = scales.length;
        for (int o = 0; o < stride; o += V) {
            FloatVector scale = FloatVector.fromArray(FLOATS, scales, o);
            FloatVector weight = FloatVector.fromArray(FLOATS, weights, o);
            a = code(sums, at + o, scale).fma(weight, a);
            b = code(sums, at + stride + o, scale).fma(weight, b);
            c = code(sums, at + 2 * stride + o, scale).fma(weight, c);
            d = code(sums, at + 3 * stride + o, scale).fma(weight, d);
        }
        y[to] = bias + a.reduceLanes(VectorOperators.ADD);
        y[to + 1] = bias + b.reduceLanes(VectorOperators.ADD);
        y[to + 2] = bias + c.reduceLanes(VectorOperators.ADD);
        y[to + 3] = bias + d.reduceLanes(VectorOperators.ADD);
    }

    /** The sum of the last layer for one row. */
    private float one(float[] sums, int at) {
        FloatVector total = FloatVector.zero(FLOATS);
        for (int o = 0; o < scales.length; o += V) {
            FloatVector scale = FloatVector.fromArray(FLOATS, scales, o);
            total = code(sums, at + o, scale).fma(FloatVector.fromArray(FLOATS, weights, o), total);
        }
        return bias + total.reduceLanes(VectorOperators.ADD);
    }

    private FloatVector code(float[] sums, int at, FloatVector scale) {
        return range.codes(FloatVector.fromArray(FLOATS, sums, at), scale);
    }
}

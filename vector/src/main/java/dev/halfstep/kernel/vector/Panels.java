package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.V;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Sums of a layer with many outputs: vectors lie along the outputs. The weights stand in panels of {@link #WIDTH} outputs,
 * {@code [panel][input][output of the panel]}; what does not fill a panel stands in panels of one vector.
 *
 * <p>
 * Six rows share each weight that is loaded: one row alone is bound by loading, at about half of the multiply-adds that the
 * processor could do. Their sums, the weights and two inputs fill the sixteen registers that most processors have.
 *
 * @param weights in panels
 * @param bias what the sums begin with, {@code [padded]}
 * @param from the first input
 * @param length how many inputs
 */
record Panels(float[] weights, float[] bias, int from, int length) implements Sums {

    /** Outputs side by side: as many vectors as one row needs to keep the processor busy. */
    private static final int WIDTH = 4 * V;

    /** Rows that share a weight: blocks of rows are best a multiple of this. */
    static final int TOGETHER = 6;

    /**
     * Sums over a range of the inputs.
     *
     * @param weights {@code [outputs][inputs]}
     */
    static Panels of(float[] weights, int inputs, int from, int to, float[] bias) {
        int length = to - from;
        int padded = Lanes.padded(bias.length);
        var own = new float[padded * length];
        for (int o = 0; o < bias.length; o++) {
            int width = o < padded / WIDTH * WIDTH ? WIDTH : V;
            int start = o / width * width * length + o % width;
            for (int i = 0; i < length; i++) {
                own[start + i * width] = weights[o * inputs + from + i];
            }
        }
        return new Panels(own, Arrays.copyOf(bias, padded), from, length);
    }

    @Override
    public void run(float[] x, int strideX, int rows, float[] y, int strideY) {
        int whole = bias.length / WIDTH * WIDTH;
        int shared = rows / TOGETHER * TOGETHER;
        for (int o = 0; o < whole; o += WIDTH) {
            int start = o * length;
            // All rows before the next panel, which stays in the nearest cache meanwhile.
            for (int row = 0; row < shared; row += TOGETHER) {
                six(x, row * strideX + from, strideX, start, o, y, row * strideY, strideY);
                six(x, row * strideX + from, strideX, start + 2 * V, o + 2 * V, y, row * strideY, strideY);
            }
        }
        for (int row = shared; row < rows; row++) {
            wide(x, row * strideX + from, whole, y, row * strideY);
        }
        for (int o = whole; o < bias.length; o += V) {
            for (int row = 0; row < rows; row++) {
                narrow(x, row * strideX + from, o, y, row * strideY);
            }
        }
    }

    /**
     * Two vectors of outputs for six rows.
     *
     * @param start the first weight of the outputs
     * @param o the first of the outputs
     * @param to the first row's sums
     */
    private void six(float[] x, int at, int stride, int start, int o, float[] y, int to, int strideY) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, bias, o);
        FloatVector a1 = FloatVector.fromArray(FLOATS, bias, o + V);
        FloatVector b0 = a0;
        FloatVector b1 = a1;
        FloatVector c0 = a0;
        FloatVector c1 = a1;
        FloatVector d0 = a0;
        FloatVector d1 = a1;
        FloatVector e0 = a0;
        FloatVector e1 = a1;
        FloatVector f0 = a0;
        FloatVector f1 = a1;
        for (int i = 0; i < length; i++) {
            // The compiler takes bounds checks out of the loop where the step is constant.
            int w = start + i * WIDTH;
            FloatVector w0 = FloatVector.fromArray(FLOATS, weights, w);
            FloatVector w1 = FloatVector.fromArray(FLOATS, weights, w + V);
            FloatVector value = FloatVector.broadcast(FLOATS, x[at + i]);
            a0 = value.fma(w0, a0);
            a1 = value.fma(w1, a1);
            value = FloatVector.broadcast(FLOATS, x[at + stride + i]);
            b0 = value.fma(w0, b0);
            b1 = value.fma(w1, b1);
            value = FloatVector.broadcast(FLOATS, x[at + 2 * stride + i]);
            c0 = value.fma(w0, c0);
            c1 = value.fma(w1, c1);
            value = FloatVector.broadcast(FLOATS, x[at + 3 * stride + i]);
            d0 = value.fma(w0, d0);
            d1 = value.fma(w1, d1);
            value = FloatVector.broadcast(FLOATS, x[at + 4 * stride + i]);
            e0 = value.fma(w0, e0);
            e1 = value.fma(w1, e1);
            value = FloatVector.broadcast(FLOATS, x[at + 5 * stride + i]);
            f0 = value.fma(w0, f0);
            f1 = value.fma(w1, f1);
        }
        a0.intoArray(y, to + o);
        a1.intoArray(y, to + o + V);
        b0.intoArray(y, to + strideY + o);
        b1.intoArray(y, to + strideY + o + V);
        c0.intoArray(y, to + 2 * strideY + o);
        c1.intoArray(y, to + 2 * strideY + o + V);
        d0.intoArray(y, to + 3 * strideY + o);
        d1.intoArray(y, to + 3 * strideY + o + V);
        e0.intoArray(y, to + 4 * strideY + o);
        e1.intoArray(y, to + 4 * strideY + o + V);
        f0.intoArray(y, to + 5 * strideY + o);
        f1.intoArray(y, to + 5 * strideY + o + V);
    }

    /** The panels for one row. */
    private void wide(float[] x, int at, int whole, float[] y, int to) {
        for (int o = 0; o < whole; o += WIDTH) {
            FloatVector a = FloatVector.fromArray(FLOATS, bias, o);
            FloatVector b = FloatVector.fromArray(FLOATS, bias, o + V);
            FloatVector c = FloatVector.fromArray(FLOATS, bias, o + 2 * V);
            FloatVector d = FloatVector.fromArray(FLOATS, bias, o + 3 * V);
            int start = o * length;
            for (int i = 0; i < length; i++) {
                FloatVector value = FloatVector.broadcast(FLOATS, x[at + i]);
                int w = start + i * WIDTH;
                a = value.fma(FloatVector.fromArray(FLOATS, weights, w), a);
                b = value.fma(FloatVector.fromArray(FLOATS, weights, w + V), b);
                c = value.fma(FloatVector.fromArray(FLOATS, weights, w + 2 * V), c);
                d = value.fma(FloatVector.fromArray(FLOATS, weights, w + 3 * V), d);
            }
            a.intoArray(y, to + o);
            b.intoArray(y, to + o + V);
            c.intoArray(y, to + o + 2 * V);
            d.intoArray(y, to + o + 3 * V);
        }
    }

    /** One vector of outputs for one row, the inputs in four parts. */
    private void narrow(float[] x, int at, int o, float[] y, int to) {
        FloatVector a = FloatVector.fromArray(FLOATS, bias, o);
        FloatVector b = FloatVector.zero(FLOATS);
        FloatVector c = b;
        FloatVector d = b;
        int start = o * length;
        int i = 0;
        for (; i <= length - 4; i += 4) {
            int w = start + i * V;
            a = FloatVector.broadcast(FLOATS, x[at + i]).fma(FloatVector.fromArray(FLOATS, weights, w), a);
            b = FloatVector.broadcast(FLOATS, x[at + i + 1]).fma(FloatVector.fromArray(FLOATS, weights, w + V), b);
            c = FloatVector.broadcast(FLOATS, x[at + i + 2]).fma(FloatVector.fromArray(FLOATS, weights, w + 2 * V), c);
            d = FloatVector.broadcast(FLOATS, x[at + i + 3]).fma(FloatVector.fromArray(FLOATS, weights, w + 3 * V), d);
        }
        for (; i < length; i++) {
            a = FloatVector.broadcast(FLOATS, x[at + i]).fma(FloatVector.fromArray(FLOATS, weights, start + i * V), a);
        }
        a.add(b).add(c.add(d)).intoArray(y, to + o);
    }
}

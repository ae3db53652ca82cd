package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.V;

import jdk.incubator.vector.FloatVector;

/**
 * Sums of a layer with many outputs: vectors lie along the outputs. The weights stand in panels of {@link #WIDTH} outputs,
 * {@code [panel][input][output of the panel]}; what does not fill a panel stands in panels of one vector.
 *
 * <p>
 * Four rows share each weight that is loaded: one row alone is bound by loading, at about half of the multiply-adds that the
 * processor could do.
 */
record Panels(float[] weights, int from, int length, int padded) implements Sums {

    /** Outputs side by side: as many vectors as one row needs to keep the processor busy. */
    static final int WIDTH = 4 * V;

    /** Rows that share a weight. */
    static final int TOGETHER = 4;

    static Panels of(byte[] weights, int inputs, int outputs, int from, int to) {
        int length = to - from;
        int padded = Lanes.padded(outputs);
        var own = new float[padded * length];
        for (int o = 0; o < outputs; o++) {
            int start = start(o, padded, length);
            int width = width(o, padded);
            for (int i = 0; i < length; i++) {
                own[start + i * width] = weights[o * inputs + from + i];
            }
        }
        return new Panels(own, from, length, padded);
    }

    /** How wide the panel of an output is. */
    static int width(int output, int padded) {
        return output < padded / WIDTH * WIDTH ? WIDTH : V;
    }

    /** Where an output's first weight stands. */
    static int start(int output, int padded, int length) {
        int width = width(output, padded);
        int lane = output % width;
        return (output - lane) * length + lane;
    }

    @Override
    public void run(float[] x, int at, int strideX, int rows, float[] y, int strideY) {
        int whole = padded / WIDTH * WIDTH;
        int fours = rows / TOGETHER * TOGETHER;
        for (int panel = 0; panel < whole; panel += WIDTH) {
            for (int row = 0; row < fours; row += TOGETHER) {
                four(x, at + row * strideX + from, strideX, panel * length, y, row * strideY + panel, strideY);
                four(x, at + row * strideX + from, strideX, panel * length + 2 * V, y, row * strideY + panel + 2 * V,
                        strideY);
            }
            for (int row = fours; row < rows; row++) {
                one(x, at + row * strideX + from, panel * length, y, row * strideY + panel);
            }
        }
        for (int panel = whole; panel < padded; panel += V) {
            for (int row = 0; row < rows; row++) {
                narrow(x, at + row * strideX + from, panel * length, y, row * strideY + panel);
            }
        }
    }

    /** Two vectors of outputs for four rows. */
    private void four(float[] x, int at, int stride, int start, float[] y, int to, int strideY) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
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
        }
        a0.intoArray(y, to);
        a1.intoArray(y, to + V);
        b0.intoArray(y, to + strideY);
        b1.intoArray(y, to + strideY + V);
        c0.intoArray(y, to + 2 * strideY);
        c1.intoArray(y, to + 2 * strideY + V);
        d0.intoArray(y, to + 3 * strideY);
        d1.intoArray(y, to + 3 * strideY + V);
    }

    /** A panel of outputs for one row. */
    private void one(float[] x, int at, int start, float[] y, int to) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int i = 0; i < length; i++) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[at + i]);
            int w = start + i * WIDTH;
            a = value.fma(FloatVector.fromArray(FLOATS, weights, w), a);
            b = value.fma(FloatVector.fromArray(FLOATS, weights, w + V), b);
            c = value.fma(FloatVector.fromArray(FLOATS, weights, w + 2 * V), c);
            d = value.fma(FloatVector.fromArray(FLOATS, weights, w + 3 * V), d);
        }
        a.intoArray(y, to);
        b.intoArray(y, to + V);
        c.intoArray(y, to + 2 * V);
        d.intoArray(y, to + 3 * V);
    }

    /** One vector of outputs for one row, the inputs in four parts. */
    private void narrow(float[] x, int at, int start, float[] y, int to) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
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
        a.add(b).add(c.add(d)).intoArray(y, to);
    }
}

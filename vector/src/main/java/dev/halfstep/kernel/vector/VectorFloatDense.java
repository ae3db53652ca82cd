package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.V;

import dev.halfstep.kernel.array.Kernel;
import dev.halfstep.lower.Dense.FloatDense;
import jdk.incubator.vector.FloatVector;

/**
 * A dense layer in {@code float} with the sums of {@link FloatDense} in the same order, bit for bit: there eight lanes take turns
 * along the inputs; here each of them is a vector that lies along the outputs.
 */
final class VectorFloatDense implements Kernel<float[], float[]> {

    private static final int LANES = 8;

    /** Rows that run at once: their sums should stay in the processor's nearest cache. */
    private static final int BLOCK = 32;

    private final FloatDense layer;
    private final int padded;
    /** {@code [vector of outputs][input][V]}. */
    private final float[] weights;
    private final float[] bias;

    VectorFloatDense(FloatDense layer) {
        this.layer = layer;
        int inputs = layer.inputs();
        padded = Lanes.padded(layer.outputs());
        weights = new float[padded * inputs];
        bias = new float[padded];
        for (int o = 0; o < layer.outputs(); o++) {
            bias[o] = layer.bias()[o];
            for (int i = 0; i < inputs; i++) {
                weights[(o / V * inputs + i) * V + o % V] = layer.weights()[o * inputs + i];
            }
        }
    }

    @Override
    public Runnable bound(float[] in, int rows, float[] out) {
        int outputs = layer.outputs();
        boolean inPlace = padded == outputs;
        float[] y = inPlace ? out : new float[Math.min(rows, BLOCK) * padded];
        return () -> {
            for (int from = 0; from < rows; from += BLOCK) {
                int count = Math.min(BLOCK, rows - from);
                run(in, from, count, y, inPlace ? from * padded : 0);
                for (int row = 0; row < count && !inPlace; row++) {
                    System.arraycopy(y, row * padded, out, (from + row) * outputs, outputs);
                }
            }
        };
    }

    /**
     * Runs rows.
     *
     * @param y for the results, {@code [rows][padded]} from {@code to} on
     */
    private void run(float[] x, int from, int rows, float[] y, int to) {
        int inputs = layer.inputs();
        for (int o = 0; o < padded; o += V) {
            if (inputs >= LANES && inputs < 2 * LANES) {
                few(x, from * inputs, rows, o, y, to + o);
            } else {
                for (int row = 0; row < rows; row++) {
                    many(x, (from + row) * inputs, o, y, to + row * padded + o);
                }
            }
        }
    }

    /** One vector of outputs for several rows, from eight to fifteen inputs: the weights of the first eight stay in registers. */
    private void few(float[] x, int from, int rows, int o, float[] y, int to) {
        int inputs = layer.inputs();
        int w = o * inputs;
        FloatVector a = weights(w);
        FloatVector b = weights(w + V);
        FloatVector c = weights(w + 2 * V);
        FloatVector d = weights(w + 3 * V);
        FloatVector e = weights(w + 4 * V);
        FloatVector f = weights(w + 5 * V);
        FloatVector g = weights(w + 6 * V);
        FloatVector h = weights(w + 7 * V);
        for (int row = 0; row < rows; row++) {
            int at = from + row * inputs;
            FloatVector even = a.mul(x[at]).add(e.mul(x[at + 4])).add(c.mul(x[at + 2]).add(g.mul(x[at + 6])));
            FloatVector odd = b.mul(x[at + 1]).add(f.mul(x[at + 5])).add(d.mul(x[at + 3]).add(h.mul(x[at + 7])));
            // Lanes begin with 0, so that a sum of negative zeros is a positive one.
            FloatVector sum = FloatVector.zero(FLOATS).add(even.add(odd));
            for (int i = LANES; i < inputs; i++) {
                sum = sum.add(product(x, at + i, w + i * V));
            }
            finish(sum, o, y, to + row * padded);
        }
    }

    /** One vector of outputs of one row. */
    private void many(float[] x, int at, int o, float[] y, int to) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        FloatVector e = a;
        FloatVector f = a;
        FloatVector g = a;
        FloatVector h = a;
        int inputs = layer.inputs();
        int whole = inputs - inputs % LANES;
        int from = o * inputs;
        for (int i = at; i < at + whole; i += LANES) {
            a = a.add(product(x, i, from));
            b = b.add(product(x, i + 1, from + V));
            c = c.add(product(x, i + 2, from + 2 * V));
            d = d.add(product(x, i + 3, from + 3 * V));
            e = e.add(product(x, i + 4, from + 4 * V));
            f = f.add(product(x, i + 5, from + 5 * V));
            g = g.add(product(x, i + 6, from + 6 * V));
            h = h.add(product(x, i + 7, from + 7 * V));
            from += LANES * V;
        }
        FloatVector sum = a.add(e).add(c.add(g)).add(b.add(f).add(d.add(h)));
        for (int i = at + whole; i < at + inputs; i++) {
            sum = sum.add(product(x, i, from));
            from += V;
        }
        finish(sum, o, y, to);
    }

    private void finish(FloatVector sum, int o, float[] y, int to) {
        sum.add(FloatVector.fromArray(FLOATS, bias, o)).max(layer.min()).min(layer.max()).intoArray(y, to);
    }

    private FloatVector weights(int from) {
        return FloatVector.fromArray(FLOATS, weights, from);
    }

    private FloatVector product(float[] x, int at, int w) {
        return FloatVector.broadcast(FLOATS, x[at]).mul(weights(w));
    }
}

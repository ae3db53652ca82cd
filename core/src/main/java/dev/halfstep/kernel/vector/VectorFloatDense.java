package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.V;

import dev.halfstep.kernel.FloatDense;
import dev.halfstep.kernel.Kernel;
import jdk.incubator.vector.FloatVector;

/**
 * A dense layer in {@code float} with the sums of {@link FloatDense} in the same order, bit for bit: there eight lanes take turns
 * along the inputs; here each of them is a vector that lies along the outputs.
 */
final class VectorFloatDense implements Kernel<float[], float[]> {

    private static final int LANES = 8;

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
        var room = new float[padded];
        return () -> run(in, rows, out, room);
    }

    private void run(float[] in, int rows, float[] out, float[] room) {
        int outputs = layer.outputs();
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < outputs; o += V) {
                FloatVector sum = sum(in, row * layer.inputs(), o * layer.inputs())
                        .add(FloatVector.fromArray(FLOATS, bias, o)).max(layer.min()).min(layer.max());
                if (o + V <= outputs) {
                    sum.intoArray(out, row * outputs + o);
                } else {
                    sum.intoArray(room, 0);
                    System.arraycopy(room, 0, out, row * outputs + o, outputs - o);
                }
            }
        }
    }

    private FloatVector sum(float[] x, int at, int w) {
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
        int from = w;
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
        return sum;
    }

    private FloatVector product(float[] x, int at, int w) {
        return FloatVector.broadcast(FLOATS, x[at]).mul(FloatVector.fromArray(FLOATS, weights, w));
    }
}

package dev.halfstep.kernel.dense;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Kernel;
import dev.halfstep.lower.Dense.IntegerDense;

/** A dense layer of codes of any types, row by row: for layers that are rare. */
public final class IntegerRows implements Kernel<Object, Object> {

    private final IntegerDense layer;
    /** Codes less their zero point. */
    private final short[] weights;

    /** Reads the weights once; they must stay as they are. */
    public IntegerRows(IntegerDense layer) {
        this.layer = layer;
        weights = new short[layer.weights().length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (short) layer.weight(i);
        }
    }

    @Override
    public Runnable bound(Object in, int rows, Object out) {
        IntegerArray source = IntegerArray.of(layer.type(), in);
        IntegerArray target = IntegerArray.of(layer.type(), out);
        return () -> {
            for (int row = 0; row < rows; row++) {
                run(source, row * layer.inputs(), target, row * layer.outputs());
            }
        };
    }

    private void run(IntegerArray in, int x, IntegerArray out, int to) {
        int inputs = layer.inputs();
        for (int o = 0; o < layer.outputs(); o++) {
            long sum = layer.bias()[o];
            for (int i = 0; i < inputs; i++) {
                sum += weights[o * inputs + i] * (in.get(x + i) - layer.inputZeroPoint());
            }
            out.set(to + o, layer.code(sum, o));
        }
    }
}

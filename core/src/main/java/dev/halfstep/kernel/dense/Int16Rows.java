package dev.halfstep.kernel.dense;

import dev.halfstep.kernel.array.Kernel;
import dev.halfstep.lower.Dense.Int16Dense;

/** A dense layer of int16 codes, row by row. */
public record Int16Rows(Int16Dense layer) implements Kernel<short[], short[]> {

    @Override
    public Runnable bound(short[] in, int rows, short[] out) {
        return () -> {
            for (int row = 0; row < rows; row++) {
                run(in, row * layer.inputs(), out, row * layer.outputs());
            }
        };
    }

    private void run(short[] in, int x, short[] out, int to) {
        byte[] weights = layer.weights();
        int inputs = layer.inputs();
        for (int o = 0; o < layer.outputs(); o++) {
            long sum = layer.bias()[o];
            int w = o * inputs;
            for (int i = 0; i < inputs; i++) {
                sum += weights[w + i] * in[x + i];
            }
            out[to + o] = (short) layer.code(sum, o);
        }
    }
}

package dev.halfstep.kernel.dense;

import dev.halfstep.kernel.array.Kernel;
import dev.halfstep.lower.Dense.HybridDense;
import dev.halfstep.lower.rounding.RowCoding;
import java.util.stream.IntStream;

/** A dense layer of {@code float} data and int8 weights, row by row. */
public final class HybridRows implements Kernel<float[], float[]> {

    private final HybridDense layer;
    private final int[] weightSums;

    /** Reads the weights once; they must stay as they are. */
    public HybridRows(HybridDense layer) {
        this.layer = layer;
        weightSums = IntStream.range(0, layer.outputs()).map(layer::weightSum).toArray();
    }

    @Override
    public Runnable bound(float[] in, int rows, float[] out) {
        var codes = new byte[layer.inputs()];
        return () -> {
            for (int row = 0; row < rows; row++) {
                run(in, row, codes, out);
            }
        };
    }

    private void run(float[] in, int row, byte[] codes, float[] out) {
        int inputs = layer.inputs();
        byte[] weights = layer.weights();
        RowCoding coding = RowCoding.code(layer.asymmetric(), in, row * inputs, inputs, codes);
        for (int o = 0; o < layer.outputs(); o++) {
            int sum = 0;
            for (int i = 0; i < inputs; i++) {
                sum += weights[o * inputs + i] * codes[i];
            }
            sum -= coding.zeroPoint() * weightSums[o];
            float scale = coding.scale() * layer.weightScale(o);
            out[row * layer.outputs() + o] = Math.clamp(layer.bias()[o] + sum * scale, layer.min(), layer.max());
        }
    }
}

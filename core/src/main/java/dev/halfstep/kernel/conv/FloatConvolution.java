package dev.halfstep.kernel.conv;

import dev.halfstep.lower.Convolution;
import java.util.Arrays;

/**
 * A convolution in {@code float}, each sum in the order of TensorFlow Lite's reference kernel.
 *
 * @param weights in the order of {@link Convolution}
 * @param bias {@code [outputs]}
 * @param min the activation's lower bound
 * @param max the activation's upper bound
 * @param sums room for {@code [outputs]}
 */
public record FloatConvolution(Convolution shape, float[] weights, float[] bias, float min, float max, float[] sums) {

    /**
     * The layer bound to its images.
     *
     * @param in {@code [batch][row][column][input]}
     * @param out {@code [batch][row][column][output]}
     */
    public static Convolution.Place bound(FloatConvolution layer, float[] in, float[] out) {
        return new Bound(layer, in, out);
    }

    private record Bound(FloatConvolution layer, float[] in, float[] out) implements Convolution.Place {

        @Override
        public void begin() {
            Arrays.fill(layer.sums, 0);
        }

        @Override
        public void tap(int from, int weight) {
            float[] sums = layer.sums;
            float[] weights = layer.weights;
            int depth = layer.shape.groupInputs();
            int width = layer.shape.groupOutputs();
            if (depth == 1 && width == 1) {
                for (int c = 0; c < sums.length; c++) {
                    sums[c] += in[from + c] * weights[weight + c];
                }
                return;
            }
            int at = weight;
            for (int i = 0; i < layer.shape.inputs(); i += depth) {
                int group = i / depth * width;
                for (int input = from + i; input < from + i + depth; input++) {
                    float value = in[input];
                    for (int o = 0; o < width; o++) {
                        sums[group + o] += value * weights[at + o];
                    }
                    at += width;
                }
            }
        }

        @Override
        public void end(int batch, int to) {
            for (int o = 0; o < layer.sums.length; o++) {
                out[to + o] = Math.clamp(layer.sums[o] + layer.bias[o], layer.min, layer.max);
            }
        }
    }
}

package dev.halfstep.quantize.scale;

import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;

/**
 * Weights as int8 codes, symmetric in -127..127, and biases in units of input scale times weight scale.
 *
 * <p>
 * TensorFlow 2.21 codes weights in three slightly different ways, one for each of its quantizers; each is followed here down to
 * where single and double precision are used, so that scales and codes come out the same. They were found by comparing several
 * thousand of its codes.
 *
 * @param scales one for each channel
 * @param codes as many as there are weights
 */
public record WeightCoding(float[] scales, byte[] codes) {

    private static final int WEIGHT_MAX = 127;
    /** Channels whose weights are all smaller than this are coded as if they reached it. */
    private static final double SMALLEST_MAGNITUDE = 5e-7;
    /** A bias may use half of 32 bits, so that the sum it starts has room. */
    private static final double BIAS_LIMIT = 1L << 30;

    /**
     * Weights by channel: those of channel {@code c} are the elements {@code i} with {@code i / inner % channels == c}.
     *
     * @param values as many as a multiple of {@code inner * channels}
     */
    public record Weights(float[] values, int channels, int inner) {

        /** Weights with a channel for each index of an axis, or with one for all if the axis is below 0. */
        public static Weights of(float[] values, Shape shape, int axis) {
            if (axis < 0) {
                return new Weights(values, 1, values.length);
            }
            int inner = 1;
            for (int a = axis + 1; a < shape.rank(); a++) {
                inner *= shape.extent(a);
            }
            return new Weights(values, shape.extent(axis), inner);
        }

        private interface Element {
            void at(int index);
        }

        private void forEach(int channel, Element element) {
            int block = inner * channels;
            for (int from = channel * inner; from < values.length; from += block) {
                for (int i = from; i < from + inner; i++) {
                    element.at(i);
                }
            }
        }

        float magnitude(int channel) {
            var largest = new float[1];
            forEach(channel, i -> largest[0] = Math.max(largest[0], Math.abs(values[i])));
            return largest[0];
        }
    }

    /**
     * How a channel's weights become codes.
     *
     * @param scale real value of a step
     * @param factor by which weights are multiplied to be codes
     */
    public record Grid(float scale, float factor) {}

    /** Chooses the grid of a channel from its largest weight and the largest bias, in units of the input's scale. */
    @FunctionalInterface
    public interface Fit {
        Grid grid(float magnitude, float bias);
    }

    /** For int8 layers. */
    public static final Fit INT8 = (magnitude, bias) -> {
        float scale = (float) Math.max(magnitude, SMALLEST_MAGNITUDE) / WEIGHT_MAX;
        if (bias / BIAS_LIMIT > scale) {
            scale = (float) (bias / BIAS_LIMIT);
        }
        return new Grid(scale, (float) (1.0 / scale));
    };

    /** For int16 layers. */
    public static final Fit INT16X8 = (magnitude, bias) -> {
        float grown = bias >= 0.5 * (magnitude / WEIGHT_MAX) * Integer.MAX_VALUE
                ? (float) (2.0 * bias / Integer.MAX_VALUE * WEIGHT_MAX)
                : magnitude;
        return grown < Float.MIN_NORMAL * WEIGHT_MAX ? new Grid(1, 0)
                : new Grid(grown / WEIGHT_MAX, WEIGHT_MAX / grown);
    };

    /**
     * Weights of int8 or int16 layers.
     *
     * @param inputScales scales of the inputs of the layers that use these weights
     * @param biases for each of those layers its bias, or none; where one would not fit, its channel's scale grows
     */
    public static WeightCoding of(Weights weights, Fit fit, float[] inputScales, float[][] biases) {
        float[] largest = largestBiases(weights.channels, inputScales, biases);
        var scales = new float[weights.channels];
        var codes = new byte[weights.values.length];
        for (int c = 0; c < scales.length; c++) {
            Grid grid = fit.grid(weights.magnitude(c), largest[c]);
            scales[c] = grid.scale;
            weights.forEach(c, i -> codes[i] = saturate(Quantization.roundHalfAway(weights.values[i] * grid.factor)));
        }
        return new WeightCoding(scales, codes);
    }

    /** For dynamic-range layers, whose biases stay in float. */
    public static WeightCoding dynamicRange(Weights weights) {
        var scales = new float[weights.channels];
        var codes = new byte[weights.values.length];
        for (int c = 0; c < scales.length; c++) {
            double magnitude = Math.max(weights.magnitude(c), SMALLEST_MAGNITUDE);
            double scale = 2 * magnitude / (2 * WEIGHT_MAX);
            weights.forEach(c, i -> codes[i] = saturate(Quantization.roundHalfAway(weights.values[i] / scale)));
            scales[c] = (float) scale;
        }
        return new WeightCoding(scales, codes);
    }

    /**
     * The integers of a bias.
     *
     * @param scales one for each output, or one for all
     */
    public static long[] bias(float[] bias, float[] scales) {
        var codes = new long[bias.length];
        for (int o = 0; o < bias.length; o++) {
            float inverse = (float) (1.0 / scales[scales.length == 1 ? 0 : o]);
            codes[o] = Math.clamp(Quantization.roundHalfAway(bias[o] * inverse), -Integer.MAX_VALUE, Integer.MAX_VALUE);
        }
        return codes;
    }

    /** For each channel the largest bias magnitude, in units of the input scale. */
    public static float[] largestBiases(int channels, float[] inputScales, float[][] biases) {
        var largest = new float[channels];
        for (int layer = 0; layer < biases.length; layer++) {
            for (int o = 0; o < biases[layer].length; o++) {
                int c = channels == 1 ? 0 : o;
                largest[c] = Math.max(largest[c], Math.abs(biases[layer][o]) / inputScales[layer]);
            }
        }
        return largest;
    }

    private static byte saturate(long code) {
        return (byte) Math.clamp(code, -WEIGHT_MAX, WEIGHT_MAX);
    }
}

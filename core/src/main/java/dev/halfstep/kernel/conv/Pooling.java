package dev.halfstep.kernel.conv;

import dev.halfstep.lower.Convolution;
import java.util.Arrays;

/**
 * The average or the largest of the values in a sliding window, each channel by itself. Places outside of the image do not count.
 *
 * <p>
 * The average of codes is rounded to nearest, halves away from zero, as in TensorFlow Lite's reference kernels.
 *
 * @param shape with as many groups and outputs as inputs
 * @param average the average, not the largest
 */
public record Pooling(Convolution shape, boolean average) {

    /**
     * The layer bound to its images.
     *
     * @param in {@code [batch][row][column][channel]}
     * @param values room for {@code [channels]}
     * @param out {@code [batch][row][column][channel]}
     */
    public static Convolution.Place bound(Pooling layer, float[] in, float[] values, float min, float max,
            float[] out) {
        return new Floats(layer.average, in, values, min, max, out);
    }

    /**
     * The layer bound to its images of codes.
     *
     * @param in {@code [batch][row][column][channel]}
     * @param values room for {@code [channels]}
     * @param min the smallest code that the activation lets through
     * @param max the largest one
     * @param taker is handed the codes of each position
     */
    public static Convolution.Place bound(Pooling layer, short[] in, int[] values, int min, int max,
            IntegerConvolution.Sums32 taker) {
        return new Codes(layer.average, in, values, min, max, taker);
    }

    private static final class Floats implements Convolution.Place {

        private final boolean average;
        private final float[] in;
        private final float[] values;
        private final float min;
        private final float max;
        private final float[] out;
        private int count;

        Floats(boolean average, float[] in, float[] values, float min, float max, float[] out) {
            this.average = average;
            this.in = in;
            this.values = values;
            this.min = min;
            this.max = max;
            this.out = out;
        }

        @Override
        public void begin() {
            Arrays.fill(values, average ? 0 : -Float.MAX_VALUE);
            count = 0;
        }

        @Override
        public void tap(int from, int weights) {
            if (average) {
                for (int c = 0; c < values.length; c++) {
                    values[c] += in[from + c];
                }
            } else {
                for (int c = 0; c < values.length; c++) {
                    values[c] = Math.max(values[c], in[from + c]);
                }
            }
            count++;
        }

        @Override
        public void end(int batch, int to) {
            for (int c = 0; c < values.length; c++) {
                out[to + c] = Math.clamp(average ? values[c] / count : values[c], min, max);
            }
        }
    }

    private static final class Codes implements Convolution.Place {

        private final boolean average;
        private final short[] in;
        private final int[] values;
        private final int min;
        private final int max;
        private final IntegerConvolution.Sums32 taker;
        private int count;

        Codes(boolean average, short[] in, int[] values, int min, int max, IntegerConvolution.Sums32 taker) {
            this.average = average;
            this.in = in;
            this.values = values;
            this.min = min;
            this.max = max;
            this.taker = taker;
        }

        @Override
        public void begin() {
            Arrays.fill(values, average ? 0 : Integer.MIN_VALUE);
            count = 0;
        }

        @Override
        public void tap(int from, int weights) {
            if (average) {
                for (int c = 0; c < values.length; c++) {
                    values[c] += in[from + c];
                }
            } else {
                for (int c = 0; c < values.length; c++) {
                    values[c] = Math.max(values[c], in[from + c]);
                }
            }
            count++;
        }

        @Override
        public void end(int batch, int to) {
            for (int c = 0; c < values.length; c++) {
                int value = values[c];
                if (average) {
                    value = (value > 0 ? value + count / 2 : value - count / 2) / count;
                }
                values[c] = Math.clamp(value, min, max);
            }
            taker.take(batch, values, to);
        }
    }
}

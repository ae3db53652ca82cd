package dev.halfstep.kernel.conv;

import dev.halfstep.lower.Convolution;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The sums of a convolution of integers. What becomes of them is up to the caller.
 *
 * <p>
 * A 32-bit sum of {@code n} products of 8-bit codes less their zero points stays in range for {@code n} up to 33,000; beyond
 * that it wraps, as the reference kernel does. 64-bit sums do not come to an end.
 *
 * @param weights codes less their zero point, in the order of {@link Convolution}
 */
public record IntegerConvolution(Convolution shape, short[] weights) {

    /** Takes the 32-bit sums of one position. */
    @FunctionalInterface
    public interface Sums32 {
        void take(int batch, int[] sums, int out);

        /** Stores them as they are. */
        static Sums32 bytes(byte[] out) {
            return (batch, sums, at) -> {
                for (int o = 0; o < sums.length; o++) {
                    out[at + o] = (byte) sums[o];
                }
            };
        }

        /** Stores them as they are. */
        static Sums32 shorts(short[] out) {
            return (batch, sums, at) -> {
                for (int o = 0; o < sums.length; o++) {
                    out[at + o] = (short) sums[o];
                }
            };
        }
    }

    /** Takes the 64-bit sums of one position. */
    @FunctionalInterface
    public interface Sums64 {
        void take(int batch, long[] sums, int out);
    }

    /** A layer with all that it needs made ready, for any number of images. It has no state; what it is bound to has. */
    @FunctionalInterface
    public interface Binder {

        /**
         * The layer bound to its images.
         *
         * @param in codes less their zero point, {@code [batch][row][column][input]}
         * @param taker is handed the sums of each position
         * @return gives, before each run, what happens at each position
         */
        Supplier<Convolution.Place> bound(short[] in, Sums32 taker);
    }

    /** Codes less their zero point. */
    public static void centre(byte[] codes, boolean unsigned, int zeroPoint, short[] to) {
        int mask = unsigned ? 0xff : -1;
        for (int i = 0; i < codes.length; i++) {
            to[i] = (short) ((codes[i] & mask) - zeroPoint);
        }
    }

    /**
     * The layer bound to its images, with 32-bit sums.
     *
     * @param in codes less their zero point, {@code [batch][row][column][input]}
     * @param sums room for {@code [outputs]}
     * @param taker is handed the sums at the index of the first output that they are for
     */
    public static Convolution.Place bound(IntegerConvolution layer, short[] in, int[] sums, Sums32 taker) {
        return new Bound32(layer, in, sums, taker);
    }

    /** The same with 64-bit sums. */
    public static Convolution.Place bound(IntegerConvolution layer, short[] in, long[] sums, Sums64 taker) {
        return new Bound64(layer, in, sums, taker);
    }

    private record Bound32(IntegerConvolution layer, short[] in, int[] sums, Sums32 taker)
            implements
                Convolution.Place {

        @Override
        public void begin() {
            Arrays.fill(sums, 0);
        }

        @Override
        public void tap(int from, int weight) {
            short[] weights = layer.weights;
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
                    int value = in[input];
                    for (int o = 0; o < width; o++) {
                        sums[group + o] += value * weights[at + o];
                    }
                    at += width;
                }
            }
        }

        @Override
        public void end(int batch, int out) {
            taker.take(batch, sums, out);
        }
    }

    private record Bound64(IntegerConvolution layer, short[] in, long[] sums, Sums64 taker)
            implements
                Convolution.Place {

        @Override
        public void begin() {
            Arrays.fill(sums, 0);
        }

        @Override
        public void tap(int from, int weight) {
            short[] weights = layer.weights;
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
                    int value = in[input];
                    for (int o = 0; o < width; o++) {
                        sums[group + o] += value * weights[at + o];
                    }
                    at += width;
                }
            }
        }

        @Override
        public void end(int batch, int out) {
            taker.take(batch, sums, out);
        }
    }
}

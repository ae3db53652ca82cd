package dev.halfstep.kernel;

import java.util.function.Supplier;

/**
 * A convolution of integers whose sums become 8-bit codes.
 *
 * @param largest the largest magnitude of the codes that go in, less their zero point
 * @param bias {@code [outputs]}
 */
public record CodeConvolution(IntegerConvolution layer, int largest, int[] bias, Requantizer requantizer) {

    /** A layer with all that it needs made ready, for any number of images. It has no state; what it is bound to has. */
    @FunctionalInterface
    public interface Binder {

        /**
         * The layer bound to its images.
         *
         * @param in codes less their zero point, {@code [batch][row][column][input]}
         * @param out codes {@code [batch][row][column][output]}
         * @return gives, before each run, what happens at each position
         */
        Supplier<Convolution.Place> bound(short[] in, byte[] out);
    }

    /**
     * The layer by a kernel that gives sums.
     *
     * @param sums of {@link #layer}
     */
    public Binder by(IntegerConvolution.Binder sums) {
        return (in, out) -> sums.bound(in, taker(bias, requantizer, out));
    }

    /** Makes codes of sums one by one. */
    public static IntegerConvolution.Sums32 taker(int[] bias, Requantizer requantizer, byte[] out) {
        return (batch, sums, at) -> {
            for (int o = 0; o < sums.length; o++) {
                out[at + o] = (byte) requantizer.code(sums[o] + bias[o], o);
            }
        };
    }
}

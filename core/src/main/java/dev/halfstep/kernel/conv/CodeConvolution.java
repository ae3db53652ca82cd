package dev.halfstep.kernel.conv;

import dev.halfstep.lower.Convolution;
import dev.halfstep.lower.Requantizer;
import java.util.function.Supplier;

/**
 * A convolution from 8-bit codes to 8-bit codes.
 *
 * @param unsigned whether the codes that go in are
 * @param zeroPoint theirs
 * @param bias {@code [outputs]}
 */
public record CodeConvolution(IntegerConvolution layer, boolean unsigned, int zeroPoint, int[] bias,
        Requantizer requantizer) {

    /** The largest magnitude of an 8-bit code less its zero point. */
    public static final int LARGEST = 255;

    /** A layer with all that it needs made ready, for any number of images. It has no state; what it is bound to has. */
    @FunctionalInterface
    public interface Binder {

        /**
         * The layer bound to its images.
         *
         * @param in codes {@code [batch][row][column][input]}
         * @param out codes {@code [batch][row][column][output]}
         * @return gives, before each run, what happens at each position
         */
        Supplier<Convolution.Place> bound(byte[] in, byte[] out);
    }

    /**
     * The layer by a kernel that gives sums.
     *
     * @param sums of {@link #layer}
     */
    public Binder by(IntegerConvolution.Binder sums) {
        return (in, out) -> {
            var centred = new short[in.length];
            Supplier<Convolution.Place> place = sums.bound(centred, taker(bias, requantizer, out));
            return () -> {
                IntegerConvolution.centre(in, unsigned, zeroPoint, centred);
                return place.get();
            };
        };
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

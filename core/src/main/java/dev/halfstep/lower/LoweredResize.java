package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.tensor.DType;

/**
 * Images of other extents, {@code [batch][row][column][channel]}: each element lies between four of the input's, and is the nearer to
 * one of them the nearer it lies.
 */
public sealed interface LoweredResize extends Lowered {

    @Override
    default Rounding rounding() {
        return switch (this) {
            case Reals reals -> Rounding.SINGLE_PRECISION;
            case UnsignedCodes unsignedCodes -> Rounding.SINGLE_PRECISION;
            case SignedCodes signedCodes -> Rounding.QUOTIENT;
        };
    }

    Images images();

    /**
     * What does not change.
     *
     * @param batches how many images there are
     * @param rows of an image that goes in
     * @param columns of an image that goes in
     * @param channels of all images
     */
    record Images(int batches, int rows, int columns, int channels) {}

    /**
     * Where each index of the output lies on an axis of the input.
     *
     * @param lower the index before that
     * @param upper the index behind it
     * @param beyond how far it lies behind the lower one, as a part of 1
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
    record RealAxis(int[] lower, int[] upper, float[] beyond) {}

    /**
     * The same in integers.
     *
     * @param beyond in 1024ths
     */
    @SuppressWarnings("ArrayRecordComponent")
    record FixedAxis(int[] lower, int[] upper, int[] beyond) {

        public static final int BITS = 10;
        public static final int ONE = 1 << BITS;
    }

    /** In {@code float}. */
    record Reals(Images images, RealAxis rows, RealAxis columns) implements LoweredResize {

        /**
         * What lies between four values.
         *
         * @param down how far it lies behind the upper row
         * @param right how far it lies behind the left column
         */
        public static float between(float upperLeft, float lowerLeft, float upperRight, float lowerRight, float down,
                float right) {
            return upperLeft * (1 - down) * (1 - right) + lowerLeft * down * (1 - right)
                    + upperRight * (1 - down) * right + lowerRight * down * right;
        }
    }

    /** Of uint8 codes, in {@code float}; halves go up. */
    record UnsignedCodes(Images images, RealAxis rows, RealAxis columns) implements LoweredResize {

        /** See {@link Reals#between}. */
        public static int between(int upperLeft, int lowerLeft, int upperRight, int lowerRight, float down,
                float right) {
            return (int) (Reals.between(upperLeft, lowerLeft, upperRight, lowerRight, down, right) + 0.5f);
        }
    }

    /**
     * Of int8 or int16 codes, in integers; halves go away from zero.
     *
     * @param type of all codes
     */
    record SignedCodes(DType type, Images images, FixedAxis rows, FixedAxis columns) implements LoweredResize {

        private static final int BITS = 2 * FixedAxis.BITS;

        /** See {@link Reals#between}; distances in 1024ths. */
        public static long between(long upperLeft, long lowerLeft, long upperRight, long lowerRight, int down,
                int right) {
            int up = FixedAxis.ONE - down;
            int left = FixedAxis.ONE - right;
            long sum = upperLeft * up * left + lowerLeft * down * left + upperRight * up * right
                    + lowerRight * down * right;
            long half = 1L << (BITS - 1);
            return (sum > 0 ? sum + half : sum - half) / (1L << BITS);
        }
    }
}

package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rounding;
import java.util.Optional;

/**
 * A product of matrices: each sum adds products along the depth. Records hold the right factor in the order of its file where it is
 * known before a run; without elements where it is not.
 */
public sealed interface LoweredProduct extends Lowered {

    @Override
    default Rounding rounding() {
        return switch (this) {
            case FloatProduct floatProduct -> Rounding.SINGLE_PRECISION;
            case HybridProduct hybridProduct -> Rounding.SINGLE_PRECISION;
            case SumProduct sumProduct -> Rounding.NONE;
            case CodeProduct codeProduct -> Rounding.FIXED_POINT;
            case WideProduct wideProduct -> Rounding.FIXED_POINT_64;
        };
    }

    /** The extents of the factors. */
    ProductShape shape();

    /** Which operand holds the right factor, where it is not known before a run. */
    Optional<Computed> computed();

    /** In {@code float}. */
    record FloatProduct(ProductShape shape, float[] right, Optional<Computed> computed) implements LoweredProduct {}

    /**
     * With {@code float} data on the left and int8 codes on the right: each row is coded on the fly with a scale of its own.
     *
     * @param rightScales one, or {@code [columns]}
     * @param asymmetric whether rows are coded with a zero point
     */
    record HybridProduct(ProductShape shape, byte[] right, float[] rightScales, boolean asymmetric,
            Optional<Computed> computed) implements LoweredProduct {

        /**
         * The result of a sum.
         *
         * @param scale that of the row's codes
         */
        public float value(int sum, float scale, int column) {
            return sum * (scale * rightScales[rightScales.length == 1 ? 0 : column]);
        }
    }

    /** Of int8 codes as they are, whatever they stand for: the results are 32-bit sums, which wrap where they overflow. */
    record SumProduct(ProductShape shape, byte[] right, Optional<Computed> computed) implements LoweredProduct {}

    /**
     * From int8 codes to int8 codes with 32-bit sums, which wrap where they overflow.
     *
     * @param leftZeroPoint code of the real 0 in the left factor
     * @param rightZeroPoint the same in the right one
     * @param requantizer with one multiplier
     */
    record CodeProduct(ProductShape shape, byte[] right, int leftZeroPoint, int rightZeroPoint, Requantizer requantizer,
            Optional<Computed> computed) implements LoweredProduct {

        /** The code of a sum. */
        public int code(int sum) {
            return requantizer.code(sum, 0);
        }
    }

    /**
     * From int16 codes to int16 codes with 64-bit sums.
     *
     * @param requantizer with one multiplier
     */
    record WideProduct(ProductShape shape, short[] right, Requantizer requantizer, Optional<Computed> computed)
            implements
                LoweredProduct {

        /** The code of a sum. */
        public int code(long sum) {
            return requantizer.code(sum, 0);
        }
    }

    /**
     * The extents of a product of batches of matrices, {@code [rows, depth]} times {@code [depth, columns]}. Three axes of batches are
     * enough for tensors of up to five axes; a stride of 0 uses the same matrix for each index of an axis.
     *
     * @param extents of the three axes of batches
     * @param left how many elements of the left factor lie between neighbours on each of them
     * @param right the same for the right factor
     * @param transposedLeft whether the left factor is stored as {@code [depth][rows]}
     * @param transposedRight whether the right factor is stored as {@code [columns][depth]}
     */
    record ProductShape(int[] extents, int[] left, int[] right, int rows, int depth, int columns,
            boolean transposedLeft, boolean transposedRight) {}
}

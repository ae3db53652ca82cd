package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedMath;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.tensor.DType;

/** What runs along rows: softmax, its logarithm, normalization, running sums. */
public sealed interface LoweredRows extends Lowered {

    @Override
    default Rounding rounding() {
        return switch (this) {
            case Reals reals -> Rounding.SINGLE_PRECISION;
            case SoftmaxCodes softmaxCodes -> Rounding.FIXED_POINT;
            case LogSoftmaxCodes logSoftmaxCodes -> Rounding.FIXED_POINT;
            case Int16Softmax int16Softmax -> Rounding.TABLE;
            case NormalizedCodes normalizedCodes -> Rounding.FIXED_POINT;
            case Top top -> Rounding.NONE;
            case RunningSum runningSum ->
                runningSum.type() == DType.FLOAT32 ? Rounding.SINGLE_PRECISION : Rounding.NONE;
        };
    }

    /** How many rows there are. */
    int rows();

    /** How many numbers there are in a row. */
    int depth();

    /** What becomes of a row of real values. */
    enum Function {
        /** {@code exp(beta x)}, divided by the sum of these in the row. */
        SOFTMAX,
        /** {@code x} minus the logarithm of the sum of {@code exp(x)} in the row. */
        LOG_SOFTMAX,
        /** {@code x}, divided by the Euclidean length of the row. */
        L2_NORMALIZATION
    }

    /**
     * Rows of real values, each operation in single precision.
     *
     * @param beta a factor that belongs to the softmax
     */
    record Reals(Function function, float beta, int rows, int depth) implements LoweredRows {}

    /**
     * Exponentials of differences between 8-bit codes and the largest code of their row, in fixed point.
     *
     * @param rescaling from differences of codes to Q5, to the left
     * @param smallestDifference differences below it count for nothing
     */
    record Exponentials(Multiplier rescaling, int smallestDifference) {

        private static final int FRACTION_BITS_Q5 = 26;
        /** Bits before the point of a sum of exponentials, 19 of 31 are behind it. */
        static final int SUM_BITS = 12;

        /**
         * For codes of a scale.
         *
         * @param scale of the codes, times what they are multiplied with; above 2^-26
         */
        public static Exponentials of(double scale) {
            Multiplier rescaling = Multiplier.of(Math.min(Math.scalb(scale, FRACTION_BITS_Q5), Integer.MAX_VALUE));
            // What would be at the end of Q5.
            return new Exponentials(rescaling,
                    -(int) Math.floor(Math.scalb(31.0, FRACTION_BITS_Q5 - rescaling.shift())));
        }

        /** A difference in Q5. */
        int fine(int difference) {
            return FixedPoint.multiply(difference, rescaling);
        }

        /** {@code exp(difference)} in fractions of 2^31. */
        public int exponential(int difference) {
            return FixedMath.exp(fine(difference));
        }

        /** What a difference contributes to the sum of exponentials of its row, in Q12. */
        public int summand(int difference) {
            return difference < smallestDifference ? 0 : FixedPoint.shiftRight(exponential(difference), SUM_BITS);
        }
    }

    /**
     * Softmax of 8-bit codes in fixed point: differences from the largest code of a row in Q5, exponentials in fractions of 2^31, their
     * sum in Q12. Differences so far down that nothing is left of them give the smallest code.
     *
     * @param from the type of the codes that go in, of 8 bits
     * @param to the type of those that come out, which share 1 among all their codes
     * @param rows how many rows there are
     * @param depth how many numbers of a row sum up to 1
     */
    record SoftmaxCodes(DType from, DType to, Exponentials exponentials, int rows, int depth)
            implements
                LoweredRows {

        /** One divided by the sum of a row's exponentials; with {@link #shift}. */
        public int reciprocal(int sum) {
            // The sum is 2^(12 - zeros) times a number in [1, 2).
            return FixedMath.reciprocal((sum << Integer.numberOfLeadingZeros(sum)) & Integer.MAX_VALUE);
        }

        /** How far a product with the reciprocal is shifted to the right. */
        public int shift(int sum) {
            return Exponentials.SUM_BITS - Integer.numberOfLeadingZeros(sum) + 31 - to.bytes() * Byte.SIZE;
        }

        /**
         * The code of an element.
         *
         * @param difference from the largest code of the row to the element's
         */
        public int code(int difference, int reciprocal, int shift) {
            if (difference < exponentials.smallestDifference()) {
                return (int) to.min();
            }
            int share =
                    FixedPoint.shiftRight(FixedPoint.highHalf(reciprocal, exponentials.exponential(difference)), shift);
            return (int) to.saturate(share + to.min());
        }
    }

    /**
     * The logarithm of a softmax of 8-bit codes in fixed point. Outputs have the scale 1/16, and their largest code stands for 0.
     *
     * @param type of the codes that go in and come out
     * @param inverse from Q5 to differences of codes
     * @param rows how many rows there are
     * @param depth how many numbers there are in a row
     */
    record LogSoftmaxCodes(DType type, Exponentials exponentials, Multiplier inverse, int rows, int depth)
            implements
                LoweredRows {

        /** From Q5 to sixteenths. */
        private static final int OUTPUT_SHIFT = 22;

        /**
         * For codes of a scale.
         *
         * @param scale of the codes that go in, above 2^-26
         */
        public static LogSoftmaxCodes of(DType type, double scale, int rows, int depth) {
            var exponentials = Exponentials.of(scale);
            Multiplier rescaling = exponentials.rescaling();
            return new LogSoftmaxCodes(type, exponentials,
                    Multiplier.of(Math.scalb(1.0, 31 - rescaling.shift()) / rescaling.multiplier()), rows, depth);
        }

        /** The logarithm of the sum of a row's exponentials, in Q5. */
        public int logarithm(int sum) {
            return FixedMath.logarithm(sum);
        }

        /** Differences up to here give the smallest code: less the logarithm, they would not fit. */
        public int limit(int logarithm) {
            return Math.max(exponentials.smallestDifference() - 1,
                    FixedPoint.multiply(logarithm + Integer.MIN_VALUE, inverse));
        }

        /**
         * The code of an element.
         *
         * @param difference from the largest code of the row to the element's
         */
        public int code(int difference, int logarithm, int limit) {
            if (difference <= limit) {
                return (int) type.min();
            }
            int fine = exponentials.fine(difference) - logarithm;
            return (int) type.saturate(FixedPoint.shiftRight(fine, OUTPUT_SHIFT) + type.max());
        }
    }

    /**
     * Softmax of int16 codes, with tables for {@code exp(x)} in [-10, 0] and {@code 1/(1 + x)} in [0, 1]. Outputs have the scale
     * 1/32,768.
     *
     * @param rescaling from differences of codes to 65,535ths of 10
     * @param rows how many rows there are
     * @param depth how many numbers of a row sum up to 1
     */
    record Int16Softmax(Multiplier rescaling, int rows, int depth) implements LoweredRows {

        private static final double RANGE = 10;
        private static final int CODES = 65_535;
        /** From -1 to 1 in 65,535 steps. */
        private static final double OUTPUT_RANGE = 2;
        private static final short[] EXP =
                InterpolatedTable.ofDoubles(RANGE / CODES * -CODES, 0, OUTPUT_RANGE, Math::exp);
        private static final short[] RECIPROCAL =
                InterpolatedTable.ofDoubles(0, 1.0 / CODES * CODES, OUTPUT_RANGE, x -> 1 / (1 + x));

        /** An entry of the table of {@code exp(x)}, from 0 to 512. */
        public static short exponentialEntry(int index) {
            return EXP[index];
        }

        /** An entry of the table of {@code 1/(1 + x)}, from 0 to 512. */
        public static short reciprocalEntry(int index) {
            return RECIPROCAL[index];
        }

        /** The factor from differences of codes to 65,535ths of 10, for a scale of the input. */
        public static double factor(float scaleTimesBeta) {
            return scaleTimesBeta / (RANGE / CODES);
        }

        /**
         * {@code exp(difference)}, 2^15 at most, so that up to 65,535 of them fit into a sum.
         *
         * @param difference from the largest code of the row to the element's
         */
        public short exponential(int difference) {
            return InterpolatedTable.at(EXP, saturated(FixedPoint.multiply(difference, rescaling) + Short.MAX_VALUE));
        }

        /** One divided by the sum of a row's exponentials; with {@link #shift}. */
        public int reciprocal(int sum) {
            // The sum is 2^(16 - zeros) times a number in [1, 2), of which 16 bits behind the point are kept.
            int zeros = Integer.numberOfLeadingZeros(sum);
            int kept = (int) ((((long) sum << (zeros - 1)) + (1 << 13)) >> 14);
            return InterpolatedTable.at(RECIPROCAL, saturated(kept - (1 << 15) - (1 << 16)));
        }

        /** How far a product with the reciprocal is shifted to the right. */
        public int shift(int sum) {
            return 31 - Integer.numberOfLeadingZeros(sum);
        }

        /** The code of an element. */
        public short code(short exponential, int reciprocal, int shift) {
            long half = 1L << (shift - 1);
            return (short) Math.clamp((exponential * (long) reciprocal + half) >> shift, 0, Short.MAX_VALUE);
        }

        private static int saturated(int code) {
            return Math.clamp(code, Short.MIN_VALUE, Short.MAX_VALUE);
        }
    }

    /**
     * Rows of 8-bit codes divided by their Euclidean length. Output codes have the scale 1/128; those with a sign are shifted to it
     * together with the division, those without before it, which rounds otherwise.
     *
     * @param type of the codes that go in and come out
     * @param inputZero code of the real 0 in the input
     * @param outputZero code of the real 0 in the output
     * @param rows how many rows there are
     * @param depth how many numbers there are in a row
     */
    record NormalizedCodes(DType type, int inputZero, int outputZero, int rows, int depth) implements LoweredRows {

        private static final int OUTPUT_BITS = 7;

        /** One divided by the length of a row, from the sum of squares of its codes less their zero point; with {@link #shift}. */
        public int multiplier(int squares) {
            return squares <= 1 ? Integer.MAX_VALUE
                    : FixedMath.inverseRoot(squares) << Math.max(0, -FixedMath.inverseRootShift(squares));
        }

        /** How far a product with the multiplier is shifted to the right. */
        public int shift(int squares) {
            return squares <= 1 ? 0 : Math.max(0, FixedMath.inverseRootShift(squares));
        }

        /**
         * The code of an element.
         *
         * @param difference its code less the zero point
         */
        public int code(int difference, int multiplier, int shift) {
            int scaled = type == DType.INT8 ? FixedPoint.multiply(difference, multiplier, OUTPUT_BITS - shift)
                    : FixedPoint.multiply(difference << OUTPUT_BITS, multiplier, -shift);
            return (int) type.saturate(scaled + outputZero);
        }
    }

    /**
     * Sums along an axis of everything up to each element, in single precision or in integers that wrap.
     *
     * @param type of the numbers that go in and come out
     * @param outer how many elements the axes before it have together
     * @param depth how many it has itself
     * @param inner how many the axes behind it have together
     * @param exclusive whether an element itself is left out of its sum
     * @param reverse whether sums run from the end of the axis
     */
    record RunningSum(DType type, int outer, int depth, int inner, boolean exclusive, boolean reverse)
            implements
                LoweredRows {

        @Override
        public int rows() {
            return outer * inner;
        }

        /**
         * Where in the array an element is.
         *
         * @param row of all that run along the axis
         * @param before how many elements of the row are summed up before it
         */
        public int index(int row, int before) {
            int along = reverse ? depth - 1 - before : before;
            return (row / inner * depth + along) * inner + row % inner;
        }
    }

    /**
     * The largest elements of each row, from the first on, and their indices; of equal ones the first goes first. What is not a number
     * goes last.
     *
     * @param type of what goes in, and of the first output
     * @param indexType of the second output
     * @param count how many
     */
    record Top(DType type, DType indexType, int count, int rows, int depth) implements LoweredRows {}
}

package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.tensor.DType;
import java.util.Arrays;

/** One number from all elements along some axes. */
public sealed interface LoweredReduction extends Lowered {

    @Override
    default Rounding rounding() {
        return switch (this) {
            case Reals reals ->
                reals.fold() == Fold.SUM || reals.fold() == Fold.PRODUCT ? Rounding.SINGLE_PRECISION : Rounding.NONE;
            case Integers integers -> integers.divisor() == 1 ? Rounding.NONE : Rounding.TRUNCATION;
            case CodeSums codeSums -> Rounding.FIXED_POINT;
            case CodeProducts codeProducts -> Rounding.FIXED_POINT_64;
            case ExtremeIndex extremeIndex -> Rounding.NONE;
        };
    }

    /** Which elements make which result. */
    Reduction reduction();

    /** What is made of the elements. */
    enum Fold {
        SUM,
        PRODUCT,
        LARGEST,
        SMALLEST;

        /** What a result of real values is before there is an element. */
        public float start() {
            return switch (this) {
                case SUM -> 0;
                case PRODUCT -> 1;
                case LARGEST -> -Float.MAX_VALUE;
                case SMALLEST -> Float.MAX_VALUE;
            };
        }

        /** What a result of integers is before there is an element. */
        public long start(DType type) {
            return switch (this) {
                case SUM -> 0;
                case PRODUCT -> 1;
                case LARGEST -> type.min();
                case SMALLEST -> type.max();
            };
        }
    }

    /**
     * Real values, folded in single precision in the order of the elements.
     *
     * @param divisor what each result is divided by at the end
     */
    record Reals(Fold fold, Reduction reduction, float divisor) implements LoweredReduction {}

    /**
     * Integers, folded in 64 bits that wrap, and then as the type wraps.
     *
     * @param type of what goes in and comes out
     * @param divisor what each result is divided by at the end, with its fraction cut off
     */
    record Integers(Fold fold, Reduction reduction, DType type, long divisor) implements LoweredReduction {

        /** From all elements of a result to the result. */
        public long result(long folded) {
            return folded / divisor;
        }
    }

    /**
     * Sums of codes, or means: the zero points are taken off a sum, and the rest is multiplied in fixed point. For a mean the
     * multiplier is that of a sum divided by the number of elements, with what is left over cut off.
     *
     * @param type of the codes that go in and come out
     * @param multiplier and {@code shift}: from the input's scale to the output's
     * @param zeros the zero points of all elements of a result together
     * @param outputZero code of the real 0 in the output
     */
    record CodeSums(Reduction reduction, DType type, int multiplier, int shift, long zeros, long outputZero)
            implements
                LoweredReduction {

        /** The code of a sum of codes. */
        public long code(long sum) {
            return type.saturate(FixedPoint.multiply((int) (sum - zeros), multiplier, shift) + outputZero);
        }
    }

    /**
     * Products of codes. After each factor, and once more at the end, the reference kernel multiplies by
     * {@code inputScale / outputScale^(1/n)} as {@code factor / 2^shift}, and rounds halves upwards.
     *
     * @param type of the codes that go in and come out
     * @param factor of 16 bits
     * @param inputZero code of the real 0 in the input
     * @param outputZero code of the real 0 in the output
     */
    record CodeProducts(Reduction reduction, DType type, int factor, int shift, long inputZero, long outputZero)
            implements
                LoweredReduction {

        /** The first factor, which is not rescaled yet. */
        public int first(long code) {
            return (int) (code - inputZero);
        }

        /** A product with one more factor. */
        public int times(int product, long code) {
            return scaled(product * (code - inputZero));
        }

        /** The code of the product of all factors. */
        public long code(int product) {
            return type.saturate(scaled(product) + outputZero);
        }

        private int scaled(long product) {
            return (int) ((product * factor + (1L << (shift - 1))) >> shift);
        }
    }

    /**
     * Where along an axis the largest element is, or the smallest: the first of equal ones. Where the first is
     * not a number, it is that one; others that are none are passed over.
     *
     * @param largest which of the two
     * @param type of what goes in
     * @param indexType of what comes out
     * @param extent of the axis
     * @param inner how far apart neighbours on it are
     */
    record ExtremeIndex(Reduction reduction, boolean largest, DType type, DType indexType, int extent, int inner)
            implements
                LoweredReduction {

        /** Whether an element goes before the best one so far. */
        public boolean isBetter(float candidate, float best) {
            return largest ? candidate > best : candidate < best;
        }

        /** Whether an element goes before the best one so far. */
        public boolean isBetter(long candidate, long best) {
            return largest ? candidate > best : candidate < best;
        }

        /** The index on the axis of an element of the array. */
        public int index(int element) {
            return element / inner % extent;
        }
    }

    /**
     * Which elements of an array belong to which output of a reduction: axes that are reduced or kept, with neighbours of the same
     * kind merged.
     *
     * @param extents of the merged axes, outermost first
     * @param strides how far each index of an axis moves in the output; 0 for reduced axes
     * @param outputs how many results there are
     * @param count how many elements make one result
     */
    record Reduction(int[] extents, int[] strides, int outputs, int count) {

        /**
         * A reduction.
         *
         * @param extents of the input, no more elements than an array holds
         * @param reduced whether each axis is reduced
         * @param outputs how many results there are
         */
        public static Reduction of(int[] extents, boolean[] reduced, int outputs) {
            var merged = new int[extents.length + 1];
            var isReduced = new boolean[extents.length + 1];
            merged[0] = 1;
            int axes = 1;
            int count = 1;
            for (int a = 0; a < extents.length; a++) {
                if (extents[a] == 0) {
                    return new Reduction(new int[] {0}, new int[1], outputs, 0);
                }
                count *= reduced[a] ? extents[a] : 1;
                if (extents[a] == 1 || merged[axes - 1] == 1 || isReduced[axes - 1] == reduced[a]) {
                    merged[axes - 1] *= extents[a];
                    isReduced[axes - 1] = extents[a] == 1 ? isReduced[axes - 1] : reduced[a];
                } else {
                    merged[axes] = extents[a];
                    isReduced[axes] = reduced[a];
                    axes++;
                }
            }
            var strides = new int[axes];
            int stride = 1;
            for (int a = axes - 1; a >= 0; a--) {
                strides[a] = isReduced[a] ? 0 : stride;
                stride *= isReduced[a] ? 1 : merged[a];
            }
            return new Reduction(Arrays.copyOf(merged, axes), strides, outputs, count);
        }
    }
}

package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import java.util.Arrays;

/** A function of the elements of two tensors, whose shapes are broadcast to each other. */
public sealed interface LoweredPairs extends Lowered {

    @Override
    default Rounding rounding() {
        return switch (this) {
            case Reals reals -> Rounding.SINGLE_PRECISION;
            case Integers integers -> integers.function().rounding();
            case Codes codes -> codes.function().rounding();
            case Compared compared -> compared.comparison().rounding();
        };
    }

    /** Which elements meet. */
    Broadcast broadcast();

    /**
     * A function of real numbers, of which what lies beyond two ends becomes the nearer of them.
     *
     * @param min infinite where nothing is cut off
     * @param max infinite where nothing is cut off
     */
    record Reals(RealPair function, float min, float max, Broadcast broadcast) implements LoweredPairs {

        /** Whether there are ends. */
        public boolean isClamped() {
            return !Float.isInfinite(min) || !Float.isInfinite(max);
        }
    }

    /**
     * A function of integers as they are. Results wrap as their type does; then what lies beyond two ends becomes the nearer of them.
     *
     * @param dtype of both operands and the result
     * @param min the smallest result
     * @param max the largest one
     */
    record Integers(IntegerPair function, DType dtype, long min, long max, Broadcast broadcast)
            implements
                LoweredPairs {}

    /**
     * A function of codes.
     *
     * @param left type of the left operand and of the result
     * @param right type of the right operand
     */
    record Codes(CodePair function, DType left, DType right, Broadcast broadcast) implements LoweredPairs {}

    /** Truth values. */
    record Compared(Comparison comparison, Broadcast broadcast) implements LoweredPairs {}

    /** Functions of two real numbers. */
    @SuppressWarnings("ImmutableEnumChecker") // functions
    enum RealPair {
        SUM(Float::sum),
        DIFFERENCE((a, b) -> a - b),
        PRODUCT((a, b) -> a * b),
        QUOTIENT((a, b) -> a / b),
        /** The right one where one of them is not a number. */
        MAXIMUM((a, b) -> a > b ? a : b),
        /** The right one where one of them is not a number. */
        MINIMUM((a, b) -> a < b ? a : b),
        POWER((a, b) -> (float) Math.pow(a, b)),
        /** Of the point with the right one as its first coordinate, and the left one as its second. */
        ANGLE((a, b) -> (float) Math.atan2(a, b)),
        /** The largest integer up to the quotient. */
        FLOOR_QUOTIENT((a, b) -> (float) Math.floor((double) a / nonzero(b))),
        /** What that leaves, with the sign of the divisor. */
        FLOOR_REMAINDER((a, b) -> {
            float remainder = a % b;
            return remainder != 0 && remainder < 0 != b < 0 ? remainder + b : remainder;
        }),
        SQUARED_DIFFERENCE((a, b) -> (a - b) * (a - b)),
        /** The left one if it is not below zero, otherwise its product with the right one. */
        LEAKY((x, slope) -> x >= 0 ? x : x * slope);

        /** In single precision. */
        @FunctionalInterface
        public interface Formula {
            float apply(float left, float right);
        }

        private final Formula formula;

        RealPair(Formula formula) {
            this.formula = formula;
        }

        /** What it computes. */
        public Formula formula() {
            return formula;
        }
    }

    /** Functions of two integers. */
    @SuppressWarnings("ImmutableEnumChecker") // functions
    enum IntegerPair {
        SUM(Integer::sum, Long::sum),
        DIFFERENCE((a, b) -> a - b, (a, b) -> a - b),
        PRODUCT((a, b) -> a * b, (a, b) -> a * b),
        /** Cut off towards zero. */
        QUOTIENT((a, b) -> a / nonzero(b), (a, b) -> a / nonzero(b)),
        MAXIMUM(Math::max, Math::max),
        MINIMUM(Math::min, Math::min),
        /** The largest integer up to the quotient. */
        FLOOR_QUOTIENT((a, b) -> Math.floorDiv(a, nonzero(b)), (a, b) -> Math.floorDiv(a, nonzero(b))),
        /** What that leaves, with the sign of the divisor. */
        FLOOR_REMAINDER((a, b) -> Math.floorMod(a, nonzero(b)), (a, b) -> Math.floorMod(a, nonzero(b))),
        SQUARED_DIFFERENCE((a, b) -> (a - b) * (a - b), (a, b) -> (a - b) * (a - b));

        /** With up to 32 bits. */
        @FunctionalInterface
        public interface IntFormula {
            int apply(int left, int right);
        }

        /** With 64 bits. */
        @FunctionalInterface
        public interface LongFormula {
            long apply(long left, long right);
        }

        private final IntFormula formula;
        private final LongFormula longFormula;

        IntegerPair(IntFormula formula, LongFormula longFormula) {
            this.formula = formula;
            this.longFormula = longFormula;
        }

        /** What it computes of integers of up to 32 bits. */
        public IntFormula formula() {
            return formula;
        }

        /** What it computes of 64-bit integers. */
        public LongFormula longFormula() {
            return longFormula;
        }

        /** What becomes of fractions. */
        public Rounding rounding() {
            return switch (this) {
                case QUOTIENT -> Rounding.TRUNCATION;
                case FLOOR_QUOTIENT -> Rounding.FLOOR;
                case SUM, DIFFERENCE, PRODUCT, MAXIMUM, MINIMUM, FLOOR_REMAINDER, SQUARED_DIFFERENCE -> Rounding.NONE;
            };
        }
    }

    /** Where floats become infinite, integers have no quotient. */
    static int nonzero(int divisor) {
        requireNonzero(divisor != 0);
        return divisor;
    }

    private static long nonzero(long divisor) {
        requireNonzero(divisor != 0);
        return divisor;
    }

    private static float nonzero(float divisor) {
        requireNonzero(divisor != 0);
        return divisor;
    }

    private static void requireNonzero(boolean isNonzero) {
        if (!isNonzero) {
            throw Problem.of("division by zero");
        }
    }

    /**
     * How the elements of two operands of different shapes meet: an axis that an operand lacks, or has with extent 1, is read again
     * and again. Axes are counted from the last.
     *
     * <p>
     * Neighbouring axes that both operands walk through alike are joined, so equal shapes, and a scalar beside anything, become one
     * single row.
     *
     * @param extents of the result's joined axes, the innermost last; a row runs along that
     * @param left how far the left operand moves with a step on each axis; 0 where it is read again
     * @param right the same for the right operand
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
    record Broadcast(int[] extents, int[] left, int[] right) {

        /**
         * How two operands meet. If the result has no elements, it is one row without any.
         *
         * @param left extents of the left operand
         * @param right extents of the right one, that go with them
         */
        public static Broadcast of(int[] left, int[] right) {
            int rank = Math.max(left.length, right.length);
            // The last of these is the axis that is being joined; they fill from the end.
            var extents = new int[rank + 1];
            var leftSteps = new int[rank + 1];
            var rightSteps = new int[rank + 1];
            int axis = rank;
            extents[axis] = 1;
            leftSteps[axis] = 1;
            rightSteps[axis] = 1;
            int leftStride = 1;
            int rightStride = 1;
            for (int fromLast = 1; fromLast <= rank; fromLast++) {
                int leftExtent = fromLast <= left.length ? left[left.length - fromLast] : 1;
                int rightExtent = fromLast <= right.length ? right[right.length - fromLast] : 1;
                if (leftExtent == 0 || rightExtent == 0) {
                    return new Broadcast(new int[1], new int[1], new int[1]);
                }
                int extent = leftExtent == 1 ? rightExtent : leftExtent;
                if (extent != 1) {
                    int leftStep = leftExtent == 1 ? 0 : leftStride;
                    int rightStep = rightExtent == 1 ? 0 : rightStride;
                    boolean first = axis == rank && extents[axis] == 1;
                    boolean joins = leftStep == leftSteps[axis] * extents[axis]
                            && rightStep == rightSteps[axis] * extents[axis];
                    if (!first && !joins) {
                        axis--;
                    }
                    if (first || !joins) {
                        extents[axis] = extent;
                        leftSteps[axis] = leftStep;
                        rightSteps[axis] = rightStep;
                    } else {
                        extents[axis] *= extent;
                    }
                }
                leftStride *= leftExtent;
                rightStride *= rightExtent;
            }
            return new Broadcast(Arrays.copyOfRange(extents, axis, rank + 1),
                    Arrays.copyOfRange(leftSteps, axis, rank + 1),
                    Arrays.copyOfRange(rightSteps, axis, rank + 1));
        }
    }
}

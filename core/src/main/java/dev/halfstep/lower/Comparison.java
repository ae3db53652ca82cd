package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.tensor.DType;

/** Whether a relation holds between two numbers: 1 if it does, 0 if not. */
public sealed interface Comparison {

    Relation relation();

    /** How numbers are rounded before they are compared. */
    default Rounding rounding() {
        return this instanceof OfCodes ? Rounding.FIXED_POINT : Rounding.NONE;
    }

    /** What may hold between two numbers. What is not a number equals nothing, and is neither less nor greater. */
    enum Relation {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_EQUAL,
        GREATER,
        GREATER_EQUAL;

        public boolean holds(float left, float right) {
            return switch (this) {
                case EQUAL -> left == right;
                case NOT_EQUAL -> left != right;
                case LESS -> left < right;
                case LESS_EQUAL -> left <= right;
                case GREATER -> left > right;
                case GREATER_EQUAL -> left >= right;
            };
        }

        public boolean holds(long left, long right) {
            return switch (this) {
                case EQUAL -> left == right;
                case NOT_EQUAL -> left != right;
                case LESS -> left < right;
                case LESS_EQUAL -> left <= right;
                case GREATER -> left > right;
                case GREATER_EQUAL -> left >= right;
            };
        }
    }

    /** Of real numbers. */
    record OfReals(Relation relation) implements Comparison {}

    /**
     * Of integers as they are.
     *
     * @param dtype of both
     */
    record OfIntegers(Relation relation, DType dtype) implements Comparison {}

    /**
     * Of what codes stand for, in 256ths of 1: that is how finely the reference kernel takes numbers, whatever their scales.
     *
     * @param dtype of both
     */
    record OfCodes(Relation relation, DType dtype, Fine left, Fine right) implements Comparison {

        public boolean holds(long leftCode, long rightCode) {
            return relation.holds((long) left.of((int) leftCode), right.of((int) rightCode));
        }
    }

    /**
     * From codes to 256ths of 1, with the two roundings of {@link FixedPoint}.
     *
     * @param scale of the codes, less than 1
     * @param zero code of the real 0
     */
    record Fine(Multiplier scale, int zero) {

        private static final int BITS = 8;

        int of(int code) {
            return FixedPoint.multiply((code - zero) << BITS, scale);
        }
    }
}

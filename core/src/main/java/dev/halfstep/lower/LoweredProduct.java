package dev.halfstep.lower;

/** TODO family: products of matrices. */
public sealed interface LoweredProduct extends Lowered {

    record Unset() implements LoweredProduct {
        @Override
        public dev.halfstep.lower.rounding.Rounding rounding() {
            return dev.halfstep.lower.rounding.Rounding.NONE;
        }
    }
}

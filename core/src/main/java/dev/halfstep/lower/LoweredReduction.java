package dev.halfstep.lower;

/** TODO family: one number from all elements along some axes. */
public sealed interface LoweredReduction extends Lowered {

    record Unset() implements LoweredReduction {
        @Override
        public dev.halfstep.lower.rounding.Rounding rounding() {
            return dev.halfstep.lower.rounding.Rounding.NONE;
        }
    }
}

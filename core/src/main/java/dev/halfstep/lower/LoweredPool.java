package dev.halfstep.lower;

/** TODO family: pooling. */
public sealed interface LoweredPool extends Lowered {

    record Unset() implements LoweredPool {
        @Override
        public dev.halfstep.lower.rounding.Rounding rounding() {
            return dev.halfstep.lower.rounding.Rounding.NONE;
        }
    }
}

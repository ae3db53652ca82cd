package dev.halfstep.lower;

/** TODO family: functions of the elements of two tensors, broadcast to each other. */
public sealed interface LoweredPairs extends Lowered {

    record Unset() implements LoweredPairs {
        @Override
        public dev.halfstep.lower.rounding.Rounding rounding() {
            return dev.halfstep.lower.rounding.Rounding.NONE;
        }
    }
}

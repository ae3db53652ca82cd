package dev.halfstep.lower;

/** TODO family: functions of each element of one tensor. */
public sealed interface LoweredElements extends Lowered {

    record Unset() implements LoweredElements {
        @Override
        public dev.halfstep.lower.rounding.Rounding rounding() {
            return dev.halfstep.lower.rounding.Rounding.NONE;
        }
    }
}

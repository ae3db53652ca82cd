package dev.halfstep.lower;

/** TODO family: convolutions. */
public sealed interface LoweredFilter extends Lowered {

    record Unset() implements LoweredFilter {
        @Override
        public dev.halfstep.lower.rounding.Rounding rounding() {
            return dev.halfstep.lower.rounding.Rounding.NONE;
        }
    }
}

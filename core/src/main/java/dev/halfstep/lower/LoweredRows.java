package dev.halfstep.lower;

/** TODO family: what runs along rows: softmax, its logarithm, normalization, running sums. */
public sealed interface LoweredRows extends Lowered {

    record Unset() implements LoweredRows {
        @Override
        public dev.halfstep.lower.rounding.Rounding rounding() {
            return dev.halfstep.lower.rounding.Rounding.NONE;
        }
    }
}

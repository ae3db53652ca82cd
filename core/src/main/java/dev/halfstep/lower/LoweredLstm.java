package dev.halfstep.lower;

/** TODO family: LSTM layers. */
public sealed interface LoweredLstm extends Lowered {

    record Unset() implements LoweredLstm {
        @Override
        public dev.halfstep.lower.rounding.Rounding rounding() {
            return dev.halfstep.lower.rounding.Rounding.NONE;
        }
    }
}

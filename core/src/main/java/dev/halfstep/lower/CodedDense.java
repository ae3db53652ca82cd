package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rescaling;
import dev.halfstep.lower.rounding.Rounding;

/** A dense layer from codes to codes: integer sums that are rescaled, rounded and clamped. */
public sealed interface CodedDense extends Dense permits Int8Dense, Int16Dense, IntegerDense {

    /** A weight's code less its zero point, by its index in {@code [outputs][inputs]}. */
    int weight(int index);

    /** The bias of an output, in units of its sum. */
    long bias(int output);

    /** From a sum's scale to the output's, {@code [outputs]}. */
    double[] scales();

    /** Code of the real 0 in the input. */
    int inputZeroPoint();

    /** Code of the real 0 in the output. */
    int outputZeroPoint();

    /** The smallest output code that the activation lets through. */
    int min();

    /** The largest one. */
    int max();

    /** Whether sums have 64 bits; 32-bit sums wrap where they overflow. */
    boolean wide();

    /** The code of an output's sum, bias included. */
    default int code(long sum, int output) {
        return Math.clamp(rescaled(sum, output) + outputZeroPoint(), min(), max());
    }

    /** A sum in steps of the output, rounded and not yet clamped. */
    default int rescaled(long sum, int output) {
        return Rescaling.scaled(wide() ? sum : (int) sum, scales()[output]);
    }

    @Override
    default Rounding rounding() {
        return Rounding.DOUBLE_PRECISION;
    }
}

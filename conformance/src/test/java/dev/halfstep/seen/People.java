package dev.halfstep.seen;

import dev.halfstep.explain.misuse.Misuse.Kind;
import java.util.List;
import java.util.Set;

/** How people use a model wrongly: the code is that of published scripts, on bare numbers, without any of what is under test. */
final class People {

    private People() {}

    /** From rows to input codes. */
    enum In {
        RIGHT,
        /** {@code (x / scale + zero_point).astype(dtype)}. */
        CAST_AFTER_SCALING,
        /** {@code x.astype(dtype)}. */
        CAST,
        /** The same of values in the table's units. */
        CAST_OWN,
        /** The right code of values in the table's units. */
        OWN,
        /** {@code (own / scale + zero_point).astype(dtype)}. */
        OWN_CAST_AFTER_SCALING,
        /** {@code np.clip(np.round(x / scale), min, max).astype(dtype)}. */
        NO_ZERO_POINT,
        /** {@code (x * scale + zero_point).astype(dtype)}. */
        MULTIPLIED,
        /** {@code ((x - zero_point) / scale).astype(dtype)}. */
        ZERO_POINT_FIRST,
        /** Standardised a second time. */
        TWICE,
        /** Columns from the last to the first. */
        REVERSED,
        /** The first two columns in each other's place. */
        SWAPPED;

        /** Whether one scale of the whole input is taken from the file, which features with codes of their own do not have. */
        boolean needsScale() {
            return this == CAST_AFTER_SCALING || this == OWN_CAST_AFTER_SCALING || this == NO_ZERO_POINT
                    || this == MULTIPLIED || this == ZERO_POINT_FIRST;
        }
    }

    /** From output codes to values. */
    enum Out {
        RIGHT,
        /** {@code out}. */
        RAW,
        /** {@code (out.view(other) - zero_point) * scale}. */
        OTHER_SIGN,
        /** {@code out * scale}. */
        NO_ZERO_POINT,
        /** {@code (out - zero_point) * scale}, where {@code out} is of 8 bits still. */
        WRAPPED,
        /** {@code out * scale + zero_point}. */
        ZERO_POINT_LAST
    }

    /** Which labels values are compared with. */
    enum With {
        OWN,
        /** Labels in the table's units, although what comes out is standardised. */
        OTHER_UNIT,
        /** {@code np.abs(predicted - labels).mean()}, of shapes (n, 1) and (n,). */
        ALL_PAIRS
    }

    /**
     * A mistake.
     *
     * @param kinds what it is called, without how codes are rounded
     * @param asked whether it is one of those that were asked for
     */
    record Mistake(String name, In in, Out out, With with, Set<Kind> kinds, boolean asked) {}

    static final List<Mistake> MISTAKES = List.of(
            asked("raw output codes", In.RIGHT, Out.RAW, With.OWN, Kind.RAW_OUTPUT_CODES),
            asked("raw output codes, inputs cast after scaling", In.CAST_AFTER_SCALING, Out.RAW, With.OWN,
                    Kind.RAW_OUTPUT_CODES),
            asked("raw output codes, labels in units", In.RIGHT, Out.RAW, With.OTHER_UNIT, Kind.RAW_OUTPUT_CODES,
                    Kind.OTHER_TARGET_UNIT),
            asked("output read as the other sign", In.RIGHT, Out.OTHER_SIGN, With.OWN, Kind.OTHER_SIGN),
            asked("inputs cast unscaled", In.CAST, Out.RIGHT, With.OWN, Kind.UNSCALED_INPUTS),
            asked("inputs in units cast unscaled", In.CAST_OWN, Out.RIGHT, With.OWN, Kind.UNSCALED_INPUTS,
                    Kind.NOT_STANDARDISED),
            asked("inputs cast unscaled, raw output codes", In.CAST, Out.RAW, With.OWN, Kind.UNSCALED_INPUTS,
                    Kind.RAW_OUTPUT_CODES),
            asked("scaler left out of inputs", In.OWN, Out.RIGHT, With.OWN, Kind.NOT_STANDARDISED),
            asked("scaler left out of inputs, cast after scaling", In.OWN_CAST_AFTER_SCALING, Out.RIGHT, With.OWN,
                    Kind.NOT_STANDARDISED),
            asked("scaler left out of the target", In.RIGHT, Out.RIGHT, With.OTHER_UNIT, Kind.OTHER_TARGET_UNIT),
            asked("scaler left out of both", In.OWN, Out.RIGHT, With.OTHER_UNIT, Kind.NOT_STANDARDISED,
                    Kind.OTHER_TARGET_UNIT),
            more("zero point left out of inputs", In.NO_ZERO_POINT, Out.RIGHT, Kind.NO_ZERO_POINT),
            more("inputs multiplied by the scale", In.MULTIPLIED, Out.RIGHT, Kind.OTHER_FORMULA),
            more("zero point taken off inputs first", In.ZERO_POINT_FIRST, Out.RIGHT, Kind.OTHER_FORMULA),
            more("zero point left out of the output", In.RIGHT, Out.NO_ZERO_POINT, Kind.NO_ZERO_POINT),
            more("zero point taken off the output in 8 bits", In.RIGHT, Out.WRAPPED, Kind.WRAPPED_OUTPUTS),
            more("zero point added to the output last", In.RIGHT, Out.ZERO_POINT_LAST, Kind.OTHER_FORMULA),
            more("every prediction against every label", In.RIGHT, Out.RIGHT, With.ALL_PAIRS, Kind.ALL_PAIRS),
            more("standardised twice", In.TWICE, Out.RIGHT, Kind.STANDARDISED_TWICE),
            more("columns reversed", In.REVERSED, Out.RIGHT, Kind.OTHER_ORDER),
            more("two columns swapped", In.SWAPPED, Out.RIGHT, Kind.OTHER_ORDER));

    private static Mistake asked(String name, In in, Out out, With with, Kind... kinds) {
        return new Mistake(name, in, out, with, Set.of(kinds), true);
    }

    private static Mistake more(String name, In in, Out out, Kind kind) {
        return more(name, in, out, With.OWN, kind);
    }

    private static Mistake more(String name, In in, Out out, With with, Kind kind) {
        return new Mistake(name, in, out, with, Set.of(kind), false);
    }
}

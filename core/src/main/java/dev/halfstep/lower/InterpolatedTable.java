package dev.halfstep.lower;

import java.util.function.DoubleUnaryOperator;

/**
 * A function of int16 codes as a table with straight lines between 513 entries, as TensorFlow Lite makes it: each entry is moved
 * by half of what the line would be off in the middle of the step that follows.
 */
public final class InterpolatedTable {

    private static final int STEPS = 512;
    private static final int CODES_PER_STEP = 128;
    private static final int STEP_BITS = 7;

    private InterpolatedTable() {}

    /** In single precision, from the smallest to the largest code of the input. */
    public static short[] ofFloats(float inputScale, float outputScale, RealFunction function) {
        return of(inputScale * Short.MIN_VALUE, inputScale * Short.MAX_VALUE,
                outputScale * Short.MAX_VALUE - outputScale * Short.MIN_VALUE, value -> function.apply((float) value),
                true);
    }

    /**
     * In double precision.
     *
     * @param min the input's value at code -32,768
     * @param max the input's value at code 32,767
     * @param outputRange from the output's value at code -32,768 to that at 32,767
     */
    public static short[] ofDoubles(double min, double max, double outputRange, DoubleUnaryOperator function) {
        return of(min, max, outputRange, function, false);
    }

    private static short[] of(double min, double max, double outputRange, DoubleUnaryOperator function,
            boolean single) {
        double step = rounded(rounded(max - min, single) / STEPS, single);
        double inverse = rounded(0x1p16 / outputRange, single);
        var table = new short[STEPS + 1];
        for (int i = 0; i < STEPS; i++) {
            double at = rounded(min + rounded(i * step, single), single);
            double value = rounded(function.applyAsDouble(at) * inverse, single);
            double middle = rounded(function.applyAsDouble(rounded(at + step / 2, single)) * inverse, single);
            double next = rounded(function.applyAsDouble(rounded(min + rounded((i + 1) * step, single), single))
                    * inverse, single);
            double sample = CodeTable.round(value);
            double line = CodeTable.round(rounded(rounded(next + sample, single) / 2, single));
            double off = rounded(line - CodeTable.round(middle), single);
            table[i] = saturated(sample - CodeTable.round(off / 2));
        }
        table[STEPS] = saturated(CodeTable.round(rounded(function.applyAsDouble(max) * inverse, single)));
        return table;
    }

    /** One operation on single-precision numbers, done in double precision and rounded here, is that of single precision. */
    private static double rounded(double value, boolean single) {
        return single ? (float) value : value;
    }

    private static short saturated(double value) {
        return (short) Math.max(Math.min(value, Short.MAX_VALUE), Short.MIN_VALUE);
    }

    /** The output's code. */
    public static short at(short[] table, int code) {
        int index = STEPS / 2 + (code >> STEP_BITS);
        // On 16 bits, as the reference has it.
        short slope = (short) (table[index + 1] - table[index]);
        int within = code & (CODES_PER_STEP - 1);
        return (short) (table[index] + ((slope * within + CODES_PER_STEP / 2) >> STEP_BITS));
    }
}

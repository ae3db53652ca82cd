package dev.halfstep.lower;

import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;

/**
 * A function of 8-bit codes as a table, made in single precision as TensorFlow Lite makes its tables: the real value, the
 * function, its multiple of the inverse of the output's scale rounded with halves away from zero, plus the zero point.
 */
public final class CodeTable {

    private static final int CODES = 256;

    private CodeTable() {}

    /**
     * The output's code for each input byte.
     *
     * @param dtype of both codes
     */
    public static byte[] of(Quantization input, Quantization output, DType dtype, RealFunction function) {
        var table = new byte[CODES];
        float inverse = 1 / output.scale();
        int zero = (int) input.zeroPoint();
        for (int code = (int) dtype.min(); code <= dtype.max(); code++) {
            float value = function.apply(input.scale() * (code - zero));
            float rounded = (float) round(value * inverse) + (int) output.zeroPoint();
            table[code & 0xff] = (byte) dtype.saturate(truncated(rounded));
        }
        return table;
    }

    /** Halves away from zero. */
    static double round(double value) {
        double magnitude = Math.abs(value);
        double floor = Math.floor(magnitude);
        return Math.copySign(magnitude - floor >= 0.5 ? floor + 1 : floor, value);
    }

    /** What does not fit becomes the smallest integer, as on x86-64. */
    private static int truncated(float value) {
        return Math.abs(value) < 0x1p31f ? (int) value : Integer.MIN_VALUE;
    }
}

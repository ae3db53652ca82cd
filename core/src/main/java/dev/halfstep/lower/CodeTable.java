package dev.halfstep.lower;

/**
 * A function of 8-bit codes as a table, made in single precision as TensorFlow Lite makes its tables: the real value, the
 * function, its multiple of the inverse of the output's scale rounded with halves away from zero, plus the zero point.
 */
public final class CodeTable {

    private static final int CODES = 256;

    private CodeTable() {}

    /** A function of real numbers. */
    @FunctionalInterface
    public interface Function {
        float apply(float value);
    }

    /** What the codes of a tensor stand for: {@code scale * (code - zero)}. */
    public record Scale(float scale, int zero) {}

    /**
     * The output's code for each input byte.
     *
     * @param min the smallest code of both types
     * @param max the largest one
     */
    public static byte[] of(Scale input, Scale output, int min, int max, Function function) {
        var table = new byte[CODES];
        float inverse = 1 / output.scale;
        for (int code = min; code <= max; code++) {
            float value = function.apply(input.scale * (code - input.zero));
            float rounded = (float) round(value * inverse) + output.zero;
            table[code & 0xff] = (byte) Math.clamp(truncated(rounded), min, max);
        }
        return table;
    }

    public static void run(byte[] table, byte[] in, byte[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = table[in[i] & 0xff];
        }
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

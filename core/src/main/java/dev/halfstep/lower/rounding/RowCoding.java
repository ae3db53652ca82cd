package dev.halfstep.lower.rounding;

/**
 * How real values become int8 codes while a model runs, a row at a time with a scale of its own: {@code value = scale * (code -
 * zeroPoint)}.
 *
 * @param scale distance between the values of neighbouring codes
 * @param zeroPoint code of the real 0
 * @param inverse what values are multiplied with, nearly {@code 1 / scale}; 0 where all values are 0
 * @param least the smallest code
 */
public record RowCoding(float scale, int zeroPoint, float inverse, int least) {

    /** The largest code. */
    public static final int MOST = Byte.MAX_VALUE;

    private static final RowCoding OF_ZEROS = new RowCoding(1, 0, 0, Byte.MIN_VALUE);

    /**
     * The coding of values around 0, without a zero point.
     *
     * @param range the largest magnitude
     */
    public static RowCoding symmetric(float range) {
        return range == 0 ? OF_ZEROS : new RowCoding(range / MOST, 0, MOST / range, -MOST);
    }

    /**
     * The coding of values in a range. The zero point is taken from whichever end it follows with the smaller rounding error.
     *
     * @param low the smallest value, or 0 if that is smaller
     * @param high the largest value, or 0 if that is larger
     */
    public static RowCoding asymmetric(double low, double high) {
        if (low == high) {
            return OF_ZEROS;
        }
        double scale = (high - low) / 255;
        double fromLow = Byte.MIN_VALUE - low / scale;
        double fromHigh = MOST - high / scale;
        boolean useLow = 128 + Math.abs(low / scale) < 127 + Math.abs(high / scale);
        int zeroPoint = roundHalfAway(Math.clamp(useLow ? fromLow : fromHigh, Byte.MIN_VALUE, (double) MOST));
        float rounded = (float) scale;
        return new RowCoding(rounded, zeroPoint, 1 / rounded, Byte.MIN_VALUE);
    }

    /**
     * Codes a row.
     *
     * @param asymmetric whether there is a zero point
     * @param in the row's values, {@code length} of them at {@code from}
     * @param codes for the codes
     */
    public static RowCoding code(boolean asymmetric, float[] in, int from, int length, byte[] codes) {
        RowCoding coding = asymmetric ? asymmetric(in, from, length) : symmetric(in, from, length);
        for (int i = 0; i < length; i++) {
            codes[i] = coding.code(in[from + i]);
        }
        return coding;
    }

    /** The code of a value. */
    public byte code(float value) {
        return (byte) Math.clamp((long) zeroPoint + roundHalfAway(value * inverse), least, MOST);
    }

    private static RowCoding symmetric(float[] in, int from, int length) {
        float range = 0;
        for (int i = 0; i < length; i++) {
            range = Math.max(range, Math.abs(in[from + i]));
        }
        return symmetric(range);
    }

    private static RowCoding asymmetric(float[] in, int from, int length) {
        double low = 0;
        double high = 0;
        for (int i = 0; i < length; i++) {
            low = Math.min(low, in[from + i]);
            high = Math.max(high, in[from + i]);
        }
        return asymmetric(low, high);
    }

    private static int roundHalfAway(double x) {
        return (int) (x < 0 ? Math.ceil(x - 0.5) : Math.floor(x + 0.5));
    }
}

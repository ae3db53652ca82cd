package dev.halfstep.lower.rounding;

/**
 * The logistic function and the hyperbolic tangent of int16 codes, from one table of the logistic function with straight lines
 * between its entries; {@code tanh(x) = 2 * logistic(2x) - 1}. Outputs have the scale 1/32,768.
 *
 * <p>
 * The table has the logistic function at multiples of 1/24 in units of 1/65,536, each entry moved by half of what the line after
 * it would be off in its middle.
 *
 * @param multiplier with {@code shift}: from the input's scale to 1/12,288, so that 2^17 stands for 10.7
 * @param shift to the right
 */
public record SigmoidTable(int multiplier, int shift) {

    /** A scale of 2 to this power needs no rescaling. */
    public static final int EXPONENT = -12;

    private static final int ENTRIES = 256;
    private static final double PER_UNIT = 24;
    private static final int[] TABLE = table();
    private static final int MAX_SHIFT = 31;
    private static final double PER_SCALE = 3 * 4096.0;

    private static int[] table() {
        var table = new int[ENTRIES];
        for (int i = 0; i < ENTRIES; i++) {
            double line = (exact(i) + exact(i + 1)) / 2;
            table[i] = (int) Math.round(exact(i) + (exact(i + 0.5) - line) / 2);
        }
        // The last one is as good as 1.
        table[ENTRIES - 1] = 0xffff;
        return table;
    }

    private static double exact(double steps) {
        return 0x1p16 / (1 + Math.exp(-steps / PER_UNIT));
    }

    /** For input codes of any scale. */
    public static SigmoidTable of(float scale) {
        double multiplier = scale * PER_SCALE;
        int shift = 0;
        while (multiplier <= Short.MAX_VALUE / 2.0 && shift < MAX_SHIFT) {
            shift++;
            multiplier *= 2;
        }
        return new SigmoidTable((int) multiplier, shift);
    }

    /**
     * For input codes with a scale of 1/4096, or of a power of two above it.
     *
     * @param exponent how many powers of two above it
     */
    public static SigmoidTable ofPowerOfTwo(int exponent) {
        return new SigmoidTable(3 << exponent, 0);
    }

    /** An entry of the table, from 0 to 255. */
    public static int entry(int index) {
        return TABLE[index];
    }

    /** The logistic function's code. */
    public short logistic(int code) {
        int x = scaled(code);
        int magnitude = Math.abs(x);
        int index = magnitude >>> 9;
        // In units of 2^-25.
        int fine = index >= ENTRIES - 1 ? Short.MAX_VALUE << 10
                : (TABLE[index] << 9) + (magnitude & 0x1ff) * (TABLE[index + 1] - TABLE[index]);
        int half = 1 << 9;
        return (short) ((x >= 0 ? fine + half : (1 << 25) - fine + half - 1) >>> 10);
    }

    /** The hyperbolic tangent's code. */
    public short tangent(int code) {
        int x = scaled(code);
        int magnitude = Math.abs(x);
        int index = magnitude >>> 8;
        // In units of 2^-24, and from 1/2 to 1.
        int fine = index >= ENTRIES - 1 ? 0xffff << 8
                : (TABLE[index] << 8) + (magnitude & 0xff) * (TABLE[index + 1] - TABLE[index]);
        int above = fine - (1 << 23);
        int half = 1 << 7;
        return (short) ((x >= 0 ? above + half : -above + half - 1) >> 8);
    }

    private int scaled(int code) {
        int half = shift > 0 ? 1 << (shift - 1) : 0;
        return (code * multiplier + half) >> shift;
    }
}

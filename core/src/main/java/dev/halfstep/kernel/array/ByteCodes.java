package dev.halfstep.kernel.array;

/** Loops over 8-bit codes. */
public final class ByteCodes {

    private ByteCodes() {}

    /** Codes less their zero point. */
    public static void centre(byte[] codes, boolean unsigned, int zeroPoint, short[] to) {
        int mask = unsigned ? 0xff : -1;
        for (int i = 0; i < codes.length; i++) {
            to[i] = (short) ((codes[i] & mask) - zeroPoint);
        }
    }
}

package dev.halfstep.lower.rounding;

/** Scales that are powers of two, or so near that TensorFlow Lite takes them for such. */
public final class PowerOfTwo {

    private static final float TOLERANCE = 1e-3f;
    private static final float BITS_PER_NAT = 1 / (float) Math.log(2);

    private PowerOfTwo() {}

    public static boolean is(float scale) {
        float log = log2(scale);
        return Math.abs(log - Math.rint(log)) < TOLERANCE;
    }

    /** The exponent of the nearest power of two. */
    public static int exponent(float scale) {
        return (int) Math.rint(log2(scale));
    }

    private static float log2(float scale) {
        return (float) Math.log(scale) * BITS_PER_NAT;
    }
}

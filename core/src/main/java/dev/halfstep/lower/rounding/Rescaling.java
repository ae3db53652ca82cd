package dev.halfstep.lower.rounding;

/**
 * From the integer sum of a dense layer to its output code: {@code round(sum * scale)} with the scale in double precision, halves
 * away from zero.
 *
 * <p>
 * So do the reference kernels of TensorFlow 2.21. (Its sources describe a fixed-point multiplier and two roundings, which give
 * codes that differ by one now and then.)
 */
public final class Rescaling {

    /** Adding the largest double below a half and cutting off rounds every half up, and nothing below a half. */
    private static final double ALMOST_HALF = Math.nextDown(0.5);

    private Rescaling() {}

    /** A result beyond 32 bits becomes the smallest integer, whatever its sign: x86-64's conversion has it so, and TFLite. */
    public static int scaled(long sum, double scale) {
        double product = sum * scale;
        // Without a branch: signs of sums are hard to foresee.
        double beyond = product + Math.copySign(ALMOST_HALF, product);
        return Math.abs(beyond) < 0x1p31 ? (int) beyond : Integer.MIN_VALUE;
    }
}

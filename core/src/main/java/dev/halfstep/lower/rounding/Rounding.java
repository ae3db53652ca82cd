package dev.halfstep.lower.rounding;

/**
 * How a layer comes from what it has computed exactly to what it gives. Runtimes differ here and nowhere else: the names are those of
 * what TensorFlow Lite's reference kernels do on x86-64.
 */
public enum Rounding {
    /** Nothing is rounded: elements are moved, compared or looked up, or are integers that wrap. */
    NONE,
    /** Each operation in single precision, to the nearest even. */
    SINGLE_PRECISION,
    /** {@code round(sum * scale)} in double precision, halves away from zero; see {@link Rescaling}. */
    DOUBLE_PRECISION,
    /** A 31-bit multiplier and a shift, each of which rounds; see {@link FixedPoint}. */
    FIXED_POINT,
    /** A 15-bit multiplier and a shift that rounds once, halves upwards, for 64-bit sums. */
    FIXED_POINT_64,
    /** A 15-bit multiplier and a shift, each of which rounds, in 16-bit numbers that saturate. */
    FIXED_POINT_16,
    /** A shift to the right, halves away from zero. */
    SHIFT,
    /** A table that was made in floating point holds the result of each code, or of some with straight lines between. */
    TABLE,
    /** Single precision to the nearest integer, halves away from zero. */
    HALF_AWAY,
    /** A quotient of integers to the nearest integer, halves away from zero. */
    QUOTIENT,
    /** What is left over is cut off. */
    TRUNCATION,
    /** Down to the next integer. */
    FLOOR
}

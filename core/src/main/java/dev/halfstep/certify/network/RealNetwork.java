package dev.halfstep.certify.network;

/** A float network as a function of real numbers. */
public interface RealNetwork {

    /** A real number of a {@code float32}'s 24 bits is right to this part of itself. */
    double FLOAT_ROUNDING = 0x1p-24;

    /** What sums of doubles are right to, for each of their terms. */
    double DOUBLE_ROUNDING = 0x1p-53;

    /** How many features it reads. */
    int inputs();

    /** How many values it predicts for a row. */
    int outputs();

    /** What it predicts. */
    double[] predicted(double[] features);

    /** What it predicts along a line on which one feature moves away from a point. */
    Along along(double[] features, int feature);

    /** What is predicted where a feature has moved by some amount. */
    @FunctionalInterface
    interface Along {
        double[] moved(double by);
    }

    /**
     * How far outputs are off at most when they are computed, in any order.
     *
     * @param magnitudes of the features
     * @param unit what one rounding loses of a value, as a part of it
     */
    double[] rounding(double[] magnitudes, double unit);
}

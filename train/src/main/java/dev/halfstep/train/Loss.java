package dev.halfstep.train;

/**
 * What training makes small: a function of the error e = prediction − label, averaged over the outputs and the rows.
 *
 * <p>
 * The definitions are those of Keras' {@code MeanAbsoluteError}, {@code MeanSquaredError} and {@code Huber} (delta 1).
 * Errors are in the unit of the labels that were trained on: standard deviations where the target was standardised.
 */
public enum Loss {

    /** |e|. Slope: the sign of e, and 0 at e = 0. */
    MAE,

    /** e². Slope: 2e. */
    MSE,

    /** e²/2 up to |e| = 1, then |e| − 1/2. Slope: e clipped to [−1, 1]. */
    HUBER;

    /** The loss of one error, before averaging. */
    double of(float error) {
        double size = Math.abs((double) error);
        return switch (this) {
            case MAE -> size;
            case MSE -> size * size;
            case HUBER -> size <= 1 ? size * size / 2 : size - 0.5;
        };
    }

    /** The derivative of {@link #of} at an error; NaN at NaN. */
    float slope(float error) {
        return switch (this) {
            case MAE -> Math.signum(error);
            case MSE -> 2 * error;
            case HUBER -> Math.clamp(error, -1f, 1f);
        };
    }
}

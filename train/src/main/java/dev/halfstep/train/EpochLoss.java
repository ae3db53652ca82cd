package dev.halfstep.train;

/**
 * How far training had come after an epoch. Both losses are means over rows and outputs, in the unit that {@link Loss}
 * gives.
 *
 * @param epoch
 *            counted from 1
 * @param training
 *            of the training rows, each taken just before the step that learned from it, as Keras reports it: the
 *            weights change while it is gathered
 * @param validation
 *            of the validation rows with the weights at the end of the epoch; NaN when there are none
 */
public record EpochLoss(int epoch, double training, double validation) {

    /** The loss that decides which epoch is best: that of the validation rows, or of the training rows without any. */
    double watched() {
        return Double.isNaN(validation) ? training : validation;
    }
}

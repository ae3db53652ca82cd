package dev.halfstep.train;

import dev.halfstep.problem.Problem;

/**
 * How to fine-tune a quantized network. Immutable; each {@code with...} method gives a changed copy.
 *
 * @param loss
 *            what to make small
 * @param inSteps
 *            whether errors are counted in steps of the output's codes, rather than in the unit of the goal
 * @param epochs
 *            passes over the training rows, at least 1
 * @param batchSize
 *            rows per step, at least 1; the last batch of an epoch may be smaller
 * @param rate
 *            Adam's step size at the start, in codes of the weights, finite and above 0; falls to 0 in a straight line
 * @param validationShare
 *            share of the rows, taken from the end, that decides which epoch is kept: at least 0, below 1
 * @param seed
 *            of the order of the rows
 */
public record FineTuneOptions(Loss loss, boolean inSteps, int epochs, int batchSize, double rate,
        double validationShare, long seed) {

    /** Epochs that bring most of what there is to gain. */
    public static final int EPOCHS = 100;

    /** @throws Problem if a value is outside the range given above */
    public FineTuneOptions {
        atLeastOne(epochs, "epochs");
        atLeastOne(batchSize, "rows per batch");
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw Problem.of("the rate of fine-tuning is " + rate).remedy("Choose one above 0, such as 0.01.");
        }
        if (!(validationShare >= 0 && validationShare < 1)) {
            throw Problem.of("the validation share is " + validationShare)
                    .remedy("Choose one from 0 up to, but not including, 1.");
        }
    }

    private static void atLeastOne(int value, String what) {
        if (value < 1) {
            throw Problem.of("fine-tuning with " + value + " " + what + " is not possible")
                    .remedy("Choose at least 1.");
        }
    }

    /** Towards labels, by a loss in their unit, at a rate of 0.05. */
    public static FineTuneOptions towardsLabels(Loss loss) {
        return new FineTuneOptions(loss, false, EPOCHS, 32, 0.05, 0.2, 0);
    }

    /**
     * Towards the outputs of the float network, by a Huber loss that turns from square to straight at one output step, at a rate of
     * 0.01. The start is so close already that larger steps overshoot.
     */
    public static FineTuneOptions towardsFloat() {
        return new FineTuneOptions(Loss.HUBER, true, EPOCHS, 32, 0.01, 0.2, 0);
    }

    public FineTuneOptions withEpochs(int newEpochs) {
        return new FineTuneOptions(loss, inSteps, newEpochs, batchSize, rate, validationShare, seed);
    }

    public FineTuneOptions withBatchSize(int newBatchSize) {
        return new FineTuneOptions(loss, inSteps, epochs, newBatchSize, rate, validationShare, seed);
    }

    public FineTuneOptions withRate(double newRate) {
        return new FineTuneOptions(loss, inSteps, epochs, batchSize, newRate, validationShare, seed);
    }

    public FineTuneOptions withValidationShare(double newShare) {
        return new FineTuneOptions(loss, inSteps, epochs, batchSize, rate, newShare, seed);
    }

    public FineTuneOptions withSeed(long newSeed) {
        return new FineTuneOptions(loss, inSteps, epochs, batchSize, rate, validationShare, newSeed);
    }
}

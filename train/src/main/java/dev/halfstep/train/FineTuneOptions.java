package dev.halfstep.train;

import dev.halfstep.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to fine-tune a quantized network. Immutable; start from {@link #towardsLabels} or {@link #towardsFloat}, each
 * {@code with...} method gives a changed copy and throws a {@link Problem} of kind {@code OPTION} if the value is outside the range
 * that its accessor names.
 */
public final class FineTuneOptions {

    /** Epochs that bring most of what there is to gain. */
    public static final int EPOCHS = 100;

    private final Loss loss;
    private final boolean inSteps;
    private final int epochs;
    private final int batchSize;
    private final double rate;
    private final double validationShare;
    private final long seed;

    private FineTuneOptions(Loss loss, boolean inSteps, int epochs, int batchSize, double rate, double validationShare,
            long seed) {
        atLeastOne(epochs, "epochs");
        atLeastOne(batchSize, "rows per batch");
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw Problem.option("the rate of fine-tuning is " + rate).remedy("Choose one above 0, such as 0.01.");
        }
        if (!(validationShare >= 0 && validationShare < 1)) {
            throw Problem.option("the validation share is " + validationShare)
                    .remedy("Choose one from 0 up to, but not including, 1.");
        }
        this.loss = loss;
        this.inSteps = inSteps;
        this.epochs = epochs;
        this.batchSize = batchSize;
        this.rate = rate;
        this.validationShare = validationShare;
        this.seed = seed;
    }

    private static void atLeastOne(int value, String what) {
        if (value < 1) {
            throw Problem.option("fine-tuning with " + value + " " + what + " is not possible")
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

    /** What to make small. */
    public Loss loss() {
        return loss;
    }

    /** Whether errors are counted in steps of the output's codes, rather than in the unit of the goal. */
    public boolean inSteps() {
        return inSteps;
    }

    /** Passes over the training rows, at least 1. */
    public int epochs() {
        return epochs;
    }

    /** Rows per step, at least 1; the last batch of an epoch may be smaller. */
    public int batchSize() {
        return batchSize;
    }

    /** Adam's step size at the start, in codes of the weights, finite and above 0; falls to 0 in a straight line. */
    public double rate() {
        return rate;
    }

    /** Share of the rows, taken from the end, that decides which epoch is kept: at least 0, below 1. */
    public double validationShare() {
        return validationShare;
    }

    /** Seed of the order of the rows. */
    public long seed() {
        return seed;
    }

    /** The same with another number of epochs. */
    public FineTuneOptions withEpochs(int newEpochs) {
        return new FineTuneOptions(loss, inSteps, newEpochs, batchSize, rate, validationShare, seed);
    }

    /** The same with another number of rows per step. */
    public FineTuneOptions withBatchSize(int newBatchSize) {
        return new FineTuneOptions(loss, inSteps, epochs, newBatchSize, rate, validationShare, seed);
    }

    /** The same with another step size at the start. */
    public FineTuneOptions withRate(double newRate) {
        return new FineTuneOptions(loss, inSteps, epochs, batchSize, newRate, validationShare, seed);
    }

    /** The same with another share of rows that decide. */
    public FineTuneOptions withValidationShare(double newShare) {
        return new FineTuneOptions(loss, inSteps, epochs, batchSize, rate, newShare, seed);
    }

    /** The same with another seed. */
    public FineTuneOptions withSeed(long newSeed) {
        return new FineTuneOptions(loss, inSteps, epochs, batchSize, rate, validationShare, newSeed);
    }

    private List<Object> parts() {
        return List.of(loss, inSteps, epochs, batchSize, rate, validationShare, seed);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FineTuneOptions options && parts().equals(options.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    @Override
    public String toString() {
        return "FineTuneOptions" + parts();
    }
}

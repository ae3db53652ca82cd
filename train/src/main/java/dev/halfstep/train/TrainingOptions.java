package dev.halfstep.train;

import dev.halfstep.problem.Problem;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How to train a network. Immutable; start from {@link #defaults}, each {@code with...} method gives a changed copy and throws a
 * {@link Problem} of kind {@code OPTION} if the value is outside the range that its accessor names.
 */
public final class TrainingOptions {

    /** The most units that a hidden layer may have. */
    public static final int MAX_UNITS = 65536;

    private static final TrainingOptions DEFAULTS = new TrainingOptions(List.of(64), Loss.MAE, 100, 32, 1e-3, 0.2,
            OptionalInt.empty(), 0);

    private final List<Integer> hidden;
    private final Loss loss;
    private final int epochs;
    private final int batchSize;
    private final double learningRate;
    private final double validationShare;
    private final OptionalInt patience;
    private final long seed;

    private TrainingOptions(List<Integer> hidden, Loss loss, int epochs, int batchSize, double learningRate,
            double validationShare, OptionalInt patience, long seed) {
        for (int units : hidden) {
            if (units < 1 || units > MAX_UNITS) {
                throw Problem.option("a hidden layer of " + units + " units cannot be made")
                        .remedy("Give each hidden layer 1 to " + MAX_UNITS + " units.");
            }
        }
        atLeastOne(epochs, "epochs");
        atLeastOne(batchSize, "rows per batch");
        patience.ifPresent(rounds -> atLeastOne(rounds, "epochs of patience"));
        if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
            throw Problem.option("the learning rate is " + learningRate).remedy("Choose one above 0, such as 0.001.");
        }
        if (!(validationShare >= 0 && validationShare < 1)) {
            throw Problem.option("the validation share is " + validationShare)
                    .remedy("Choose one from 0 up to, but not including, 1.");
        }
        this.hidden = List.copyOf(hidden);
        this.loss = loss;
        this.epochs = epochs;
        this.batchSize = batchSize;
        this.learningRate = learningRate;
        this.validationShare = validationShare;
        this.patience = patience;
        this.seed = seed;
    }

    private static void atLeastOne(int value, String what) {
        if (value < 1) {
            throw Problem.option("training with " + value + " " + what + " is not possible")
                    .remedy("Choose at least 1.");
        }
    }

    /**
     * One hidden layer of 64 units, mean absolute error, 100 epochs of batches of 32, learning rate 0.001, a fifth of
     * the rows for validation, no early stopping, seed 0.
     */
    public static TrainingOptions defaults() {
        return DEFAULTS;
    }

    /** Units of each hidden layer, first layer first, each from 1 to {@value #MAX_UNITS}; empty for plain linear regression. */
    public List<Integer> hidden() {
        return hidden;
    }

    /** What to make small. */
    public Loss loss() {
        return loss;
    }

    /** Passes over the training rows, at least 1. */
    public int epochs() {
        return epochs;
    }

    /** Rows per step, at least 1; the last batch of an epoch may be smaller. */
    public int batchSize() {
        return batchSize;
    }

    /** Adam's step size, finite and above 0. */
    public double learningRate() {
        return learningRate;
    }

    /** Share of the rows, taken from the end, that is held out to watch the loss: at least 0, below 1. */
    public double validationShare() {
        return validationShare;
    }

    /** Early stopping: training ends after this many epochs in a row without a smaller loss (at least 1), and the weights of the best epoch are kept; empty for no early stopping, where those of the last epoch are kept. */
    public OptionalInt patience() {
        return patience;
    }

    /** Seed of the initial weights and of the order of the rows. */
    public long seed() {
        return seed;
    }

    /** The same with layers of so many units, first layer first; none for plain linear regression. */
    public TrainingOptions withHidden(List<Integer> newHidden) {
        return new TrainingOptions(newHidden, loss, epochs, batchSize, learningRate, validationShare, patience, seed);
    }

    /** The same with hidden layers of so many units, first layer first. */
    public TrainingOptions withHidden(Integer... newHidden) {
        return withHidden(List.of(newHidden));
    }

    /** The same with another loss. */
    public TrainingOptions withLoss(Loss newLoss) {
        return new TrainingOptions(hidden, newLoss, epochs, batchSize, learningRate, validationShare, patience, seed);
    }

    /** The same with another number of epochs. */
    public TrainingOptions withEpochs(int newEpochs) {
        return new TrainingOptions(hidden, loss, newEpochs, batchSize, learningRate, validationShare, patience, seed);
    }

    /** The same with another number of rows per step. */
    public TrainingOptions withBatchSize(int newBatchSize) {
        return new TrainingOptions(hidden, loss, epochs, newBatchSize, learningRate, validationShare, patience, seed);
    }

    /** The same with another step size. */
    public TrainingOptions withLearningRate(double newRate) {
        return new TrainingOptions(hidden, loss, epochs, batchSize, newRate, validationShare, patience, seed);
    }

    /** The same with another share of rows held out. */
    public TrainingOptions withValidationShare(double newShare) {
        return new TrainingOptions(hidden, loss, epochs, batchSize, learningRate, newShare, patience, seed);
    }

    /** The same with another patience, or none. */
    public TrainingOptions withPatience(OptionalInt newPatience) {
        return new TrainingOptions(hidden, loss, epochs, batchSize, learningRate, validationShare, newPatience, seed);
    }

    /** The same with early stopping after so many epochs without a smaller loss. */
    public TrainingOptions withPatience(int newPatience) {
        return withPatience(OptionalInt.of(newPatience));
    }

    /** The same with another seed. */
    public TrainingOptions withSeed(long newSeed) {
        return new TrainingOptions(hidden, loss, epochs, batchSize, learningRate, validationShare, patience, newSeed);
    }

    private List<Object> parts() {
        return List.of(hidden, loss, epochs, batchSize, learningRate, validationShare, patience, seed);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TrainingOptions options && parts().equals(options.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    @Override
    public String toString() {
        return "TrainingOptions" + parts();
    }
}

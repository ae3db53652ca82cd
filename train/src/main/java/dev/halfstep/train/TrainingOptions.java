package dev.halfstep.train;

import dev.halfstep.problem.Problem;
import java.util.List;
import java.util.OptionalInt;

/**
 * How to train a network. Immutable; each {@code with...} method gives a changed copy.
 *
 * @param hidden
 *            units of each hidden layer, first layer first, each from 1 to {@value #MAX_UNITS}; empty for plain linear
 *            regression
 * @param loss
 *            what to make small
 * @param epochs
 *            passes over the training rows, at least 1
 * @param batchSize
 *            rows per step, at least 1; the last batch of an epoch may be smaller
 * @param learningRate
 *            Adam's step size, finite and above 0
 * @param validationShare
 *            share of the rows, taken from the end, that is held out to watch the loss: at least 0, below 1
 * @param patience
 *            early stopping: training ends after this many epochs in a row without a smaller loss (at least 1), and the
 *            weights of the best epoch are kept; empty for no early stopping, where those of the last epoch are kept
 * @param seed
 *            of the initial weights and of the order of the rows
 */
public record TrainingOptions(List<Integer> hidden, Loss loss, int epochs, int batchSize, double learningRate,
        double validationShare, OptionalInt patience, long seed) {

    /** The most units that a hidden layer may have. */
    public static final int MAX_UNITS = 65536;

    private static final TrainingOptions DEFAULTS = new TrainingOptions(List.of(64), Loss.MAE, 100, 32, 1e-3, 0.2,
            OptionalInt.empty(), 0);

    /** @throws Problem if a value is outside the range given above */
    public TrainingOptions {
        hidden = List.copyOf(hidden);
        for (int units : hidden) {
            if (units < 1 || units > MAX_UNITS) {
                throw Problem.of("a hidden layer of " + units + " units cannot be made")
                        .remedy("Give each hidden layer 1 to " + MAX_UNITS + " units.");
            }
        }
        atLeastOne(epochs, "epochs");
        atLeastOne(batchSize, "rows per batch");
        patience.ifPresent(rounds -> atLeastOne(rounds, "epochs of patience"));
        if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
            throw Problem.of("the learning rate is " + learningRate).remedy("Choose one above 0, such as 0.001.");
        }
        if (!(validationShare >= 0 && validationShare < 1)) {
            throw Problem.of("the validation share is " + validationShare)
                    .remedy("Choose one from 0 up to, but not including, 1.");
        }
    }

    private static void atLeastOne(int value, String what) {
        if (value < 1) {
            throw Problem.of("training with " + value + " " + what + " is not possible").remedy("Choose at least 1.");
        }
    }

    /**
     * One hidden layer of 64 units, mean absolute error, 100 epochs of batches of 32, learning rate 0.001, a fifth of
     * the rows for validation, no early stopping, seed 0.
     */
    public static TrainingOptions defaults() {
        return DEFAULTS;
    }

    public TrainingOptions withHidden(List<Integer> newHidden) {
        return new TrainingOptions(newHidden, loss, epochs, batchSize, learningRate, validationShare, patience, seed);
    }

    public TrainingOptions withLoss(Loss newLoss) {
        return new TrainingOptions(hidden, newLoss, epochs, batchSize, learningRate, validationShare, patience, seed);
    }

    public TrainingOptions withEpochs(int newEpochs) {
        return new TrainingOptions(hidden, loss, newEpochs, batchSize, learningRate, validationShare, patience, seed);
    }

    public TrainingOptions withBatchSize(int newBatchSize) {
        return new TrainingOptions(hidden, loss, epochs, newBatchSize, learningRate, validationShare, patience, seed);
    }

    public TrainingOptions withLearningRate(double newRate) {
        return new TrainingOptions(hidden, loss, epochs, batchSize, newRate, validationShare, patience, seed);
    }

    public TrainingOptions withValidationShare(double newShare) {
        return new TrainingOptions(hidden, loss, epochs, batchSize, learningRate, newShare, patience, seed);
    }

    public TrainingOptions withPatience(OptionalInt newPatience) {
        return new TrainingOptions(hidden, loss, epochs, batchSize, learningRate, validationShare, newPatience, seed);
    }

    public TrainingOptions withSeed(long newSeed) {
        return new TrainingOptions(hidden, loss, epochs, batchSize, learningRate, validationShare, patience, newSeed);
    }
}

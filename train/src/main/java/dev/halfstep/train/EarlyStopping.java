package dev.halfstep.train;

import java.util.OptionalInt;

/**
 * Remembers the best epoch, and decides when to give up, as Keras' {@code EarlyStopping} with
 * {@code restore_best_weights} does: an epoch is better when its loss is smaller by any amount.
 */
final class EarlyStopping {

    private final OptionalInt patience;
    private double bestLoss = Double.POSITIVE_INFINITY;
    private int bestEpoch;
    private float[] bestWeights = {};

    EarlyStopping(OptionalInt patience) {
        this.patience = patience;
    }

    /**
     * Takes note of an epoch and of the weights at its end.
     *
     * @return whether training should end now
     */
    boolean stopAfter(EpochLoss loss, float[] weights) {
        if (bestEpoch == 0 || loss.watched() < bestLoss) {
            bestLoss = loss.watched();
            bestEpoch = loss.epoch();
            if (patience.isPresent()) {
                bestWeights = weights.clone();
            }
            return false;
        }
        return patience.isPresent() && loss.epoch() - bestEpoch >= patience.getAsInt();
    }

    /** The first epoch with the smallest loss. */
    int bestEpoch() {
        return bestEpoch;
    }

    /** The weights to keep: those of the best epoch, or without patience those of the end. */
    float[] keep(float[] atTheEnd) {
        return patience.isPresent() ? bestWeights : atTheEnd;
    }
}

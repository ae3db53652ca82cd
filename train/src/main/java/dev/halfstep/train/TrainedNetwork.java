package dev.halfstep.train;

import java.util.List;

/**
 * A trained network and how it came about.
 *
 * @param layers
 *            from input to output: the hidden ones with relu, the last one linear
 * @param history
 *            one entry for each epoch that was run; fewer than were asked for when training stopped early
 * @param bestEpoch
 *            the first epoch with the smallest loss of the validation rows, or of the training rows without any; from 1
 * @param keptEpoch
 *            the epoch at whose end the weights were as in {@code layers}: the best one with early stopping, else the
 *            last one; from 1
 * @param trainingRows
 *            how many rows were learned from
 * @param validationRows
 *            how many rows were held out
 */
public record TrainedNetwork(List<DenseLayer> layers, List<EpochLoss> history, int bestEpoch, int keptEpoch,
        int trainingRows, int validationRows) {

    public TrainedNetwork {
        layers = List.copyOf(layers);
        history = List.copyOf(history);
    }
}

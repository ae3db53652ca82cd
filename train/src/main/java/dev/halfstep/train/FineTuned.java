package dev.halfstep.train;

import dev.halfstep.graph.Graph;

/**
 * What fine-tuning made of a network. Errors are mean absolute errors over the validation rows and the outputs, of the exact
 * integer network, in the unit of the goal or in output steps, as {@link FineTuneOptions} chose.
 *
 * @param graph
 *            the network of the best epoch
 * @param before
 *            the error of the network that was given
 * @param after
 *            the error of {@link #graph}; never larger
 * @param bestEpoch
 *            counted from 1; 0 where no epoch was better than the network that was given, and this is returned as it was
 * @param trainingRows
 *            how many rows were learned from
 * @param validationRows
 *            how many decided; 0 where there were too few rows to hold any back, and the training rows decided
 */
public record FineTuned(Graph graph, double before, double after, int bestEpoch, int trainingRows,
        int validationRows) {}

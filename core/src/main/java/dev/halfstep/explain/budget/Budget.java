package dev.halfstep.explain.budget;

import dev.halfstep.explain.subject.Figure;
import java.util.List;
import java.util.Optional;

/**
 * The mean squared deviation of a quantized model from its float model, shared out among its sources.
 *
 * <p>
 * In a chain of dense layers a share is the source's Shapley value: what it adds to the mean squared deviation when it is switched on,
 * averaged over all orders in which the sources may be switched on (Shapley 1953). In any other network it is the mean product of what
 * a source adds to the output, in the order in which the network runs, and of what all sources add. Shares sum to the total; one that
 * is negative makes up for others.
 *
 * @param reference what the deviation is from
 * @param rows how many rows the shares were measured on, evenly spread over all rows
 * @param permutations 0 if shares are exact; otherwise from how many orders of the sources they were estimated: 1 where sources are
 *        switched on in the order in which the network runs, so that a share is the mean of what a source adds times what all add
 * @param total mean squared deviation over those rows
 * @param floor the mean squared deviation that rounding alone of the float model's own output to the output's codes would cost;
 *        0 where the output is computed in float
 * @param meanAbsDiff mean absolute deviation over those rows
 * @param floorMeanAbsDiff the same for the floor
 * @param players what was switched on and off as one: sources, or groups of them, the largest share first
 * @param worst the largest deviation
 */
public record Budget(Reference reference, int rows, int permutations, Figure total, Figure floor, Figure meanAbsDiff,
        Figure floorMeanAbsDiff, List<Share> players, Worst worst) {

    /** What a model's deviation is measured from. */
    public enum Reference {
        /** The float model that it was made from. */
        FLOAT_MODEL,
        /** The real numbers that its own weights and biases stand for: without the float model, what those cost is unknown. */
        OWN_WEIGHTS
    }

    /**
     * What one source, or a group of them, contributes.
     *
     * @param name for people
     * @param sources one, or those of a group
     * @param share of the total, in squared units
     * @param standardError of the share where it was estimated, from some orders of the sources, or by layer from some of the rows;
     *        0 where it is exact
     * @param meanAbsDiffWithout the mean absolute deviation that would be left without it, by layer without what it adds; not numbers
     *        where it is not known
     * @param worstShare its part of the squared deviation in the worst row; these sum to the square of that deviation
     */
    public record Share(String name, List<Source> sources, Figure share, Figure standardError,
            Figure meanAbsDiffWithout, Figure worstShare) {}

    /**
     * The largest deviation.
     *
     * @param row its number as the reader knows it, from 1
     * @param target index of the predicted value
     * @param reference what the float model predicts
     * @param quantized what the quantized model predicts
     * @param main the source with the largest part in it; of two about as large ones, clipping of the output
     */
    public record Worst(int row, int target, Figure reference, Figure quantized, Share main) {

        /** The deviation: the quantized value less the float one. */
        public Figure deviation() {
            return new Figure(quantized.inUnits() - reference.inUnits(),
                    quantized.standardised() - reference.standardised());
        }
    }

    public Budget {
        players = List.copyOf(players);
    }

    /** Whether layers were switched on one after another, in one order, as they are of models that are no chains of dense layers. */
    public boolean isByLayer() {
        return permutations == 1 && players.stream().flatMap(share -> share.sources().stream())
                .noneMatch(source -> source.kind() == Source.Kind.BEHIND_INPUT);
    }

    /** The player that a source belongs to. */
    public Optional<Share> of(Source source) {
        return players.stream().filter(share -> share.sources().contains(source)).findFirst();
    }
}

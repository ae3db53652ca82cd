package dev.halfstep.quantize;

import dev.halfstep.calibrate.Range;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.op.QuantizationRule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Widens the ranges of computed tensors, for rows that calibration did not see. An end that an activation sets stays; so does one
 * at 0 of an op without weights, which most of them never pass. Hidden tensors of a network whose layers share weights stay, too:
 * there a rounding error goes through the same layers again and again, and finer codes are worth more than room.
 */
final class Headroom {

    /** At 16 bits, half a range more at each end costs what is rounded there next to nothing. */
    private static final double WIDE = 0.5;

    private Headroom() {}

    /** A recipe with as much headroom as a precision has codes for, where nobody asked for another. */
    static Recipe of(Recipe recipe, Precision precision) {
        if (precision != Precision.INT16X8) {
            return recipe;
        }
        Recipe usual = Recipe.DEFAULT;
        return recipe.withHeadroom(recipe.headroom() == usual.headroom() ? WIDE : recipe.headroom())
                .withHiddenHeadroom(recipe.hiddenHeadroom() == usual.hiddenHeadroom() ? WIDE : recipe.hiddenHeadroom());
    }

    static Ranges widened(Graph network, Ranges ranges, Recipe recipe, Precision precision) {
        if (recipe.headroom() == 0 && recipe.hiddenHeadroom() == 0) {
            return ranges;
        }
        double hidden = sharesWeights(network) ? 0 : recipe.hiddenHeadroom();
        Map<Integer, Range> widened = new HashMap<>(ranges.byTensor());
        if (precision == Precision.INT16X8 && recipe.headroom() > 0) {
            network.inputs().forEach(t -> widened.computeIfPresent(t,
                    (same, range) -> widened(range, recipe.headroom(), Activation.NONE, true)));
        }
        for (Node node : network.nodes()) {
            QuantizationRule rule = node.op().quantization();
            if (rule.scales() == QuantizationRule.Scales.OWN && !rule.types().isEmpty()) {
                double share = network.outputs().contains(node.output()) ? recipe.headroom() : hidden;
                boolean hasWeights = rule.weights().isPresent();
                widened.computeIfPresent(node.output(),
                        (t, range) -> widened(range, share, node.op().activation(), hasWeights));
            }
        }
        return new Ranges(ranges.rows(), widened);
    }

    /** Whether layers share weights, as the steps of a recurrent layer do where they stand one after another. */
    private static boolean sharesWeights(Graph network) {
        Set<Integer> seen = new HashSet<>();
        return network.nodes().stream().anyMatch(node -> node.op().quantization().weights()
                .map(weights -> !seen.add(node.input(weights.weights()))).orElse(false));
    }

    /** A range that no activation ends, widened by the share of an output or of a hidden layer. */
    static Range widened(Range range, boolean isOutput, Recipe recipe) {
        return widened(range, isOutput ? recipe.headroom() : recipe.hiddenHeadroom(), Activation.NONE, true);
    }

    private static Range widened(Range range, double share, Activation activation, boolean hasWeights) {
        double margin = share * ((double) range.max() - range.min());
        float min = (float) Math.max(range.min() - margin, -Float.MAX_VALUE);
        float max = (float) Math.min(range.max() + margin, Float.MAX_VALUE);
        boolean low = hasWeights || range.min() < 0;
        boolean high = hasWeights || range.max() > 0;
        return new Range(low ? Math.min(range.min(), Math.max(min, activation.min())) : range.min(),
                high ? Math.max(range.max(), Math.min(max, activation.max())) : range.max());
    }
}

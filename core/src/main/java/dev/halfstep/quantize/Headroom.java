package dev.halfstep.quantize;

import dev.halfstep.calibrate.Range;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.FullyConnected;
import java.util.HashMap;
import java.util.Map;

/** Widens the ranges of computed tensors, for rows that calibration did not see. An end that an activation sets stays. */
final class Headroom {

    private Headroom() {}

    static Ranges widened(Graph network, Ranges ranges, Recipe recipe) {
        if (recipe.headroom() == 0 && recipe.hiddenHeadroom() == 0) {
            return ranges;
        }
        Map<Integer, Range> widened = new HashMap<>(ranges.byTensor());
        for (Node node : network.nodes()) {
            if (node.op() instanceof FullyConnected dense) {
                boolean isOutput = network.outputs().contains(node.output());
                double share = isOutput ? recipe.headroom() : recipe.hiddenHeadroom();
                widened.computeIfPresent(node.output(), (t, range) -> widened(range, share, dense));
            }
        }
        return new Ranges(ranges.rows(), widened);
    }

    private static Range widened(Range range, double share, FullyConnected dense) {
        double room = share * ((double) range.max() - range.min());
        float min = (float) Math.max(range.min() - room, -Float.MAX_VALUE);
        float max = (float) Math.min(range.max() + room, Float.MAX_VALUE);
        return new Range(Math.min(range.min(), Math.max(min, dense.activation().min())),
                Math.max(range.max(), Math.min(max, dense.activation().max())));
    }
}

package dev.halfstep.quantize;

import dev.halfstep.calibrate.Range;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.elementwise.Relu;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The range that somebody asks for the codes of outputs, in place of what calibration saw there. An op that hands on the codes of its
 * input has them from there, so that the range is that of the tensor where they arise, too.
 */
final class OutputRange {

    static final String REASON = "the range that was asked for";

    private OutputRange() {}

    /** The ranges with the one that a recipe asks for, if it does. */
    static Ranges in(Graph network, Ranges ranges, Recipe recipe) {
        Range asked = recipe.outputRange();
        if (asked == null) {
            return ranges;
        }
        Map<Integer, Range> changed = new HashMap<>(ranges.byTensor());
        for (int t : tensors(network)) {
            boolean cut = network.readers(t).stream().anyMatch(n -> network.nodes().get(n).op() instanceof Relu);
            changed.computeIfPresent(t, (same, range) -> cut ? range.union(asked) : asked);
        }
        return new Ranges(ranges.rows(), changed);
    }

    /** The outputs, and the tensors of which they are copies or parts. */
    static TreeSet<Integer> tensors(Graph network) {
        var tensors = new TreeSet<Integer>();
        for (int output : network.outputs()) {
            Optional<Integer> t = Optional.of(output);
            while (t.isPresent() && tensors.add(t.get())) {
                t = source(network, t.get());
            }
        }
        return tensors;
    }

    /** What a tensor is made of without arithmetic, if that is one tensor that nobody else looks at. */
    private static Optional<Integer> source(Graph network, int tensor) {
        @Nullable Node writer = network.writer(tensor).map(network.nodes()::get).orElse(null);
        if (writer == null) {
            return Optional.empty();
        }
        boolean handsOn = writer.op().quantization().scales() == QuantizationRule.Scales.SHARED
                || writer.op() instanceof Relu;
        List<Integer> read = ActivationPlanner.computed(network, writer);
        return handsOn && read.size() == 1 && network.readers(read.getFirst()).size() == 1
                && network.writer(read.getFirst()).isPresent() ? Optional.of(read.getFirst()) : Optional.empty();
    }

    /** Whether a range for the outputs has an effect. */
    static boolean hasEffect(Graph network, Recipe recipe) {
        var kept = new FloatParts(network, recipe.keepFloat());
        return tensors(network).stream().map(network::writer).flatMap(Optional::stream).map(network.nodes()::get)
                .anyMatch(node -> node.op().quantization().scales() == QuantizationRule.Scales.OWN
                        && node.op().quantization().fixed().isEmpty() && !node.op().quantization().types().isEmpty()
                        && !kept.keeps(node));
    }
}

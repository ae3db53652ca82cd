package dev.halfstep.quantize;

import dev.halfstep.calibrate.Range;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Op;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.elementwise.BinaryFunction;
import dev.halfstep.op.elementwise.Relu;
import dev.halfstep.tensor.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The ranges that the codes of activations have to cover. For most that is what calibration saw there. Where all that reads a
 * tensor only moves values about or picks among them, as {@code MINIMUM} does, or cuts them off, as {@code RELU} does, it is what
 * comes out behind: a value that clips in front of such an op would else clip behind it, and codes for less are finer.
 *
 * <p>
 * Two passes: from the first node to the last, how far values can reach at most, given how far their sources were widened; from
 * the last to the first, what is needed.
 */
final class NeededRanges {

    private final Graph network;
    private final Partition partition;
    private final Recipe recipe;
    private final Ranges ranges;
    private final Set<Integer> outputs;
    /** How far the values of what shared ops and cuts give can reach, where they have one source. */
    private final Map<Integer, Range> reach = new HashMap<>();
    private final Map<Integer, Range> needed = new HashMap<>();

    private NeededRanges(Graph network, Partition partition, Recipe recipe, Ranges ranges) {
        this.network = network;
        this.partition = partition;
        this.recipe = recipe;
        this.ranges = ranges;
        outputs = new HashSet<>(network.outputs());
    }

    /**
     * The ranges, by tensor: of inputs and of what integer nodes write.
     *
     * @param ranges widened by {@link Headroom}, which leaves alone what shared ops give
     */
    static Map<Integer, Range> of(Graph network, Partition partition, Recipe recipe, Ranges ranges) {
        var needs = new NeededRanges(network, partition, recipe, ranges);
        List<Node> nodes = network.nodes();
        for (int n = 0; n < nodes.size(); n++) {
            if (needs.isCut(n) || (needs.isShared(n) && needs.hasOneSource(n))) {
                needs.addReach(nodes.get(n));
            }
        }
        for (int n = nodes.size() - 1; n >= 0; n--) {
            if (partition.isInteger(n)) {
                nodes.get(n).outputs().forEach(needs::add);
            }
        }
        network.inputs().forEach(needs::add);
        return needs.needed;
    }

    private boolean isShared(int n) {
        return partition.isInteger(n) && network.nodes().get(n).op().quantization().scales().areShared();
    }

    private boolean isCut(int n) {
        return partition.isInteger(n) && network.nodes().get(n).op() instanceof Relu;
    }

    private void addReach(Node node) {
        Optional<Range> all = Optional.empty();
        for (int t : ActivationPlanner.data(network, node)) {
            Optional<Range> next = reach(t);
            if (next.isEmpty()) {
                return;
            }
            Range range = next.get();
            all = Optional.of(all.map(before -> joined(node, before, range)).orElse(range));
        }
        for (int t : node.outputs()) {
            if (all.isPresent() && ranges.of(t).isPresent()) {
                Range given = all.get().clippedTo(limits(node.op()));
                reach.put(t, node.op() instanceof Relu ? given : given.union(ranges.of(t).get()));
            }
        }
    }

    /** What an op gives at most, whatever goes in. */
    private static Range limits(Op op) {
        float min = finite(op instanceof Relu relu ? relu.min() : op.activation().min());
        float max = finite(op instanceof Relu relu ? relu.max() : op.activation().max());
        return new Range(min, max);
    }

    private static float finite(float end) {
        return Math.clamp(end, -Float.MAX_VALUE, Float.MAX_VALUE);
    }

    private Optional<Range> reach(int t) {
        if (network.tensor(t).isConstant()) {
            return Optional.of(Range.of(((Tensor) network.constant(t)).values()));
        }
        return Optional.ofNullable(reach.get(t)).or(() -> ranges.of(t));
    }

    /** How far the results reach where operands have two ranges. */
    private static Range joined(Node node, Range a, Range b) {
        if (node.op() == BinaryFunction.MINIMUM) {
            return new Range(Math.min(a.min(), b.min()), Math.min(a.max(), b.max()));
        }
        if (node.op() == BinaryFunction.MAXIMUM) {
            return new Range(Math.max(a.min(), b.min()), Math.max(a.max(), b.max()));
        }
        return a.union(b);
    }

    private void add(int t) {
        ranges.of(t).map(range -> own(t, range)).ifPresent(own -> needed.put(t, needed(t, own)));
    }

    /**
     * What is needed where somebody looks at the values themselves. Ranges that follow from the one before them are widened as
     * that one is, those of several tensors together are not.
     */
    private Range own(int t, Range range) {
        Range limit = reach.get(t);
        if (limit == null) {
            return range;
        }
        boolean isWidened = network.writer(t).map(this::isCut).orElse(true);
        return (isWidened ? range : Headroom.widened(range, outputs.contains(t), recipe)).clippedTo(limit);
    }

    private boolean hasOneSource(int n) {
        return ActivationPlanner.computed(network, network.nodes().get(n)).size() == 1;
    }

    private Range needed(int t, Range own) {
        Optional<Range> all = outputs.contains(t) ? Optional.of(own) : Optional.empty();
        for (int reader : network.readers(t)) {
            if (partition.parts().get(reader) != Partition.Part.UNTOUCHED) {
                Range next = neededBy(reader, own);
                all = Optional.of(all.map(next::union).orElse(next));
            }
        }
        return all.orElse(own);
    }

    /** What a node needs of a tensor that it reads. Its outputs' codes are the tensor's own if it has no other computed input. */
    private Range neededBy(int reader, Range own) {
        Node node = network.nodes().get(reader);
        List<Range> behind = node.outputs().stream().map(needed::get).filter(Objects::nonNull).toList();
        if (behind.isEmpty() || !(isShared(reader) || isCut(reader))) {
            return own;
        }
        Range all = behind.stream().reduce(Range::union).orElseThrow();
        if (node.op().quantization().scales() == QuantizationRule.Scales.AVERAGED) {
            return own.union(all);
        }
        return isShared(reader) && hasOneSource(reader) ? all : own.clippedTo(all);
    }
}

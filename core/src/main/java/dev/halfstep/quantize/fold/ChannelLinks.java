package dev.halfstep.quantize.fold;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.conv.Conv2D;
import dev.halfstep.op.conv.Pool2D;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.op.elementwise.LeakyRelu;
import dev.halfstep.op.elementwise.Relu;
import dev.halfstep.op.move.Bordering.Pad;
import dev.halfstep.op.move.Reshaping.ExpandDims;
import dev.halfstep.op.move.Reshaping.Reshape;
import dev.halfstep.op.move.Reshaping.Squeeze;
import dev.halfstep.op.reduce.Reduce;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds pairs of layers between which channels may be scaled: what the one gives reaches nothing but the other, through ops that keep
 * channels apart and give a multiple of their result for a multiple of what goes in.
 */
final class ChannelLinks {

    private final Graph network;
    private final Predicate<Node> fixed;

    /**
     * A layer and the one that reads what it gives. In all tensors between them, the channel of an element is its index modulo
     * {@code channels}.
     *
     * @param layer that gives
     * @param reader that reads
     */
    record Link(Node layer, Node reader, int channels) {}

    private ChannelLinks(Graph network, Predicate<Node> fixed) {
        this.network = network;
        this.fixed = fixed;
    }

    /**
     * All links of a float network, in the order of its nodes.
     *
     * @param fixed layers that must stay as they are
     */
    static List<Link> of(Graph network, Predicate<Node> fixed) {
        var links = new ChannelLinks(network, fixed);
        return network.nodes().stream().flatMap(node -> links.from(node).stream()).toList();
    }

    private Optional<Link> from(Node layer) {
        boolean homogeneous = layer.op().activation() == Activation.NONE || layer.op().activation() == Activation.RELU;
        if (!isLayer(layer) || !homogeneous) {
            return Optional.empty();
        }
        int channels = network.tensor(layer.output()).shape().lastExtent();
        int tensor = layer.output();
        while (channels > 1 && network.uses(tensor) == 1 && network.readers(tensor).size() == 1) {
            Node reader = network.nodes().get(network.readers(tensor).getFirst());
            if (isLayer(reader)) {
                return takesUp(reader, tensor, channels) ? Optional.of(new Link(layer, reader, channels))
                        : Optional.empty();
            }
            if (!isHomogeneous(reader, tensor)) {
                return Optional.empty();
            }
            tensor = reader.output();
        }
        return Optional.empty();
    }

    /** Whether a node is a layer whose weights and bias are its own. */
    private boolean isLayer(Node node) {
        boolean known = node.op() instanceof FullyConnected || node.op() instanceof Conv2D;
        return known && !fixed.test(node)
                && node.op().quantization().weights().filter(rule -> isOwn(node, rule)).isPresent();
    }

    private boolean isOwn(Node node, QuantizationRule.Weights rule) {
        return isOwn(node.input(rule.weights())) && (!node.hasInput(rule.bias()) || isOwn(node.input(rule.bias())));
    }

    private boolean isOwn(int tensor) {
        return network.tensor(tensor).isConstant() && network.uses(tensor) == 1;
    }

    /** Whether a layer has weights of its own for each channel of each output. */
    private boolean takesUp(Node node, int tensor, int channels) {
        QuantizationRule.Weights rule = node.op().quantization().weights().orElseThrow();
        int inputs = network.tensor(node.input(rule.weights())).shape().lastExtent();
        boolean whole = !(node.op() instanceof Conv2D conv)
                || (!conv.depthwise() && network.tensor(tensor).shape().lastExtent() == inputs);
        return node.input(rule.data()) == tensor && whole && inputs > 0 && inputs % channels == 0;
    }

    private boolean isHomogeneous(Node node, int tensor) {
        Op op = node.op();
        boolean scales = switch (op) {
            case Pool2D pool -> pool.activation() == Activation.NONE || pool.activation() == Activation.RELU;
            case Relu relu -> relu == Relu.RELU;
            case LeakyRelu leaky -> true;
            case Reduce reduce -> reduce.kind() == Reduce.Kind.MEAN || reduce.kind() == Reduce.Kind.SUM
                    || reduce.kind() == Reduce.Kind.MAX || reduce.kind() == Reduce.Kind.MIN;
            case Pad pad -> node.inputs().size() == 2;
            case Reshape reshape -> true;
            case Squeeze squeeze -> true;
            case ExpandDims expand -> true;
            default -> false;
        };
        boolean movesNothing = op instanceof Reshape || op instanceof Squeeze || op instanceof ExpandDims;
        return scales && node.input(0) == tensor && (movesNothing || keepsLastAxis(node, tensor));
    }

    private boolean keepsLastAxis(Node node, int tensor) {
        if (node.op() instanceof Reduce && (!network.tensor(node.input(1)).isConstant() || reducesLast(node, tensor))) {
            return false;
        }
        int before = network.tensor(tensor).shape().lastExtent();
        return before > 0 && network.tensor(node.output()).shape().rank() > 0
                && network.tensor(node.output()).shape().lastExtent() == before;
    }

    private boolean reducesLast(Node node, int tensor) {
        int rank = network.tensor(tensor).shape().rank();
        for (long axis : network.operands(node).integers(1)) {
            if (axis == -1 || axis == rank - 1) {
                return true;
            }
        }
        return false;
    }
}

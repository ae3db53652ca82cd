package dev.halfstep.certify;

import dev.halfstep.certify.network.Pair;
import dev.halfstep.certify.network.Provable;
import dev.halfstep.certify.network.chain.ChainPair;
import dev.halfstep.certify.network.chain.CodedChain;
import dev.halfstep.certify.network.chain.FloatChain;
import dev.halfstep.certify.network.chain.QuantizedChain;
import dev.halfstep.certify.network.chain.WeightsChain;
import dev.halfstep.certify.network.unit.UnitPair;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Program;
import dev.halfstep.lower.Lowered;
import dev.halfstep.lower.LoweredCoding;
import dev.halfstep.lower.LoweredDense;
import dev.halfstep.lower.LoweredElements;
import dev.halfstep.lower.LoweredPairs;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.tensor.TensorInfo;

/** Reads two models as what bounds are proven of: dense layers in a row, or units that read any others before them. */
final class Pairs {

    private Pairs() {}

    /** @throws Problem that names what has no bounds */
    static Pair of(Graph network, Graph quantized) {
        if (isInARow(Quantizer.floatNetwork(network)) && isInARow(quantized)) {
            return ChainPair.of(FloatChain.of(network), quantized(quantized));
        }
        if (!isOfCodes(quantized)) {
            throw Provable.not("it has skips, convolutions or moves, and its activations are no codes");
        }
        return UnitPair.of(network, quantized);
    }

    static QuantizedChain quantized(Graph graph) {
        boolean isInteger = graph.nodes().stream().filter(node -> node.op() instanceof FullyConnected)
                .anyMatch(node -> graph.tensor(node.input(FullyConnected.DATA)).dtype().isInteger());
        return isInteger ? CodedChain.of(graph) : WeightsChain.of(graph);
    }

    /** Whether layers compute with codes: all activations but those at inputs and outputs. */
    private static boolean isOfCodes(Graph graph) {
        return graph.nodes().stream().flatMap(node -> node.inputs().stream()).filter(t -> t >= 0)
                .map(graph::tensor).anyMatch(tensor -> !tensor.isConstant() && isCode(tensor));
    }

    private static boolean isCode(TensorInfo tensor) {
        return tensor.dtype().isInteger() && tensor.quantization().isPresent();
    }

    /** Whether dense layers follow each other, each value read by one node alone; features may be normalised before. */
    private static boolean isInARow(Graph graph) {
        boolean hasLayer = false;
        for (Program.Step step : Program.of(graph).steps()) {
            hasLayer |= step.lowered() instanceof LoweredDense;
            if (!isOfRow(step.lowered(), hasLayer) || graph.readers(step.node().output()).size() > 1) {
                return false;
            }
        }
        return graph.inputs().stream().allMatch(input -> graph.readers(input).size() == 1);
    }

    private static boolean isOfRow(Lowered lowered, boolean isBehindLayer) {
        return switch (lowered) {
            case LoweredDense dense -> true;
            case LoweredElements elements -> true;
            case LoweredCoding coding -> true;
            case LoweredPairs pairs -> !isBehindLayer;
            default -> false;
        };
    }
}

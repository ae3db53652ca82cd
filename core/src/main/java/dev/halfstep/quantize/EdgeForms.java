package dev.halfstep.quantize;

import dev.halfstep.graph.EdgeCoding;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.TensorInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The tensors at a quantized model's edges, and the widths of those that have other columns than in the float network. */
final class EdgeForms {

    private final Graph network;
    private final Plan plan;
    /** By input. */
    private final Map<Integer, Decision.InputCodes> inputCodes;
    private final int copies;
    /** For each tensor that a dense layer makes, how many outputs that layer has. */
    private final Map<Integer, Integer> outputs = new HashMap<>();

    EdgeForms(Graph network, Plan plan) {
        Map<Integer, Decision.Weights> weights = plan.byTensor(Decision.Weights.class);
        this.network = network;
        this.plan = plan;
        inputCodes = plan.byTensor(Decision.InputCodes.class);
        copies = plan.byTensor(Decision.OutputCopies.class).values().stream().findFirst()
                .map(Decision.OutputCopies::copies).orElse(1);
        for (Node node : network.nodes()) {
            if (node.op() instanceof FullyConnected && weights.containsKey(node.input(FullyConnected.WEIGHTS))) {
                outputs.put(node.output(),
                        Objects.requireNonNull(weights.get(node.input(FullyConnected.WEIGHTS))).outputs());
            }
        }
    }

    /** How the model's file says that its edges are to be read. */
    EdgeCoding coding() {
        return new EdgeCoding(network.inputs().stream()
                .map(t -> Optional.ofNullable(inputCodes.get(t)).map(Decision.InputCodes::codes)).toList(), copies);
    }

    /** The tensor at the edge: in float as it was, or codes of the same scale with the zero point moved for the type. */
    TensorInfo edge(int t, Quantization inner) {
        TensorInfo info = shaped(t);
        if (plan.edge() == DType.FLOAT32) {
            return info;
        }
        long moved = inner.zeroPoint() + plan.edge().min() - plan.precision().activations().min();
        return info.asCodes(plan.edge(), Quantization.perTensor(inner.scale(), moved));
    }

    /** The tensor with as many columns as it has in the quantized network. */
    TensorInfo shaped(int t) {
        TensorInfo info = network.tensor(t);
        int last = info.shape().rank() - 1;
        if (last < 0) {
            return info;
        }
        int same = info.shape().extent(last);
        Decision.InputCodes own = inputCodes.get(t);
        int columns = own == null ? outputs.getOrDefault(t, same) : own.codes().slots().size();
        return columns == same ? info : info.withExtent(last, columns);
    }
}

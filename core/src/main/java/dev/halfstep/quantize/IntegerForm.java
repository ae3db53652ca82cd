package dev.halfstep.quantize;

import dev.halfstep.graph.EdgeCoding;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Dequantize;
import dev.halfstep.op.FullyConnected;
import dev.halfstep.op.Quantize;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Builds the graph in which every activation is codes, with QUANTIZE and DEQUANTIZE at the edges where those differ. */
final class IntegerForm {

    private final Graph network;
    private final Plan plan;
    private final Map<Integer, Decision.Activation> activations;
    private final Map<Integer, Decision.Weights> weights;
    private final Map<Integer, Decision.Bias> biases;
    private final Optional<Decision.InputCodes> inputCodes;
    private final int copies;
    private final Set<Integer> networkOutputs;
    private final Graph.Builder builder;
    /** From a tensor of the float network to the one that holds its codes. */
    private final Map<Integer, Integer> codes = new HashMap<>();
    /** From an input of the float network to the tensor at the new model's edge. */
    private final Map<Integer, Integer> inputs = new HashMap<>();
    /** The same for the outputs; an input that comes out as it is has two edges. */
    private final Map<Integer, Integer> outputs = new HashMap<>();

    IntegerForm(Graph network, Plan plan) {
        this.network = network;
        this.plan = plan;
        activations = plan.byTensor(Decision.Activation.class);
        weights = plan.byTensor(Decision.Weights.class);
        biases = plan.biasByNode();
        inputCodes = plan.byTensor(Decision.InputCodes.class).values().stream().findFirst();
        copies = plan.byTensor(Decision.OutputCopies.class).values().stream().findFirst()
                .map(Decision.OutputCopies::copies).orElse(1);
        networkOutputs = new LinkedHashSet<>(network.outputs());
        builder = new Graph.Builder().description(network.description());
        codes.put(Node.ABSENT, Node.ABSENT);
    }

    Graph build() {
        network.inputs().forEach(this::addInput);
        for (int n = 0; n < network.nodes().size(); n++) {
            addNode(n, network.nodes().get(n));
        }
        networkOutputs.forEach(this::addOutput);
        builder.inputs(Pruning.moved(network.inputs(), inputs)).outputs(Pruning.moved(network.outputs(), outputs));
        network.signatures().forEach(s -> builder.add(Pruning.moved(s, inputs, outputs)));
        network.metadata().forEach(builder::metadata);
        Graph graph = builder.build();
        return new EdgeCoding(inputCodes.map(Decision.InputCodes::codes).orElse(null), copies).text()
                .map(text -> graph.withText(EdgeCoding.METADATA_NAME, text)).orElse(graph);
    }

    /** The tensor of the built graph that holds the codes of a float tensor. */
    int codesOf(int floatTensor) {
        return Objects.requireNonNull(codes.get(floatTensor));
    }

    private void addInput(int t) {
        TensorInfo info = network.tensor(t);
        if (plan.edge() == plan.precision().activations()) {
            int only = builder.add(coded(t));
            codes.put(t, only);
            inputs.put(t, only);
            return;
        }
        int edge = builder.add(edge(shaped(t), t));
        int inner = builder.add(coded(t).withName(info.name() + "_codes"));
        builder.add(new Node(new Quantize(), List.of(edge), List.of(inner)));
        codes.put(t, inner);
        inputs.put(t, edge);
    }

    private void addOutput(int t) {
        if (plan.edge() == plan.precision().activations()) {
            outputs.put(t, codes.get(t));
            return;
        }
        int edge = builder.add(edge(shaped(t), t));
        builder.add(new Node(plan.edge() == DType.FLOAT32 ? new Dequantize() : new Quantize(), List.of(codes.get(t)),
                List.of(edge)));
        outputs.put(t, edge);
    }

    /** The tensor at the edge: in float as it was, or codes of the same scale with the zero point moved for the type. */
    private TensorInfo edge(TensorInfo info, int t) {
        if (plan.edge() == DType.FLOAT32) {
            return info;
        }
        Quantization inner = decision(t).quantization();
        long moved = inner.zeroPoint() + plan.edge().min() - plan.precision().activations().min();
        return info.asCodes(plan.edge(), Quantization.perTensor(inner.scale(), moved));
    }

    private TensorInfo coded(int t) {
        return shaped(t).asCodes(plan.precision().activations(), decision(t).quantization());
    }

    /** The tensor with as many columns as it has in the quantized network. */
    private TensorInfo shaped(int t) {
        TensorInfo info = network.tensor(t);
        int columns = inputCodes.filter(codes -> codes.tensor() == t).map(codes -> codes.codes().slots().size())
                .orElseGet(() -> outputs(t));
        int last = info.shape().rank() - 1;
        return columns == 0 || info.shape().extent(last) == columns ? info : info.withExtent(last, columns);
    }

    /** How many outputs the layer has that makes a tensor; 0 for other tensors. */
    private int outputs(int t) {
        return network.nodes().stream().filter(node -> node.op() instanceof FullyConnected && node.output() == t)
                .map(node -> Objects.requireNonNull(weights.get(node.input(FullyConnected.WEIGHTS))).outputs())
                .findFirst().orElse(0);
    }

    private Decision.Activation decision(int t) {
        return Objects.requireNonNull(activations.get(t));
    }

    private void addNode(int n, Node node) {
        switch (node.op()) {
            case FullyConnected dense -> addDense(n, node);
            default -> throw Planner.alreadyQuantized();
        }
    }

    private void addDense(int n, Node node) {
        var operands = new ArrayList<Integer>();
        operands.add(codes.get(node.input(FullyConnected.DATA)));
        operands.add(codes.computeIfAbsent(node.input(FullyConnected.WEIGHTS), this::addWeights));
        if (node.hasInput(FullyConnected.BIAS)) {
            operands.add(addBias(Objects.requireNonNull(biases.get(n))));
        }
        int output = node.output();
        String name = network.tensor(output).name();
        boolean renamed = networkOutputs.contains(output) && plan.edge() != plan.precision().activations();
        codes.put(output, builder.add(coded(output).withName(renamed ? name + "_codes" : name)));
        builder.add(new Node(node.op(), operands, List.of(codes.get(output))));
    }

    private int addWeights(int w) {
        Decision.Weights decision = Objects.requireNonNull(weights.get(w));
        return builder.add(decision.constant());
    }

    private int addBias(Decision.Bias decision) {
        Shape shape = network.tensor(decision.tensor()).shape();
        int count = decision.codes().length;
        return builder.add(TensorInfo.constant(decision.name(), Codes.of(decision.dtype(),
                shape.elements() == count ? shape : Shape.of(count), decision.codes(), decision.quantization())));
    }
}

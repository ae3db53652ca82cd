package dev.halfstep.quantize;

import dev.halfstep.graph.EdgeCoding;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.graph.Pruning;
import dev.halfstep.op.Op;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds the graph in which activations are codes. A tensor of the float network may have several forms in it: its codes, the
 * same rescaled for an op that must share a scale with others, and its real values. QUANTIZE and DEQUANTIZE make one from another
 * where a node or an edge asks for it, once each.
 */
final class IntegerForm {

    private final Graph network;
    private final Plan plan;
    private final DType codeType;
    private final Map<Integer, Decision.Activation> activations;
    private final Map<Integer, Decision.Weights> weights;
    private final Map<Integer, Decision.Bias> biases;
    private final Set<Integer> realNodes;
    private final Set<Integer> foldedNodes;
    private final EdgeForms edges;
    private final Graph.Builder builder;
    /** From a tensor of the float network to the one that holds its codes in its own scale. */
    private final Map<Integer, Integer> codes = new HashMap<>();
    /** The same in other scales. */
    private final Map<Rescaled, Integer> rescaled = new HashMap<>();
    /** From a tensor of the float network to the one that holds it as it is: real values, or integers that are no codes. */
    private final Map<Integer, Integer> plain = new HashMap<>();
    /** By identity: weights of two tensors may be equal. */
    private final IdentityHashMap<Decision.Weights, Integer> weightCodes = new IdentityHashMap<>();

    /** From a layer of the float network to the tensor that holds its bias. */
    private final Map<Integer, Integer> biasCodes = new HashMap<>();

    private record Rescaled(int tensor, Quantization quantization) {}

    IntegerForm(Graph network, Plan plan) {
        this.network = network;
        this.plan = plan;
        codeType = plan.precision().activations();
        activations = plan.byTensor(Decision.Activation.class);
        weights = plan.weightsByNode(network);
        biases = plan.biasByNode();
        realNodes = plan.realNodes();
        foldedNodes = plan.foldedNodes();
        edges = new EdgeForms(network, plan);
        builder = new Graph.Builder().description(network.description());
    }

    Graph build() {
        Map<Integer, Integer> inputs = new HashMap<>();
        network.inputs().forEach(t -> inputs.put(t, addInput(t)));
        for (int n = 0; n < network.nodes().size(); n++) {
            addNode(n, network.nodes().get(n));
        }
        Map<Integer, Integer> outputs = new HashMap<>();
        new LinkedHashSet<>(network.outputs()).forEach(t -> outputs.put(t, addOutput(t)));
        builder.inputs(Pruning.moved(network.inputs(), inputs)).outputs(Pruning.moved(network.outputs(), outputs));
        network.signatures().forEach(s -> builder.add(Pruning.moved(s, inputs, outputs)));
        network.metadata().forEach(builder::metadata);
        Graph graph = builder.build();
        return edges.coding().text().map(text -> graph.withText(EdgeCoding.METADATA_NAME, text)).orElse(graph);
    }

    /** The tensor of the built graph that holds the codes of a float tensor. */
    int codesOf(int floatTensor) {
        return Objects.requireNonNull(codes.get(floatTensor));
    }

    /** The tensor of the built graph that holds the weights of a layer of the float network. */
    int weightsOf(int node) {
        return Objects.requireNonNull(weightCodes.get(Objects.requireNonNull(weights.get(node))));
    }

    /** The tensor of the built graph that holds the bias of a layer of the float network. */
    int biasOf(int node) {
        return Objects.requireNonNull(biasCodes.get(node));
    }

    private boolean isCoded(int t) {
        return activations.containsKey(t);
    }

    private int addInput(int t) {
        TensorInfo info = network.tensor(t);
        if (!isCoded(t)) {
            plain.put(t, builder.add(info));
            return plain.get(t);
        }
        if (plan.edge() == codeType) {
            codes.put(t, builder.add(coded(t)));
            return codes.get(t);
        }
        int edge = builder.add(edges.edge(t, decision(t).quantization()));
        codes.put(t, builder.add(coded(t).withName(info.name() + "_codes")));
        builder.add(new Node(new Quantize(), List.of(edge), List.of(codes.get(t))));
        if (plan.edge() == DType.FLOAT32) {
            plain.put(t, edge);
        }
        return edge;
    }

    private int addOutput(int t) {
        boolean isReal = Partition.isReal(network, t);
        if (!isReal || !isCoded(t)) {
            return plain(t);
        }
        if (plan.edge() == codeType) {
            return codes(t);
        }
        if (plan.edge() == DType.FLOAT32 && plain.containsKey(t) && !network.inputs().contains(t)) {
            return plain(t);
        }
        int edge = builder.add(edges.edge(t, decision(t).quantization()));
        Op op = plan.edge() == DType.FLOAT32 ? new Dequantize() : new Quantize();
        builder.add(new Node(op, List.of(codes(t)), List.of(edge)));
        return edge;
    }

    private TensorInfo coded(int t) {
        return edges.shaped(t).asCodes(codeType, decision(t).quantization());
    }

    private Decision.Activation decision(int t) {
        return decided(activations.get(t), t);
    }

    private <D extends Decision> D decided(@Nullable D decision, int t) {
        if (decision == null) {
            throw Problem.of("the plan does not decide what becomes of it").at(network.place(t));
        }
        return decision;
    }

    private void addNode(int n, Node node) {
        if (foldedNodes.contains(n)) {
            codes.put(node.output(), codes(computedInput(node)));
            return;
        }
        if (realNodes.contains(n) || !hasCodes(node)) {
            addPlain(node);
            return;
        }
        QuantizationRule rule = node.op().quantization();
        Optional<Quantization> shared = rule.scales().areShared()
                ? Optional.of(decision(firstReal(node.outputs())).quantization())
                : Optional.empty();
        var operands = new ArrayList<Integer>();
        for (int i = 0; i < node.inputs().size(); i++) {
            operands.add(operand(n, node, i, shared));
        }
        addMissingBias(n, node, operands);
        var results = new ArrayList<Integer>();
        for (int t : node.outputs()) {
            results.add(result(t));
        }
        builder.add(new Node(node.op().withActivations(codeType), operands, results));
    }

    private int computedInput(Node node) {
        return node.inputs().stream().filter(t -> t != Node.ABSENT && !network.tensor(t).isConstant()).findFirst()
                .orElseThrow();
    }

    /** What gives truth values or indices has codes if it reads some. */
    private boolean hasCodes(Node node) {
        return node.outputs().stream().anyMatch(t -> Partition.isReal(network, t) && isCoded(t))
                || (node.op().readsContents()
                        && ActivationPlanner.data(network, node).stream().anyMatch(this::isCoded));
    }

    private int firstReal(List<Integer> tensors) {
        return tensors.stream().filter(t -> Partition.isReal(network, t)).findFirst().orElseThrow();
    }

    /** A layer without a bias has one in the quantized network where the plan decides on one. */
    private void addMissingBias(int n, Node node, List<Integer> operands) {
        Decision.Bias bias = biases.get(n);
        Optional<QuantizationRule.Weights> rule = node.op().quantization().weights();
        if (bias == null || rule.isEmpty() || node.hasInput(rule.get().bias())) {
            return;
        }
        while (operands.size() <= rule.get().bias()) {
            operands.add(Node.ABSENT);
        }
        operands.set(rule.get().bias(), addBias(bias));
    }

    private int operand(int n, Node node, int position, Optional<Quantization> shared) {
        int t = node.input(position);
        if (t == Node.ABSENT) {
            return Node.ABSENT;
        }
        Optional<QuantizationRule.Weights> rule = node.op().quantization().weights();
        if (rule.isPresent() && position == rule.get().weights()) {
            return weightCodes.computeIfAbsent(decided(weights.get(n), t), this::addWeights);
        }
        if (rule.isPresent() && position == rule.get().bias()) {
            return addBias(decided(biases.get(n), t));
        }
        if (!Partition.isReal(network, t)) {
            return plain(t);
        }
        return shared.map(scale -> codes(t, scale)).orElseGet(() -> codes(t));
    }

    private int result(int t) {
        TensorInfo info = network.tensor(t);
        if (!Partition.isReal(network, t)) {
            plain.put(t, builder.add(info));
            return plain.get(t);
        }
        boolean renamed = plan.edge() != codeType && network.outputs().contains(t);
        codes.put(t, builder.add(coded(t).withName(renamed ? info.name() + "_codes" : info.name())));
        return codes.get(t);
    }

    /** A node that computes with real values, or with integers that are no codes. */
    private void addPlain(Node node) {
        var operands = new ArrayList<Integer>();
        for (int t : node.inputs()) {
            // What only asks for a shape takes whichever form there is.
            boolean anyForm = !node.op().readsContents() && codes.containsKey(t);
            operands.add(t == Node.ABSENT ? Node.ABSENT : anyForm ? codes(t) : plain(t));
        }
        var results = new ArrayList<Integer>();
        for (int t : node.outputs()) {
            plain.put(t, builder.add(network.tensor(t)));
            results.add(plain.get(t));
        }
        List<Integer> intermediates =
                node.intermediates().stream().map(t -> builder.add(network.tensor(t))).toList();
        builder.add(new Node(node.op(), operands, results, intermediates));
    }

    /** The codes of a tensor in its own scale. */
    private int codes(int t) {
        Integer known = codes.get(t);
        if (known != null) {
            return known;
        }
        Quantization scale = decision(t).quantization();
        int made = network.tensor(t).isConstant() ? builder.add(constant(t, scale))
                : builder.add(coded(t).withName(network.tensor(t).name() + "_codes"));
        if (!network.tensor(t).isConstant()) {
            builder.add(new Node(new Quantize(), List.of(plain(t)), List.of(made)));
        }
        codes.put(t, made);
        return made;
    }

    /** The codes of a tensor in a scale that an op shares with other tensors. */
    private int codes(int t, Quantization scale) {
        if (decision(t).quantization().equals(scale)) {
            return codes(t);
        }
        var key = new Rescaled(t, scale);
        Integer known = rescaled.get(key);
        if (known != null) {
            return known;
        }
        int made;
        if (network.tensor(t).isConstant()) {
            made = builder.add(constant(t, scale));
        } else {
            TensorInfo info = coded(t);
            made = builder.add(info.asCodes(codeType, scale).withName(info.name() + "_rescaled"));
            builder.add(new Node(new Quantize(), List.of(codes(t)), List.of(made)));
        }
        rescaled.put(key, made);
        return made;
    }

    private TensorInfo constant(int t, Quantization scale) {
        return TensorInfo.constant(network.tensor(t).name(),
                scale.quantize((Tensor) network.constant(t), codeType));
    }

    /** A tensor as it is in the float network. */
    private int plain(int t) {
        Integer known = plain.get(t);
        if (known != null) {
            return known;
        }
        int made = builder.add(network.tensor(t));
        if (!network.tensor(t).isConstant() && !network.tensor(t).isVariable()) {
            builder.add(new Node(new Dequantize(), List.of(codes(t)), List.of(made)));
        }
        plain.put(t, made);
        return made;
    }

    private int addWeights(Decision.Weights decision) {
        return builder.add(decision.constant(network.tensor(decision.tensor()).shape()));
    }

    private int addBias(Decision.Bias decision) {
        int bias = builder.add(constant(decision));
        biasCodes.put(decision.node(), bias);
        return bias;
    }

    /** A bias as the built graph holds it. */
    TensorInfo constant(Decision.Bias decision) {
        Shape shape = network.tensor(decision.tensor()).shape();
        int count = decision.codes().length;
        Decision.Weights own = weights.get(decision.node());
        // A bias that the layer had none of has the name of its weights, not their shape.
        boolean fits = shape.elements() == count && (own == null || own.tensor() != decision.tensor());
        return TensorInfo.constant(decision.name(), Codes.of(decision.dtype(), fits ? shape : Shape.of(count),
                decision.codes(), decision.quantization()));
    }
}

package dev.halfstep.onnx.integer;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.graph.Pruning;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.op.move.Mover;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Gives a network whose values are dequantized before each op and quantized after it integer ops with the same scales, zero points and
 * codes. uint8 codes become int8 ones for the same values, 128 less. What TensorFlow Lite has no integer op for stays in real numbers.
 */
public final class IntegerOps {

    private static final int MOST_MOVES = 16;

    private final Graph graph;
    private final CodedConstants constants;
    private final List<TensorInfo> tensors;
    private final List<Node> nodes = new ArrayList<>();
    /** From real tensors to the codes that they are dequantized from. */
    private final Map<Integer, Integer> codesOf = new HashMap<>();
    /** From codes of the model to those that the network computes with. */
    private final Map<Integer, Integer> ours = new HashMap<>();

    private IntegerOps(Graph graph, Map<String, Codes> coded) {
        this.graph = graph;
        tensors = new ArrayList<>(graph.tensors());
        constants = new CodedConstants(tensors, coded);
    }

    /**
     * The network with integer ops.
     *
     * @param coded codes that real constants were dequantized from, by the constants' names
     */
    public static Graph of(Graph graph, Map<String, Codes> coded) {
        boolean isCoded = graph.nodes().stream().anyMatch(node -> node.op() instanceof Dequantize);
        return isCoded ? new IntegerOps(graph, coded).build() : graph;
    }

    private Graph build() {
        graph.nodes().forEach(this::add);
        return Pruning.build(graph, tensors, Pruning.needed(nodes, graph.outputs()));
    }

    private void add(Node node) {
        if (node.op() instanceof Dequantize && isOneScale(node.input(0))) {
            dequantize(node.input(0), node.output());
        } else if (node.op() instanceof Quantize && isOneScale(node.output())) {
            quantize(node);
        } else if (!moved(node) && !integer(node)) {
            nodes.add(node);
        }
    }

    private boolean isOneScale(int tensor) {
        TensorInfo info = tensors.get(tensor);
        return info.dtype().isCode() && info.quantization().map(Quantization::channels).orElse(0) == 1;
    }

    private void dequantize(int codes, int real) {
        int own = ours(codes);
        codesOf.put(real, own);
        nodes.add(new Node(new Dequantize(), List.of(own), List.of(real)));
    }

    /** The codes that the network computes with in the place of those of the model. */
    private int ours(int codes) {
        Integer known = ours.get(codes);
        if (known != null || tensors.get(codes).dtype() != DType.UINT8) {
            return known == null ? codes : known;
        }
        int own = like(codes, shifted(codes));
        nodes.add(new Node(new Quantize(), List.of(codes), List.of(own)));
        ours.put(codes, own);
        return own;
    }

    /** What the codes in our type stand for. */
    private Quantization shifted(int codes) {
        Quantization own = tensors.get(codes).quantization().orElseThrow();
        return tensors.get(codes).dtype() == DType.UINT8
                ? Quantization.perTensor(own.scale(), own.zeroPoint() + DType.INT8.min()) : own;
    }

    /** A new tensor of codes in the shape of another. */
    private int like(int tensor, Quantization quantization) {
        TensorInfo info = tensors.get(tensor);
        DType type = info.dtype() == DType.INT16 ? DType.INT16 : DType.INT8;
        tensors.add(new TensorInfo(info.name(), type, info.shape(), info.signature(), Optional.of(quantization),
                Optional.empty()));
        return tensors.size() - 1;
    }

    private void quantize(Node node) {
        int codes = node.output();
        Integer known = codesOf.get(node.input(0));
        int from = known == null ? node.input(0) : known;
        Quantization wanted = shifted(codes);
        boolean same = known != null && tensors.get(known).quantization().orElseThrow().equals(wanted)
                && (tensors.get(known).dtype() == DType.INT16) == (tensors.get(codes).dtype() == DType.INT16);
        if (same) {
            ours.put(codes, known);
        } else if (tensors.get(codes).dtype() == DType.UINT8) {
            int own = like(codes, wanted);
            nodes.add(new Node(new Quantize(), List.of(from), List.of(own)));
            ours.put(codes, own);
        }
        nodes.add(new Node(new Quantize(), List.of(same ? Objects.requireNonNull(known) : from), List.of(codes)));
    }

    /** Codes that are moved about as they are. */
    private boolean moved(Node node) {
        QuantizationRule rule = node.op().quantization();
        int data = node.input(node.op().type().data());
        if (rule.scales() != QuantizationRule.Scales.SHARED || !ours.containsKey(data) || node.inputs().stream()
                .filter(t -> t != Node.ABSENT && t != data).anyMatch(t -> tensors.get(t).dtype().isCode())) {
            return false;
        }
        int own = ours.get(data);
        List<Integer> inputs = node.inputs().stream().map(t -> t == data ? own : t).toList();
        Quantization quantization = tensors.get(own).quantization().orElseThrow();
        List<Integer> outputs = new ArrayList<>();
        for (int output : node.outputs()) {
            int twin = like(output, quantization);
            outputs.add(twin);
            ours.put(output, twin);
        }
        nodes.add(node);
        nodes.add(new Node(node.op(), inputs, outputs));
        return true;
    }

    /** Whether an op on real numbers has become one on codes. */
    private boolean integer(Node node) {
        QuantizationRule rule = node.op().quantization();
        Optional<List<Integer>> inputs = rule.types().contains(DType.INT8) ? inputs(node, rule) : Optional.empty();
        if (inputs.isEmpty()) {
            return false;
        }
        int data = inputs.get().get(node.op().type().data());
        Optional<List<Quantization>> results = rule.scales().areShared()
                ? shared(node, inputs.get()).map(q -> node.outputs().stream().map(t -> q).toList())
                : wanted(node);
        if (results.isEmpty()) {
            return false;
        }
        int kept = tensors.size();
        List<Integer> outputs = new ArrayList<>();
        for (int i = 0; i < node.outputs().size(); i++) {
            TensorInfo real = tensors.get(node.outputs().get(i));
            tensors.add(new TensorInfo(real.name(), tensors.get(data).dtype(), real.shape(), real.signature(),
                    Optional.of(results.get().get(i)), Optional.empty()));
            outputs.add(tensors.size() - 1);
        }
        Op op = node.op().withActivations(tensors.get(data).dtype());
        if (!isTaken(new Node(op, inputs.get(), outputs))) {
            while (tensors.size() > kept) {
                tensors.removeLast();
            }
            return false;
        }
        nodes.add(new Node(op, inputs.get(), outputs));
        for (int i = 0; i < outputs.size(); i++) {
            int real = node.outputs().get(i);
            codesOf.put(real, outputs.get(i));
            nodes.add(new Node(new Dequantize(), List.of(outputs.get(i)), List.of(real)));
        }
        return true;
    }

    /** Whether there is an integer kernel for it. */
    private boolean isTaken(Node node) {
        Operands operands = Graph.operands(node, tensors);
        try {
            node.op().type().check(operands);
            node.op().check(operands);
            if (node.op().shapeOperands(operands).stream().allMatch(operands::isFixed)) {
                node.op().lower(operands);
            }
            return true;
        } catch (Problem problem) {
            return false;
        }
    }

    /** The operands as codes; empty if one is none. */
    private Optional<List<Integer>> inputs(Node node, QuantizationRule rule) {
        List<Integer> inputs = new ArrayList<>(node.inputs());
        Optional<QuantizationRule.Weights> weights = rule.weights();
        DType type = null;
        for (int i = 0; i < inputs.size(); i++) {
            int position = i;
            boolean isParameter = weights.map(w -> w.weights() == position || w.bias() == position).orElse(false);
            int tensor = inputs.get(i);
            if (tensor == Node.ABSENT || isParameter || tensors.get(tensor).dtype() != DType.FLOAT32) {
                continue;
            }
            Integer codes = codesOf.get(tensor);
            Optional<Integer> own = codes == null ? constants.activation(tensor) : Optional.of(codes);
            if (own.isEmpty()) {
                return Optional.empty();
            }
            DType found = tensors.get(own.get()).dtype();
            if (type != null && found != type) {
                return Optional.empty();
            }
            type = found;
            inputs.set(i, own.get());
        }
        if (type == null) {
            return Optional.empty();
        }
        return weights.isEmpty() ? Optional.of(inputs) : constants.parameters(inputs, weights.get());
    }

    /** The one scale that an op's operands have; empty if they have several. */
    private Optional<Quantization> shared(Node node, List<Integer> inputs) {
        List<Quantization> all = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            if (node.input(i) != Node.ABSENT && tensors.get(node.input(i)).dtype() == DType.FLOAT32) {
                all.add(tensors.get(inputs.get(i)).quantization().orElseThrow());
            }
        }
        return all.stream().distinct().count() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    /** The scales that the outputs are quantized to; empty if one is read as it is, or quantized in two ways. */
    private Optional<List<Quantization>> wanted(Node node) {
        List<Quantization> all = new ArrayList<>();
        for (int output : node.outputs()) {
            List<Optional<Quantization>> own = wanted(output, 0).stream().distinct().toList();
            if (own.size() != 1 || own.getFirst().isEmpty()) {
                return Optional.empty();
            }
            all.add(own.getFirst().get());
        }
        return Optional.of(all);
    }

    /** What a real tensor is quantized to, be it behind ops that only move it about; nothing where it is read as it is. */
    private List<Optional<Quantization>> wanted(int tensor, int depth) {
        if (graph.outputs().contains(tensor) || depth > MOST_MOVES) {
            return List.of(Optional.empty());
        }
        List<Optional<Quantization>> all = new ArrayList<>();
        for (int reader : graph.readers(tensor)) {
            Node next = graph.nodes().get(reader);
            if (next.op() instanceof Quantize && isOneScale(next.output())) {
                all.add(Optional.of(shifted(next.output())));
            } else if (isMove(next)) {
                all.addAll(wanted(next.output(), depth + 1));
            } else {
                all.add(Optional.empty());
            }
        }
        return all;
    }

    private boolean isMove(Node node) {
        return node.op() instanceof Mover && node.op().quantization().scales() == QuantizationRule.Scales.SHARED
                && node.outputs().size() == 1
                && node.inputs().stream().filter(t -> t != Node.ABSENT && tensors.get(t).dtype() == DType.FLOAT32)
                        .count() == 1;
    }
}

package dev.halfstep.onnx.write.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An ONNX graph that is being put together: nodes, constants, and names of which no two are alike. */
public final class OnnxGraph {

    /** The operators of scikit-learn and the like. */
    public static final String ML_DOMAIN = "ai.onnx.ml";

    /** From this version on all reductions take their axes as an input. */
    public static final int AXES_AS_INPUT = 18;

    private record NodeDraft(String op, String domain, List<Ref> inputs, List<Ref> outputs,
            List<AttributeProto> attributes) {}

    /** Something that goes in or comes out, and its type. */
    private record Edge(Ref ref, TypeProto type) {}

    private final int opset;
    private final List<NodeDraft> nodes = new ArrayList<>();
    private final Map<Constant, Ref> constants = new LinkedHashMap<>();
    private final List<Edge> inputs = new ArrayList<>();
    private final List<Edge> outputs = new ArrayList<>();
    /** What each value shall be called, by its number. */
    private final List<String> wanted = new ArrayList<>();
    /** Names that are taken, those of the graph's edges first. */
    private final Set<String> taken = new HashSet<>();
    private final Map<Ref, String> settled = new HashMap<>();
    private final Set<Ref> made = new HashSet<>();
    private boolean usesMl;

    public OnnxGraph(int opset) {
        this.opset = opset;
    }

    /** The version of ONNX's operators that nodes are written for. */
    public int opset() {
        return opset;
    }

    /** Whether there are operators of {@link #ML_DOMAIN}. */
    public boolean usesMl() {
        return usesMl;
    }

    private Ref ref(String name) {
        wanted.add(name);
        return new Ref(wanted.size() - 1);
    }

    /** A value that goes in. */
    public Ref input(String name, DataType type, List<Dimension> shape) {
        Ref ref = ref(name);
        settled.put(ref, unique(name));
        inputs.add(new Edge(ref, type(type, shape)));
        return ref;
    }

    /** Lets a value come out; one that cannot be called so is copied. */
    public void output(String name, Ref value, DataType type, List<Dimension> shape) {
        Ref ref = made.contains(value) && !settled.containsKey(value) ? value : add("Identity", name, List.of(value));
        settled.put(ref, unique(name));
        outputs.add(new Edge(ref, type(type, shape)));
    }

    /** Calls a value otherwise than it was to be called. */
    public void rename(Ref value, String name) {
        wanted.set(value.number(), name);
    }

    /** A node with one output. */
    public Ref add(String op, String name, List<Ref> in, AttributeProto... attributes) {
        return add(op, "", List.of(name), in, attributes).getFirst();
    }

    /** A node of {@link #ML_DOMAIN} with one output. */
    public Ref addMl(String op, String name, List<Ref> in, AttributeProto... attributes) {
        usesMl = true;
        return add(op, ML_DOMAIN, List.of(name), in, attributes).getFirst();
    }

    /** A node with an output of each name. */
    public List<Ref> add(String op, String domain, List<String> names, List<Ref> in, AttributeProto... attributes) {
        List<Ref> out = names.stream().map(this::ref).toList();
        nodes.add(new NodeDraft(op, domain, List.copyOf(in), out, Arrays.asList(attributes)));
        made.addAll(out);
        return out;
    }

    /** A constant; those that are equal are there once. */
    public Ref constant(String name, Constant constant) {
        return constants.computeIfAbsent(constant, key -> ref(name));
    }

    private String unique(String name) {
        String base = name.isEmpty() ? "value" : name;
        String unique = base;
        for (int n = 1; !taken.add(unique); n++) {
            unique = base + "_" + n;
        }
        return unique;
    }

    private String name(Ref ref) {
        return ref.equals(Ref.NONE) ? ""
                : settled.computeIfAbsent(ref, key -> unique(wanted.get(key.number())));
    }

    private static TypeProto type(DataType type, List<Dimension> shape) {
        TensorShapeProto.Builder extents = TensorShapeProto.newBuilder();
        shape.forEach(dimension -> extents.addDim(dimension.proto()));
        return TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(extents)).build();
    }

    private ValueInfoProto edge(Edge edge) {
        return ValueInfoProto.newBuilder().setName(name(edge.ref)).setType(edge.type).build();
    }

    /** The graph, without what nothing reads. */
    public GraphProto graph(String name) {
        List<NodeDraft> used = used();
        Set<Ref> read = new HashSet<>();
        outputs.forEach(output -> read.add(output.ref));
        used.forEach(node -> read.addAll(node.inputs));
        GraphProto.Builder graph = GraphProto.newBuilder().setName(name);
        inputs.forEach(input -> graph.addInput(edge(input)));
        outputs.forEach(output -> graph.addOutput(edge(output)));
        constants.forEach((constant, ref) -> {
            if (read.contains(ref)) {
                graph.addInitializer(constant.proto(name(ref)));
            }
        });
        used.forEach(node -> graph.addNode(proto(node)));
        return graph.build();
    }

    private List<NodeDraft> used() {
        Set<Ref> read = new HashSet<>();
        outputs.forEach(output -> read.add(output.ref));
        var used = new ArrayList<NodeDraft>();
        for (NodeDraft node : nodes.reversed()) {
            if (node.outputs.stream().anyMatch(read::contains)) {
                used.add(node);
                read.addAll(node.inputs);
            }
        }
        return used.reversed();
    }

    private NodeProto proto(NodeDraft node) {
        NodeProto.Builder proto = NodeProto.newBuilder().setOpType(node.op).setDomain(node.domain)
                .setName(name(node.outputs.getFirst())).addAllAttribute(node.attributes);
        node.inputs.forEach(input -> proto.addInput(name(input)));
        node.outputs.forEach(output -> proto.addOutput(name(output)));
        return proto.build();
    }
}

package dev.halfstep.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.halfstep.graph.Graph;
import dev.halfstep.onnx.integer.IntegerOps;
import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.onnx.op.Handler;
import dev.halfstep.onnx.op.OnnxOps;
import dev.halfstep.onnx.read.Attributes;
import dev.halfstep.onnx.read.ElementType;
import dev.halfstep.onnx.read.ExternalFiles;
import dev.halfstep.onnx.read.OnnxReader;
import dev.halfstep.onnx.read.TensorContents;
import dev.halfstep.problem.Causes;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns an ONNX model into a network of TensorFlow Lite's ops, node by node. */
final class OnnxImporter {

    private static final int MOST_NODES = 100_000;
    private static final int MOST_ENDS = 1000;

    private final GraphProto graph;
    private final Map<String, Integer> opsets;
    private final ExternalFiles files;
    private final Network network = new Network();
    private final Map<String, Operand> values = new HashMap<>();
    /** What there would be if all were supported. */
    private final Set<String> missing = new HashSet<>();
    private final Causes causes = new Causes();

    private OnnxImporter(ModelProto model, ExternalFiles files) {
        graph = model.getGraph();
        opsets = OnnxReader.opsets(model);
        this.files = files;
    }

    /**
     * Reads a model.
     *
     * @param file where the bytes are from, beside which external data lie
     * @throws Problem if it is damaged or holds what is not supported; then all of that is named
     */
    static Graph read(Optional<Path> file, byte[] bytes) {
        ExternalFiles files = ExternalFiles.beside(file);
        return new ColumnImport(model -> read(model, files)).read(OnnxReader.read(bytes));
    }

    private static Graph read(ModelProto model, ExternalFiles files) {
        Graph read = new OnnxImporter(model, files).build();
        Graph.Builder builder = read.toBuilder().description(model.getDocString());
        for (var entry : model.getMetadataPropsList()) {
            builder.text(entry.getKey(), entry.getValue());
        }
        return builder.build();
    }

    private Graph build() {
        if (graph.getNodeCount() > MOST_NODES) {
            throw Problem.limit("it has " + graph.getNodeCount() + " nodes, more than " + MOST_NODES);
        }
        if (Math.max(graph.getInputCount() - graph.getInitializerCount(), graph.getOutputCount()) > MOST_ENDS) {
            throw Problem.limit("it has more than " + MOST_ENDS + " inputs or outputs");
        }
        constants();
        inputs();
        graph.getNodeList().forEach(this::node);
        List<Held> outputs = outputs();
        causes.throwIfAny();
        Graph built = network.assembler().build(outputs.stream().map(network::plain).toList());
        return named(IntegerOps.of(built, network.coded().byName()));
    }

    /** A problem with part of the model is one cause of several that there may be. */
    private void attempt(String place, List<String> gives, Runnable part) {
        if (causes.areMany()) {
            missing.addAll(gives);
            return;
        }
        try {
            part.run();
        } catch (Problem problem) {
            causes.add(problem, place);
            missing.addAll(gives);
        }
    }

    private void define(String name, Operand value) {
        if (values.put(name, value) != null) {
            throw Problem.model("the value '" + name + "' is computed twice");
        }
    }

    private void constants() {
        for (TensorProto tensor : graph.getInitializerList()) {
            String name = tensor.getName();
            attempt("the initializer '" + name + "'", List.of(name),
                    () -> {
                        Value value = TensorContents.read(tensor, files);
                        network.given(value);
                        define(name, network.constant(name, value));
                    });
        }
        if (graph.getSparseInitializerCount() > 0) {
            throw Problem.model("it has sparse initializers, which are not supported");
        }
    }

    /** What stands among the inputs and has an initializer is none that anybody gives. */
    private void inputs() {
        for (ValueInfoProto input : graph.getInputList()) {
            String name = input.getName();
            if (!values.containsKey(name) && !missing.contains(name)) {
                attempt("the input '" + name + "'", List.of(name), () -> define(name, input(input)));
            }
        }
    }

    private Operand input(ValueInfoProto input) {
        if (!input.getType().hasTensorType()) {
            throw Problem.model("it is no tensor");
        }
        var type = input.getType().getTensorType();
        ElementType elements = ElementType.of(type.getElemType());
        if (!type.hasShape()) {
            throw Problem.model("nothing says its shape").remedy("Export the model with the shapes of its inputs.");
        }
        int tensor = network.assembler().input(input.getName(), elements.dtype(), signature(type.getShape()));
        return network.held(tensor);
    }

    private static Shape signature(TensorShapeProto shape) {
        if (shape.getDimCount() > Shape.MAX_RANK) {
            throw Problem.model("it has " + shape.getDimCount() + " axes, more than " + Shape.MAX_RANK);
        }
        int[] extents = new int[shape.getDimCount()];
        for (int axis = 0; axis < extents.length; axis++) {
            var dimension = shape.getDim(axis);
            long extent = dimension.hasDimValue() ? dimension.getDimValue() : Shape.UNKNOWN;
            if (dimension.hasDimValue() && (extent < 0 || extent > Integer.MAX_VALUE)) {
                throw Problem.model("its axis " + axis + " has the extent " + extent);
            }
            extents[axis] = (int) extent;
        }
        return Shape.of(extents);
    }

    private void node(NodeProto node) {
        List<String> gives = node.getOutputList().stream().filter(name -> !name.isEmpty()).toList();
        String name = node.getName().isEmpty() && !gives.isEmpty() ? gives.getFirst() : node.getName();
        String domain = OnnxReader.domain(node.getDomain());
        String op = domain.isEmpty() ? node.getOpType() : domain + "." + node.getOpType();
        attempt(op + " '" + name + "'", gives, () -> build(node, domain));
    }

    private void build(NodeProto node, String domain) {
        Handler handler =
                OnnxOps.find(domain, node.getOpType()).orElseThrow(() -> Problem.model("there is no op for it"));
        Integer opset = opsets.get(domain);
        if (opset == null) {
            throw Problem.model("the model does not say which version of the ops of its domain it uses");
        }
        List<@Nullable Operand> operands = new ArrayList<>();
        for (String input : node.getInputList()) {
            if (missing.contains(input)) {
                node.getOutputList().forEach(missing::add);
                return;
            }
            operands.add(input.isEmpty() ? null : operand(input));
        }
        var attributes = new Attributes(node.getAttributeList(), files);
        var call = new Call(node.getOpType(), opset, List.copyOf(node.getOutputList()), attributes, operands, network);
        List<Operand> results = Folding.apply(handler, call, operands);
        attributes.requireAllRead();
        for (int i = 0; i < node.getOutputCount(); i++) {
            if (!node.getOutput(i).isEmpty() && i < results.size()) {
                define(node.getOutput(i), results.get(i));
            }
        }
    }

    private Operand operand(String name) {
        Operand value = values.get(name);
        if (value == null) {
            throw Problem.model("it reads '" + name + "', which nothing before it gives");
        }
        return value;
    }

    private List<Held> outputs() {
        List<Held> outputs = new ArrayList<>();
        for (ValueInfoProto output : graph.getOutputList()) {
            String name = output.getName();
            if (!missing.contains(name)) {
                attempt("the output '" + name + "'", List.of(), () -> {
                    Call call = new Call("output", 0, List.of(name), new Attributes(List.of(), files),
                            List.of(operand(name)), network);
                    outputs.add(call.held(0));
                });
            }
        }
        return outputs;
    }

    /** Outputs have the names that they have in ONNX. */
    private Graph named(Graph built) {
        Graph.Builder builder = new Graph.Builder().inputs(built.inputs()).outputs(built.outputs());
        for (int t = 0; t < built.tensors().size(); t++) {
            int output = built.outputs().indexOf(t);
            builder.add(output < 0 ? built.tensor(t) : built.tensor(t).withName(graph.getOutput(output).getName()));
        }
        built.nodes().forEach(builder::add);
        return builder.build();
    }
}

package dev.halfstep.onnx.column;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.onnx.column.Constants.Numbers;
import dev.halfstep.onnx.read.OnnxReader;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What skl2onnx makes of models of scikit-learn that is not what those compute. */
public final class SklearnExport {

    private SklearnExport() {}

    /** Whether a model was made by it. */
    static boolean isOf(ModelProto model) {
        return model.getProducerName().equals("skl2onnx");
    }

    /**
     * A model with what can be mended: a network of several targets is made to give them one below the other, so that its rows cannot be
     * told apart. Each row has its own here.
     *
     * @throws Problem if the exporter has cut off the fractions of columns, because the first one holds whole numbers
     */
    public static ModelProto mended(ModelProto model) {
        if (!isOf(model)) {
            return model;
        }
        requireFractions(model.getGraph());
        GraphProto graph = model.getGraph();
        int last = graph.getNodeCount() - 1;
        if (last < 1 || !isOneBelowTheOther(graph, graph.getNode(last))) {
            return model;
        }
        var rows = NodeProto.newBuilder().setOpType("Identity").addInput(graph.getNode(last).getInput(0))
                .addOutput(graph.getNode(last).getOutput(0));
        return model.toBuilder().setGraph(graph.toBuilder().setNode(last, rows)).build();
    }

    /** Whether the last layer has several units, and a node behind it makes one column of them. */
    private static boolean isOneBelowTheOther(GraphProto graph, NodeProto last) {
        if (!is(last, "Reshape") || graph.getOutputCount() != 1
                || !graph.getOutput(0).getName().equals(last.getOutput(0))) {
            return false;
        }
        var constants = new Constants(graph);
        boolean isColumn = constants.numbers(last.getInput(1))
                .filter(shape -> shape.values().length == 2 && shape.values()[0] == -1 && shape.values()[1] == 1)
                .isPresent();
        Optional<Numbers> biases = graph.getNodeList().stream()
                .filter(node -> is(node, "Add") && node.getOutput(0).equals(last.getInput(0))).findFirst()
                .flatMap(node -> constants.numbers(node.getInput(1)));
        return isColumn && biases.filter(values -> values.shape().size() == 2 && values.shape().getFirst() == 1
                && values.shape().getLast() > 1).isPresent();
    }

    private static boolean is(NodeProto node, String op) {
        return node.getOpType().equals(op) && OnnxReader.domain(node.getDomain()).isEmpty()
                && node.getInputCount() == 2 && node.getOutputCount() == 1;
    }

    private static void requireFractions(GraphProto graph) {
        Set<String> real = InputColumns.of(graph).stream().flatMap(found -> found.columns().stream())
                .filter(column -> column.type().isReal()).map(InputColumns.Column::name).collect(Collectors.toSet());
        Set<String> joined = new HashSet<>();
        graph.getNodeList().stream().filter(node -> node.getOpType().equals("FeatureVectorizer"))
                .forEach(node -> joined.addAll(node.getInputList()));
        List<String> cut = graph.getNodeList().stream().filter(node -> node.getOpType().equals("Cast")
                && node.getInputCount() == 1 && node.getOutputCount() == 1 && real.contains(node.getInput(0))
                && joined.contains(node.getOutput(0))
                && new NodeAttributes(node).integer("to", 0) == DataType.INT64.getNumber())
                .map(node -> node.getInput(0)).distinct().toList();
        if (!cut.isEmpty()) {
            throw Problem.model("its exporter has cut off the fractions of " + Quoted.list(cut)
                    + ", because another column holds whole numbers")
                    .remedy("Cast the columns of whole numbers to float32 or float64, and export the model again.");
        }
    }
}

package dev.halfstep.onnx.column;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.halfstep.onnx.read.OnnxReader;
import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model in two parts: what is done to columns by themselves, and the rest, which computes with more than one at a time.
 *
 * @param border what the rest reads of the first part, by name
 * @param rest the nodes of the rest, in their order
 * @param isLearned whether the first part has an op of {@code ai.onnx.ml}
 */
record Prefix(Map<String, FeatureTable> border, List<NodeProto> rest, boolean isLearned) {

    /** What all values of the first part may have together. */
    private static final int MOST_FEATURES = 1 << 18;

    /**
     * Parts a model.
     *
     * @throws Problem if it has too many categories, or a value is computed twice, or a text goes where no encoder is
     */
    static Prefix of(GraphProto graph, InputColumns inputs, Constants constants) {
        Map<String, FeatureTable> tables = new HashMap<>();
        for (int c = 0; c < inputs.columns().size(); c++) {
            InputColumns.Column column = inputs.columns().get(c);
            tables.put(column.name(), new FeatureTable(List.of(Feature.raw(c)), column.type(), false));
        }
        var preprocessing = new Preprocessing(constants, tables);
        var rest = new ArrayList<NodeProto>();
        boolean learned = false;
        int features = 0;
        for (NodeProto node : graph.getNodeList()) {
            Optional<FeatureTable> table = features > MOST_FEATURES ? Optional.empty() : of(node, preprocessing);
            if (table.isEmpty()) {
                rest.add(node);
                continue;
            }
            features += table.get().width();
            learned |= OnnxReader.domain(node.getDomain()).equals(OnnxReader.ML);
            if (constants.contains(node.getOutput(0)) || tables.put(node.getOutput(0), table.get()) != null) {
                throw Problem.model("the value '" + node.getOutput(0) + "' is computed twice");
            }
        }
        return new Prefix(border(rest, tables), List.copyOf(rest), learned && noneGivenOut(graph, tables));
    }

    private static Optional<FeatureTable> of(NodeProto node, Preprocessing preprocessing) {
        try {
            return preprocessing.of(node);
        } catch (Problem problem) {
            throw problem.at(place(node));
        }
    }

    private static String place(NodeProto node) {
        String domain = OnnxReader.domain(node.getDomain());
        return (domain.isEmpty() ? "" : domain + ".") + node.getOpType() + " '"
                + (node.getName().isEmpty() && node.getOutputCount() > 0 ? node.getOutput(0) : node.getName()) + "'";
    }

    private static Map<String, FeatureTable> border(List<NodeProto> rest, Map<String, FeatureTable> tables) {
        Map<String, FeatureTable> border = new LinkedHashMap<>();
        for (NodeProto node : rest) {
            for (String name : node.getInputList()) {
                FeatureTable table = tables.get(name);
                if (table != null && table.type() == CellType.TEXT) {
                    throw Problem.model("it takes text, and is no op that turns categories into numbers")
                            .at(place(node))
                            .remedy("Encode the column by OneHotEncoder or OrdinalEncoder, or leave it out.");
                }
                if (table != null) {
                    border.put(name, table);
                }
            }
        }
        return border;
    }

    private static boolean noneGivenOut(GraphProto graph, Map<String, FeatureTable> tables) {
        return graph.getOutputList().stream().map(ValueInfoProto::getName).noneMatch(tables::containsKey);
    }
}

package dev.halfstep.onnx.write;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import dev.halfstep.graph.EdgeCoding;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.onnx.write.graph.OnnxGraph;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a network as an ONNX model. */
public final class NetworkWriter {

    /**
     * Versions of ONNX's operators, of those of {@code ai.onnx.ml}, and of the format that goes with them: the oldest that have what
     * is needed, for runtimes that are not new.
     */
    private static final int OPSET = 17;
    private static final int IR_VERSION = 8;
    /** Those that have codes of 16 bits. */
    private static final int WIDE_OPSET = 21;
    private static final int WIDE_IR_VERSION = 10;
    private static final int ML_OPSET = 3;
    /** Ours, among what TensorFlow leaves in a file. */
    private static final String OWN_METADATA = "halfstep_";

    /** What goes in and comes out. */
    public enum Edges {
        /** What the network takes and gives: codes, if it is integer throughout. */
        NETWORK,
        /** The real values that codes stand for. */
        REAL,
        /** The columns of a table, and the targets in their units. */
        COLUMNS
    }

    private final Graph network;
    private final CodeStyle style;
    private final Edges edges;
    private final OnnxGraph onnx;
    private final Values values;

    private NetworkWriter(Graph network, CodeStyle style, Edges edges) {
        this.network = network;
        this.style = style;
        this.edges = edges;
        onnx = new OnnxGraph(isWide(network) ? WIDE_OPSET : OPSET);
        values = new Values(network, onnx);
    }

    private static boolean isWide(Graph network) {
        return network.tensors().stream().anyMatch(tensor -> tensor.dtype() == DType.INT16 && Values.isCoded(tensor));
    }

    /**
     * Writes a network.
     *
     * @param style how layers that take codes are written
     * @param pipeline what makes features of columns and values of outputs, for {@link Edges#COLUMNS}
     * @throws Problem that names all nodes that ONNX cannot say
     */
    public static ModelProto write(Graph network, CodeStyle style, Edges edges, Optional<Pipeline> pipeline) {
        var writer = new NetworkWriter(network, style, edges);
        writer.write(pipeline);
        return writer.model();
    }

    private void write(Optional<Pipeline> pipeline) {
        var edgeWriter = new EdgeWriter(network, onnx, values);
        Optional<PipelineWriter> columns = edges == Edges.COLUMNS
                ? Optional.of(new PipelineWriter(network, pipeline.orElseThrow(), onnx, edgeWriter))
                : Optional.empty();
        switch (edges) {
            case NETWORK -> edgeWriter.plainInputs();
            case REAL -> edgeWriter.realInputs();
            case COLUMNS -> columns.orElseThrow().inputs();
        }
        writeNodes();
        switch (edges) {
            case NETWORK -> edgeWriter.plainOutputs();
            case REAL -> edgeWriter.realOutputs();
            case COLUMNS -> columns.orElseThrow().outputs();
        }
    }

    private void writeNodes() {
        var problems = new ArrayList<Problem>();
        for (Node node : network.nodes()) {
            try {
                NodeWriter.write(node.op(), new NodeScope(network, node, onnx, values, style));
            } catch (Problem problem) {
                problems.add(problem.at(network.place(node.output())));
                standIn(node);
            }
        }
        if (!problems.isEmpty()) {
            throw Problem.together(problems);
        }
    }

    /** Something for nodes behind one that cannot be written, so that these are looked at, too. */
    private void standIn(Node node) {
        for (int tensor : node.outputs()) {
            values.setPlain(tensor, Layout.CHANNELS_LAST, onnx.add("Identity", "none", List.of(Ref.NONE)));
        }
    }

    private ModelProto model() {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(onnx.opset() == WIDE_OPSET ? WIDE_IR_VERSION : IR_VERSION).setProducerName("halfstep")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(onnx.opset()))
                .setGraph(onnx.graph("halfstep"));
        if (onnx.usesMl()) {
            model.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(OnnxGraph.ML_DOMAIN).setVersion(ML_OPSET));
        }
        for (String name : network.metadata().keySet()) {
            if (isKept(name)) {
                model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(name)
                        .setValue(network.text(name).orElseThrow()));
            }
        }
        return model.build();
    }

    /** What is said of codes or features does not go with a model whose edges are something else. */
    private boolean isKept(String name) {
        Map<String, Edges> upTo =
                Map.of(EdgeCoding.METADATA_NAME, Edges.NETWORK, Pipeline.METADATA_NAME, Edges.REAL);
        return name.startsWith(OWN_METADATA) && edges.compareTo(upTo.getOrDefault(name, Edges.COLUMNS)) <= 0;
    }
}

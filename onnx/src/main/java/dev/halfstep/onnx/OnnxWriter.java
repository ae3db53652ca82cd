package dev.halfstep.onnx;

import dev.halfstep.graph.Graph;
import dev.halfstep.onnx.write.CodeStyle;
import dev.halfstep.onnx.write.NetworkWriter;
import dev.halfstep.onnx.write.NetworkWriter.Edges;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.TensorInfo;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes networks as ONNX files. Real values are computed as they are, codes between QuantizeLinear and DequantizeLinear of the same
 * scales and zero points, with the same weight codes. {@code docs/onnx.md} says how close what ONNX Runtime computes is.
 */
public final class OnnxWriter {

    private OnnxWriter() {}

    /**
     * A network as the bytes of an ONNX file.
     *
     * @throws Problem that names all nodes that ONNX cannot say, or if an option has no effect on the network
     */
    public static byte[] toBytes(Graph network, OnnxOptions options) {
        requireUse(network, options);
        Optional<Pipeline> pipeline = options.edges() == Edges.COLUMNS
                ? Optional.of(network.text(Pipeline.METADATA_NAME).map(Pipeline::fromJson)
                        .orElseThrow(
                                () -> Problem.model("the model carries no pipeline, so it cannot take raw columns")))
                : Optional.empty();
        return NetworkWriter.write(network, options.style(), options.edges(), pipeline)
                .toByteArray();
    }

    /** Whether a network computes with codes. */
    public static boolean hasCodes(Graph network) {
        return network.tensors().stream().anyMatch(OnnxWriter::isCoded);
    }

    private static boolean isCoded(TensorInfo tensor) {
        return tensor.dtype().isCode() && tensor.quantization().isPresent() && !tensor.isConstant();
    }

    /** Whether a network takes or gives codes. */
    public static boolean hasCodedEdges(Graph network) {
        return Stream.concat(network.inputTensors().stream(), network.outputTensors().stream())
                .anyMatch(OnnxWriter::isCoded);
    }

    private static void requireUse(Graph network, OnnxOptions options) {
        if (options.edges() == Edges.REAL && !hasCodedEdges(network)) {
            throw Problem.option("real values at the edges have no effect here: the model takes and gives them anyway");
        }
        if (options.style() == CodeStyle.PLAIN && !hasCodes(network)) {
            throw Problem.option("signed weights have no effect here: the model computes with real values");
        }
        if (options.form() != OnnxForm.QDQ && !hasCodes(network)) {
            throw Problem
                    .option("the form " + options.form() + " has no effect here: the model computes with real values");
        }
    }
}

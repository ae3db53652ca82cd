package dev.halfstep.cli.flag;

import dev.halfstep.cli.value.Labels;
import dev.halfstep.graph.Graph;
import dev.halfstep.onnx.OnnxForm;
import dev.halfstep.onnx.OnnxOptions;
import dev.halfstep.onnx.OnnxWriter;
import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a model is written as ONNX. */
public final class OnnxFlags {

    @Option(names = "--form", paramLabel = "qdq|qlinear|exact", converter = Labels.OnnxFormLabel.class,
            description = "For onnx: how codes are computed with, by QuantizeLinear and DequantizeLinear around operators for real values, by QLinearConv and QLinearMatMul, or in integers with the very roundings (default qdq).")
    private @Nullable OnnxForm form;

    @Option(names = "--signed-weights",
            description = "For onnx: int8 weights as they are; else they are uint8 and higher by 128, which ONNX Runtime needs on processors without VNNI.")
    private boolean signedWeights;

    @Option(names = "--float-io",
            description = "For onnx: real values go in and come out where the model has codes of them.")
    private boolean floatIo;

    @Option(names = "--with-pipeline",
            description = "For onnx: the columns of a table go in, and values in the targets' units come out.")
    private boolean withPipeline;

    /** Those that were given, for another target. */
    public List<String> given() {
        var given = new ArrayList<String>();
        if (form != null) {
            given.add("--form");
        }
        if (signedWeights) {
            given.add("--signed-weights");
        }
        if (floatIo) {
            given.add("--float-io");
        }
        if (withPipeline) {
            given.add("--with-pipeline");
        }
        return given;
    }

    /**
     * Those that are meant.
     *
     * @throws Problem if two contradict each other, or one has no effect on a network
     */
    public OnnxOptions options(Graph network) {
        if (floatIo && !OnnxWriter.hasCodedEdges(network)) {
            throw Problem.option("--float-io has no effect here: the model takes and gives real values anyway");
        }
        if (form != null && !OnnxWriter.hasCodes(network)) {
            throw Problem.option("--form has no effect here: the model computes with real values");
        }
        if (signedWeights && !OnnxWriter.hasCodes(network)) {
            throw Problem.option("--signed-weights has no effect here: the model computes with real values");
        }
        if (floatIo && withPipeline) {
            throw Problem
                    .option("--float-io has no effect here: with --with-pipeline columns go in and values come out");
        }
        if (signedWeights && form != null && form != OnnxForm.QDQ) {
            throw Problem.option("--signed-weights has no effect here: it is for --form qdq");
        }
        OnnxOptions options = OnnxOptions.defaults().withForm(form == null ? OnnxForm.QDQ : form);
        options = signedWeights ? options.withSignedWeights() : options;
        options = floatIo ? options.withRealEdges() : options;
        return withPipeline ? options.withPipeline() : options;
    }
}

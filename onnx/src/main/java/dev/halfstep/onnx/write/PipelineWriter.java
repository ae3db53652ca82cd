package dev.halfstep.onnx.write;
import dev.halfstep.graph.Graph;
import dev.halfstep.pipeline.Pipeline;
final class PipelineWriter {
    PipelineWriter(Graph network, Pipeline pipeline, OnnxGraph onnx, EdgeWriter edges) {}
    void inputs() {}
    void outputs() {}
}

package dev.halfstep.spark;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.PipelineFitter;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tflite.TfliteWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Networks of one layer for any table: nobody trained them. */
final class SmallModel {

    private SmallModel() {}

    /** A float model's file, with a pipeline that was fitted on all rows of a table. */
    static byte[] of(Path table, String... targets) {
        Pipeline pipeline = fitted(table, targets);
        return TfliteWriter.toBytes(graph(pipeline).withText(Pipeline.METADATA_NAME, pipeline.toJson()));
    }

    static byte[] withoutPipeline(Path table, String... targets) {
        return TfliteWriter.toBytes(graph(fitted(table, targets)));
    }

    private static Pipeline fitted(Path table, String... targets) {
        PipelineOptions options = PipelineOptions.forTargets(targets).withFitOnAll(true);
        return PipelineFitter.fit(TableReader.read(table, options.readOptions()), options).pipeline();
    }

    private static Graph graph(Pipeline pipeline) {
        int features = pipeline.features().size();
        int targets = pipeline.targets().size();
        var random = new Random(5);
        var weights = new float[targets * features];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        var builder = new Graph.Builder();
        int input = builder.add(TensorInfo.real("features", Shape.of(1, features)).withOpenBatch());
        int kernel = builder.add(TensorInfo.constant("weights", Tensor.of(Shape.of(targets, features), weights)));
        int bias = builder.add(TensorInfo.constant("bias", Tensor.of(Shape.of(targets), new float[targets])));
        int output = builder.add(TensorInfo.real("prediction", Shape.of(1, targets)).withOpenBatch());
        builder.add(new Node(FullyConnected.with(Activation.NONE), List.of(input, kernel, bias), List.of(output)));
        return builder.inputs(List.of(input)).outputs(List.of(output)).build();
    }
}

package dev.halfstep.study;

import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.graph.Graph;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.PipelineFitter;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.train.FloatModel;
import dev.halfstep.train.TrainedNetwork;
import dev.halfstep.train.Trainer;
import dev.halfstep.train.TrainingListener;
import dev.halfstep.train.TrainingOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A small network on a table, and all of the table's rows. */
record Trained(Pipeline pipeline, Graph network, Tensor train, Tensor inputs, Tensor labels, double[] labelsInUnits) {

    private static final int FEW = 60;

    static Trained on(Path data, PipelineOptions options, long seed) {
        Table table = TableReader.read(data, options.readOptions());
        PipelineFitter.Fitted fitted = PipelineFitter.fit(table, options);
        Pipeline pipeline = fitted.pipeline();
        Tensor train = pipeline.encode(table, fitted.train(), Unseen.ERROR);
        TrainedNetwork network = Trainer.train(train.values(), pipeline.labels(table, fitted.train()).values(),
                fitted.train().length, pipeline.features().size(), pipeline.targets().size(),
                TrainingOptions.defaults().withHidden(List.of(16)).withEpochs(8).withSeed(seed),
                TrainingListener.none());
        int[] rows = IntStream.concat(IntStream.of(fitted.train()), IntStream.of(fitted.test())).sorted().toArray();
        return new Trained(pipeline, FloatModel.of(network, pipeline), train,
                pipeline.encode(table, rows, Unseen.ERROR), pipeline.labels(table, rows),
                pipeline.labelsInUnits(table, rows));
    }

    /** Calibrated on a few rows, so that others lie beyond the codes' range. */
    Graph quantized(Precision precision, Recipe recipe) {
        int width = pipeline.features().size();
        Tensor few = Tensor.of(Shape.of(FEW, width), Arrays.copyOf(train.values(), FEW * width));
        return Quantizer.apply(network,
                Quantizer.plan(network, precision, precision.edges().getFirst(), recipe, few));
    }

    Subject subject(Graph model) {
        return Subject.of(model, Optional.of(network), inputs, Subject.numbered(inputs.shape().extent(0)),
                Optional.of(new Subject.Labels(labels, labelsInUnits)), units());
    }

    private Units units() {
        List<Units.Feature> features = pipeline.features().stream()
                .map(feature -> new Units.Feature(feature.name(), feature.mean(), feature.deviation())).toList();
        return new Units(features, pipeline.targetNames(), pipeline::inUnits, true);
    }

    Scaling feature(int index) {
        return pipeline.features().get(index);
    }
}

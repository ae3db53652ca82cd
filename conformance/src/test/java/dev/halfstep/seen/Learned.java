package dev.halfstep.seen;

import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.graph.Graph;
import dev.halfstep.model.PipelineUnits;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.PipelineFitter;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.pipeline.Split;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.table.Column;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
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

/** A small network on a table. */
record Learned(Table table, Pipeline pipeline, Graph network, int[] train, int[] test) {

    /** So many test rows at most: each mistake is made on all of them. */
    private static final int MOST_ROWS = 500;

    static Learned on(Path file, PipelineOptions options, long seed) {
        PipelineOptions seeded = options.withSplit(new Split(Split.DEFAULT.share(), seed));
        Table table = TableReader.read(file, seeded.readOptions());
        PipelineFitter.Fitted fitted = PipelineFitter.fit(table, seeded);
        Pipeline pipeline = fitted.pipeline();
        int[] train = fitted.train();
        TrainedNetwork network = Trainer.train(pipeline.encode(table, train, Unseen.ERROR).values(),
                pipeline.labels(table, train).values(), train.length, pipeline.features().size(),
                pipeline.targets().size(),
                TrainingOptions.defaults().withHidden(List.of(16)).withEpochs(15).withSeed(seed),
                TrainingListener.none());
        int[] test = fitted.test();
        return new Learned(table, pipeline, FloatModel.of(network, pipeline), train,
                Arrays.copyOf(test, Math.min(test.length, MOST_ROWS)));
    }

    /**
     * Rows of the table, as everybody has them who knows it.
     *
     * @param x standardised {@code [rows, features]}
     * @param own the same in the table's units
     * @param labels standardised {@code [rows, targets]}
     * @param labelsInUnits the same in the table's units
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares rows.
    record Sample(Tensor x, double[] own, Tensor labels, double[] labelsInUnits) {

        int rows() {
            return x.shape().extent(0);
        }

        int width() {
            return x.shape().extent(1);
        }

        int targets() {
            return labelsInUnits.length / rows();
        }
    }

    Sample sample(int[] rows) {
        return new Sample(pipeline.encode(table, rows, Unseen.ERROR), own(rows), pipeline.labels(table, rows),
                pipeline.labelsInUnits(table, rows));
    }

    /** Cells of numeric columns as they stand; features that are made of categories are 0 or 1, or another whole number. */
    private double[] own(int[] rows) {
        int width = pipeline.features().size();
        float[] x = pipeline.encode(table, rows, Unseen.ERROR).values();
        var own = new double[rows.length * width];
        for (int i = 0; i < own.length; i++) {
            int feature = i % width;
            Optional<Column> column = table.find(pipeline.featureNames().get(feature));
            own[i] = column.isPresent() && column.get() instanceof NumericColumn numbers
                    ? numbers.value(rows[i / width])
                    : Math.rint(pipeline.features().get(feature).inUnits(x[i]));
        }
        return own;
    }

    Graph quantized(Precision precision, Recipe recipe) {
        return Quantizer.apply(network, Quantizer.plan(network, precision, precision.edges().getFirst(), recipe,
                pipeline.encode(table, train, Unseen.ERROR)));
    }

    Subject subject(Graph model, Sample sample) {
        Units units = PipelineUnits.of(pipeline);
        return Subject.of(model, Optional.of(network), sample.x(), Subject.numbered(sample.rows()),
                Optional.of(new Subject.Labels(sample.labels(), sample.labelsInUnits())), units);
    }
}

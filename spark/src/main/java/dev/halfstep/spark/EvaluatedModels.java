package dev.halfstep.spark;

import dev.halfstep.evaluate.LabelMeans;
import dev.halfstep.evaluate.Labelled;
import dev.halfstep.evaluate.Meter;
import dev.halfstep.evaluate.Tally;
import dev.halfstep.interpret.RowNames;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.problem.Quoted;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Models that are scored on the same rows; sent once, and prepared once where they are used. For any number of threads. */
final class EvaluatedModels implements Serializable {

    private static final long serialVersionUID = 1;

    private final ArrayList<SharedModel> models;
    /** Index of the model that the others are compared with; none if it is below 0. */
    private final int reference;
    private final RowTables tables;
    private final boolean hasLabels;
    private transient volatile @Nullable List<Meter> meters;

    /** @param hasLabels whether tables have the targets; else the reference's predictions stand for them */
    EvaluatedModels(List<SharedModel> models, int reference, RowTables tables, boolean hasLabels) {
        this.models = new ArrayList<>(models);
        this.reference = reference;
        this.tables = tables;
        this.hasLabels = hasLabels;
    }

    /** Nobody runs these: tasks take copies of them. */
    private List<Meter> meters() {
        List<Meter> known = meters;
        return known == null ? prepared() : known;
    }

    private synchronized List<Meter> prepared() {
        List<Meter> known = meters;
        if (known == null) {
            known = models.stream().map(SharedModel::file).map(EvaluatedModels::meter).toList();
            meters = known;
        }
        return known;
    }

    private static Meter meter(ModelFile file) {
        return Meter.of(file.graph(), file.decoder());
    }

    /** Rows with labels of a block, and what they are called. */
    private record Rowed(Labelled rows, RowNames names) {}

    /** A partition's label means. */
    byte[] means(Iterator<Row> rows) {
        var means = new LabelMeans();
        labelled(rows, stand()).forEachRemaining(block -> means.add(block.rows));
        return means.toBytes();
    }

    /** A partition's tally for each model. */
    List<byte[]> tallies(Iterator<Row> rows, LabelMeans means) {
        List<Meter> own = meters().stream().map(Meter::copy).toList();
        List<Tally> tallies = own.stream().map(meter -> new Tally(means)).toList();
        labelled(rows, stand()).forEachRemaining(block -> {
            Optional<Tensor> floats = reference < 0 ? Optional.empty()
                    : Optional.of(own.get(reference).predict(block.rows, block.names));
            for (int m = 0; m < own.size(); m++) {
                tallies.get(m).add(own.get(m).measure(block.rows, floats, block.names));
            }
        });
        return tallies.stream().map(Tally::toBytes).toList();
    }

    /** What predicts in place of labels. */
    private Optional<Meter> stand() {
        return hasLabels ? Optional.empty() : Optional.of(meters().get(reference).copy());
    }

    private Iterator<Rowed> labelled(Iterator<Row> rows, Optional<Meter> stand) {
        Pipeline pipeline = models.getFirst().pipeline();
        ReadOptions options = pipeline.readOptions(hasLabels);
        return new Blocks<Row, Rowed>(rows, Blocks.USUAL, (some, places) -> EncodedRows
                .of(models.getFirst(), tables.block(options, some, places)).stream().map(read -> {
                    RowNames names = names(pipeline, places, read.rows());
                    return new Rowed(stand.map(model -> predicted(model, pipeline, read.inputs(), names))
                            .orElseGet(() -> labelled(pipeline, read)), names);
                }).iterator());
    }

    private static Labelled labelled(Pipeline pipeline, EncodedRows read) {
        return new Labelled(read.inputs(), pipeline.labels(read.table(), read.rows()),
                pipeline.labelsInUnits(read.table(), read.rows()));
    }

    private Labelled predicted(Meter model, Pipeline pipeline, Tensor inputs, RowNames names) {
        int targets = pipeline.targets().size();
        int rows = inputs.shape().extent(0);
        var none = new Labelled(inputs, Tensor.of(Shape.of(rows, targets), new float[rows * targets]),
                new double[rows * targets]);
        Tensor predictions = model.predict(none, names);
        return new Labelled(inputs, predictions,
                models.get(reference).file().decoder().inUnits(predictions, targets));
    }

    private static RowNames names(Pipeline pipeline, IntFunction<String> places, int[] rows) {
        return new RowNames() {

            @Override
            public String row(int row) {
                return places.apply(rows[row]);
            }

            @Override
            public String value(int value) {
                return Quoted.of(pipeline.featureNames().get(value));
            }
        };
    }
}

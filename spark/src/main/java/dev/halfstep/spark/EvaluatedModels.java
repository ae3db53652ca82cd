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

    private final List<SharedModel> models;
    /** Index of the model that the others are compared with; none if it is below 0. */
    private final int reference;
    private final RowTables tables;
    private transient volatile @Nullable List<Meter> meters;

    EvaluatedModels(List<SharedModel> models, int reference, RowTables tables) {
        this.models = new ArrayList<>(models);
        this.reference = reference;
        this.tables = tables;
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
        labelled(rows).forEachRemaining(block -> means.add(block.rows));
        return means.toBytes();
    }

    /** A partition's tally for each model. */
    List<byte[]> tallies(Iterator<Row> rows, LabelMeans means) {
        List<Meter> own = meters().stream().map(Meter::copy).toList();
        List<Tally> tallies = own.stream().map(meter -> new Tally(means)).toList();
        labelled(rows).forEachRemaining(block -> {
            Optional<Tensor> floats = reference < 0 ? Optional.empty()
                    : Optional.of(own.get(reference).predict(block.rows, block.names));
            for (int m = 0; m < own.size(); m++) {
                tallies.get(m).add(own.get(m).measure(block.rows, floats, block.names));
            }
        });
        return tallies.stream().map(Tally::toBytes).toList();
    }

    private Iterator<Rowed> labelled(Iterator<Row> rows) {
        Pipeline pipeline = models.getFirst().pipeline();
        ReadOptions options = pipeline.readOptions(true);
        return new Blocks<Row, Rowed>(rows, Blocks.USUAL, (some, places) -> labelled(pipeline, options, some, places));
    }

    private Iterator<Rowed> labelled(Pipeline pipeline, ReadOptions options, List<Row> some,
            IntFunction<String> places) {
        return EncodedRows.of(models.getFirst(), tables.block(options, some, places)).stream()
                .map(read -> new Rowed(
                        new Labelled(read.inputs(), pipeline.labels(read.table(), read.rows()),
                                pipeline.labelsInUnits(read.table(), read.rows())),
                        names(pipeline, places, read.rows())))
                .iterator();
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

package dev.halfstep.spark;

import dev.halfstep.pipeline.FeatureSums;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.PipelineFitter;
import dev.halfstep.pipeline.PipelineFitter.Fitted;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.problem.Problem;
import dev.halfstep.table.ColumnNames;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * A share of a Dataset's complete rows for training on one machine, with a pipeline that was fitted on all of them.
 *
 * <p>
 * Which rows are drawn is said by their own cells and a seed: the same ones however the rows are partitioned or sorted, and equal rows
 * together. Of each category that has no row among them, as long as they are not too many to be ones, a row is drawn, too. The sample
 * says which columns there are and how targets are mapped; means, deviations and the numbers that columns can be are those of all rows.
 *
 * @param table the sample, in a random order
 * @param fitted the pipeline, and which rows of the sample train and test
 * @param rows how many complete rows there are in all
 */
public record TrainingSample(Table table, Fitted fitted, long rows) {

    private static final String HASH = "halfstep hash";
    private static final double HASHES = 0x1p64;

    /** The share that was drawn. */
    public double share() {
        return (double) table.rowCount() / rows;
    }

    /**
     * Draws a sample and fits the pipeline.
     *
     * @param options for columns and targets; of the split, which is one of the sample
     * @param share of the rows, above 0 and at most 1
     * @param file to be written with the sample as CSV, in the driver's file system
     * @throws Problem if a column is unknown, there are too few rows, or as {@link PipelineFitter#fit}
     */
    public static TrainingSample draw(Dataset<?> all, PipelineOptions options, double share, long seed, Path file) {
        if (!(share > 0 && share <= 1)) {
            throw Problem.option("a share of " + share + " of the rows cannot be drawn")
                    .remedy("Give a number above 0 and up to 1, such as 0.01.");
        }
        Dataset<Row> rows = complete(all, options);
        List<StructField> fields = List.of(rows.schema().fields());
        List<String> names = fields.stream().map(StructField::name).toList();
        Dataset<Row> hashed = rows.withColumn(HASH,
                functions.xxhash64(
                        Stream.concat(Stream.of(functions.lit(seed)), names.stream().map(TrainingSample::column))
                                .toArray(Column[]::new)));
        long below = share == 1 ? Long.MAX_VALUE : (long) (share * HASHES - HASHES / 2);
        List<Row> drawn = new ArrayList<>(Jobs.run(
                hashed.filter(functions.col("`" + HASH + "`").leq(functions.lit(below)))::collectAsList));
        LeastRows none = new LeastRows(texts(fields), categories(names, options));
        LeastRows least = Jobs.run(
                () -> hashed.javaRDD().treeAggregate(none, LeastRows::add, LeastRows::merge, Jobs.DEPTH));
        Set<Row> more = new LinkedHashSet<>(least.rows());
        more.removeIf(row -> row.getLong(names.size()) <= below);
        drawn.addAll(more);
        SampleFile.write(file, names, drawn, HalfstepModel.zone(rows.sparkSession()));
        PipelineOptions dated = withDates(options, fields).withDrop();
        Table table = TableReader.read(file, dated.readOptions());
        Fitted sample = PipelineFitter.fit(table, dated);
        return new TrainingSample(table, new Fitted(overAll(rows, sample.pipeline()), sample.train(), sample.test(),
                sample.dropped(), sample.notes()), least.count());
    }

    private static Column column(String name) {
        return functions.col("`" + name.replace("`", "``") + "`");
    }

    /** The columns that are used, of rows without a missing cell. */
    private static Dataset<Row> complete(Dataset<?> all, PipelineOptions options) {
        List<String> there = List.of(all.columns());
        Stream.concat(options.targets().stream(), options.drop().stream()).filter(name -> !there.contains(name))
                .findFirst().ifPresent(name -> {
                    throw ColumnNames.unknown(name, there);
                });
        Dataset<Row> rows = all.toDF().select(there.stream().filter(name -> !options.drop().contains(name))
                .map(TrainingSample::column).toArray(Column[]::new));
        String[] markers =
                Stream.concat(options.notation().missing().stream(), Stream.of("")).toArray(String[]::new);
        for (StructField field : rows.schema().fields()) {
            Column own = column(field.name());
            rows = rows.filter(own.isNotNull());
            if (field.dataType() instanceof StringType) {
                rows = rows.filter(functions.not(functions.trim(own).isin((Object[]) markers)));
            }
        }
        return rows;
    }

    private static int[] texts(List<StructField> fields) {
        return IntStream.range(0, fields.size())
                .filter(f -> fields.get(f).dataType() instanceof StringType
                        || fields.get(f).dataType() instanceof BooleanType)
                .toArray();
    }

    private static Set<Integer> categories(List<String> names, PipelineOptions options) {
        return Stream.concat(options.oneHot().stream(), options.map().keySet().stream()).map(names::indexOf)
                .collect(Collectors.toSet());
    }

    /** Columns that are dates in the table are dates. */
    private static PipelineOptions withDates(PipelineOptions options, List<StructField> fields) {
        Stream<String> own = fields.stream().filter(field -> field.dataType() instanceof DateType
                || field.dataType() instanceof TimestampType || field.dataType() instanceof TimestampNTZType)
                .map(StructField::name);
        return options.withDates(Stream.concat(options.dates().stream(), own).distinct().toArray(String[]::new));
    }

    private static Pipeline overAll(Dataset<Row> rows, Pipeline sample) {
        Pipeline centred = gathered(rows, sample, false).withMeans(sample);
        return gathered(rows, centred, true).withDeviations(centred);
    }

    private static FeatureSums gathered(Dataset<Row> rows, Pipeline pipeline, boolean squares) {
        SparkSession spark = rows.sparkSession();
        var tables = RowTables.of(rows.schema(), pipeline, true, HalfstepModel.zone(spark));
        String json = pipeline.toJson();
        JavaRDD<byte[]> parts = rows.javaRDD().mapPartitions(own -> {
            Pipeline known = Pipeline.fromJson(json);
            var sums = new FeatureSums();
            new Blocks<Row, Void>(own, Blocks.USUAL, (some, places) -> {
                RowTables.Block block = tables.block(known.readOptions(true), some, places);
                block.requireTaken();
                int[] complete = Rows.complete(block.table(), block.table().columnNames());
                if (squares) {
                    sums.addSquares(known, block.table(), complete);
                } else {
                    sums.add(known, block.table(), complete);
                }
                return List.<Void>of().iterator();
            }).forEachRemaining(nothing -> {});
            return List.of(sums.toBytes()).iterator();
        });
        return FeatureSums.fromBytes(Jobs.run(() -> parts.treeAggregate(new FeatureSums().toBytes(),
                TrainingSample::merged, TrainingSample::merged, Jobs.DEPTH)));
    }

    private static byte[] merged(byte[] one, byte[] other) {
        FeatureSums all = FeatureSums.fromBytes(one);
        all.merge(FeatureSums.fromBytes(other));
        return all.toBytes();
    }
}

package dev.halfstep.spark;

import dev.halfstep.calibrate.Calibrator;
import dev.halfstep.calibrate.RangeObserver;
import dev.halfstep.evaluate.LabelMeans;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.model.ModelFile;
import dev.halfstep.predict.PredictionLines;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.rows.InOrder;
import dev.halfstep.tflite.TfliteWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/**
 * What {@code docs/cluster.md} says of speed and bytes. No test: to be run as a program, with a folder of {@link MadeInsurance}, that
 * also holds {@code f.tflite}, {@code q.tflite} and, with its pipeline, {@code q.onnx}.
 */
final class Speed {

    private static final int ROUNDS = 7;

    private Speed() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        speeds(folder);
        bytes(folder);
        Spark.session().stop();
    }

    private static void speeds(Path folder) throws Exception {
        Path table = folder.resolve("rows.parquet");
        Path model = folder.resolve("q.tflite");
        Dataset<Row> read = Spark.session().read().parquet(table.toString()).repartition(8).cache();
        long rows = read.count();
        MapPartitionsFunction<Row, Row> same = (Iterator<Row> own) -> own;
        Dataset<Row> floor = read.mapPartitions(same, Encoders.row(read.schema()));
        Dataset<Row> scored = HalfstepModel.fromFile(model.toString()).transform(read);
        Dataset<Row> function = function(model, read);
        Dataset<Row> onnx = onnx(folder, read, scored, Blocks.USUAL);
        Dataset<Row> onnxByRow = onnx(folder, read, scored, 1);
        Map<String, Runnable> works = new LinkedHashMap<>();
        works.put("identity map", () -> run(floor));
        works.put("HalfstepModel", () -> run(scored));
        works.put("function of SQL", () -> run(function));
        works.put("ONNX Runtime, 1,024 rows at once", () -> run(onnx));
        works.put("ONNX Runtime, row by row", () -> run(onnxByRow.limit(20_000)));
        works.put("predict, from Parquet to lines", () -> predict(model, table));
        Map<String, double[]> seconds = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Map.Entry<String, Runnable> work : works.entrySet()) {
                seconds.computeIfAbsent(work.getKey(), any -> new double[ROUNDS])[round] = seconds(work.getValue());
            }
        }
        double[] floors = Objects.requireNonNull(seconds.get("identity map"));
        seconds.forEach((what, own) -> {
            double share = what.endsWith("row by row") ? 20_000.0 / rows : 1;
            System.out.printf("%-34s %,12.0f rows/s  %.2f of the floor%n", what, rows * share / median(own),
                    median(IntStream.range(0, ROUNDS).mapToDouble(r -> floors[r] * share / own[r]).toArray()));
        });
    }

    private static double median(double[] values) {
        return DoubleStream.of(values).sorted().toArray()[values.length / 2];
    }

    private static Dataset<Row> function(Path model, Dataset<Row> rows) {
        HalfstepModel.register(Spark.session(), "score", model.toString());
        return rows.selectExpr("*", "score(struct(*)) as predicted");
    }

    /** By the model's own names, which stand for columns. */
    private static Dataset<Row> onnx(Path folder, Dataset<Row> rows, Dataset<Row> scored, int block) throws Exception {
        Map<String, Integer> columns = new LinkedHashMap<>();
        for (String name : rows.columns()) {
            columns.put(name, rows.schema().fieldIndex(name));
        }
        return rows.mapPartitions(new OnnxRows(Files.readAllBytes(folder.resolve("q.onnx")), columns, block),
                Encoders.row(scored.schema()));
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void run(Dataset<Row> rows) {
        rows.write().format("noop").mode(SaveMode.Overwrite).save();
    }

    private static void predict(Path quantized, Path table) {
        ModelFile model = ModelFile.read(quantized);
        Predictor prepared = Predictor.of(model.graph());
        InOrder.run(InOrder.usualThreads(), Wages.source(quantized, table).blocks()::read,
                () -> new PredictionLines(model, prepared.copy())::of, written -> true);
    }

    private static void bytes(Path folder) throws Exception {
        Path floats = folder.resolve("f.tflite");
        Path quantized = folder.resolve("q.tflite");
        Graph network = Quantizer.floatNetwork(ModelFile.read(floats).graph());
        var samples = Wages.source(floats, folder.resolve("rows.parquet")).samples();
        System.out.printf("model: float %,d, full-uint8 %,d; network %,d bytes%n", Files.size(floats),
                Files.size(quantized), TfliteWriter.toBytes(network).length);
        System.out.printf("of a partition: ranges %,d, histograms %,d bytes%n",
                Calibrator.calibrate(network, samples, 100_000).toBytes().length,
                RangeObserver.observe(network, samples, 100_000).toBytes().length);
        List<Row> some =
                Spark.session().read().parquet(folder.resolve("rows.parquet").toString()).limit(100_000)
                        .collectAsList();
        var shared = List.of(HalfstepModel.fromFile(floats.toString()).shared(),
                HalfstepModel.fromFile(quantized.toString()).shared());
        var models = new EvaluatedModels(shared, 0, RowTables.of(some.getFirst().schema(),
                shared.getFirst().pipeline(), true, ZoneOffset.UTC), true);
        byte[] means = models.means(some.iterator());
        System.out.printf("label means %,d, tally of a model %,d bytes%n", means.length,
                models.tallies(some.iterator(), LabelMeans.fromBytes(means)).getLast().length);
    }
}

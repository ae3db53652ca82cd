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
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/**
 * What {@code docs/cluster.md} says of speed and bytes. No test: to be run as a program, with the number of rows and a folder that is
 * there and has room for them.
 */
final class Speed {

    private static final int ROUNDS = 4;

    private Speed() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[1]);
        int rows = Integer.parseInt(args[0]);
        Path small = Wages.made(folder, 2000);
        Path quantized = Wages.quantized(folder, small);
        Path table = folder.resolve("rows.parquet");
        Dataset<Row> some = Spark.csv(small).na().drop();
        // In one file, as the command reads it.
        some.crossJoin(Spark.session().range(rows / some.count() + 1).toDF("copy")).limit(rows).coalesce(1).write()
                .mode(SaveMode.Overwrite).parquet(folder.resolve("parts").toString());
        try (var files = Files.list(folder.resolve("parts"))) {
            Path written = files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
            Files.move(written, table, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        speeds(rows, quantized, table);
        bytes(quantized, small);
        Spark.session().stop();
    }

    private static void speeds(int rows, Path quantized, Path table) {
        Dataset<Row> read = Spark.session().read().parquet(table.toString()).repartition(8).cache();
        read.count();
        MapPartitionsFunction<Row, Row> same = (Iterator<Row> own) -> own;
        Dataset<Row> floor = read.mapPartitions(same, Encoders.row(read.schema()));
        Dataset<Row> scored = HalfstepModel.fromFile(quantized.toString()).transform(read);
        Map<String, Double> best = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            best.merge("identity map", seconds(() -> run(floor)), Math::min);
            best.merge("HalfstepModel", seconds(() -> run(scored)), Math::min);
            best.merge("predict, from Parquet to lines", seconds(() -> predict(quantized, table)), Math::min);
        }
        best.forEach((what, seconds) -> System.out.printf("%-32s %,12.0f rows/s%n", what, rows / seconds));
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

    private static void bytes(Path quantized, Path table) throws Exception {
        Graph network = Quantizer.floatNetwork(ModelFile.read(Wages.MODEL).graph());
        var samples = Wages.source(Wages.MODEL, table).samples();
        System.out.printf("model: float %,d, full-uint8 %,d; network %,d bytes%n", Files.size(Wages.MODEL),
                Files.size(quantized), TfliteWriter.toBytes(network).length);
        System.out.printf("of a partition: ranges %,d, histograms %,d bytes%n",
                Calibrator.calibrate(network, samples, Long.MAX_VALUE).toBytes().length,
                RangeObserver.observe(network, samples, Long.MAX_VALUE).toBytes().length);
        var models = new EvaluatedModels(java.util.List.of(Wages.model().shared(),
                HalfstepModel.fromFile(quantized.toString()).shared()), 0,
                RowTables.of(Spark.csv(table).schema(), Wages.model().shared().pipeline(), true,
                        java.time.ZoneOffset.UTC));
        byte[] means = models.means(Spark.csv(table).collectAsList().iterator());
        System.out.printf("label means %,d, tally of a model %,d bytes%n", means.length,
                models.tallies(Spark.csv(table).collectAsList().iterator(), LabelMeans.fromBytes(means))
                        .getLast().length);
    }
}

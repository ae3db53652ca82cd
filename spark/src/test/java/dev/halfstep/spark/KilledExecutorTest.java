package dev.halfstep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two executors in JVMs of their own, one of which dies in the midst of its rows, twice. */
class KilledExecutorTest {

    private static final int ROWS = 150;

    @TempDir
    private static Path folder;

    private static SparkSession cluster;

    @BeforeAll
    static void start() {
        Spark.session().stop();
        cluster = SparkSession.builder().master("local-cluster[2,1,1024]").appName("killed")
                .config("spark.ui.enabled", false).config("spark.sql.shuffle.partitions", 3)
                .config("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
                // A worker looks for the jars of an installed Spark otherwise.
                .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .config("spark.executorEnv.SPARK_TESTING", "1").config("spark.executorEnv.SPARK_SCALA_VERSION", "2.13")
                .config("spark.sql.warehouse.dir", "target/warehouse")
                .config("spark.sql.session.timeZone", "UTC").getOrCreate();
    }

    @AfterAll
    static void stop() {
        cluster.stop();
    }

    /** Ends the JVM at a row, once. */
    private record Killing(String mark) implements MapFunction<Row, Row> {

        private static final long serialVersionUID = 1;

        @Override
        public Row call(Row row) {
            if (row.getInt(0) == ROWS / 2) {
                try {
                    Files.createFile(Path.of(mark));
                    Runtime.getRuntime().halt(1);
                } catch (FileAlreadyExistsException e) {
                    return row;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return row;
        }
    }

    private static Dataset<Row> killing(Dataset<Row> rows, String name) {
        return rows.map(new Killing(folder.resolve(name).toString()), Encoders.row(rows.schema()));
    }

    @Test
    void leavesEverythingAsItIs() {
        Path table = Wages.made(folder, ROWS);
        Dataset<Row> rows = cluster.read().option("header", true).option("inferSchema", true).csv(table.toString());
        HalfstepModel model = HalfstepModel.fromFile(Wages.MODEL.toString()).setHandleInvalid("keep");

        byte[] file = Calibration.observe(killing(rows, "calibrating"), model).quantize("full-uint8").toBytes();
        List<Row> scored = model.transform(killing(rows.repartition(4), "scoring")).sort("row").collectAsList();

        assertThat(folder.resolve("calibrating")).exists();
        assertThat(folder.resolve("scoring")).exists();
        assertThat(file).isEqualTo(Wages.quantized(table, Precision.FULL_UINT8, Recipe.DEFAULT));
        assertThat(scored).extracting(row -> row.get(row.fieldIndex("predicted_wage")) == null ? ""
                : row.get(row.fieldIndex("predicted_wage")).toString())
                .isEqualTo(Wages.predicted(Wages.MODEL, table).stream().map(line -> line.split(",", -1)[1]).toList());
    }
}

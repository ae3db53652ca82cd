package dev.halfstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.calibrate.RangeMethod;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files quantized on a Dataset against those of the {@code quantize} command for the same rows. */
class CalibrationTest {

    private static final int ROWS = 300;

    @TempDir
    private static Path folder;

    private static Path table;
    private static Dataset<Row> rows;
    private static byte[] expected;

    @BeforeAll
    static void quantize() {
        table = Wages.made(folder, ROWS);
        expected = Wages.quantized(table, Precision.FULL_UINT8, Recipe.DEFAULT);
        rows = Spark.csv(table).cache();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64})
    void sameFileForAnyPartitions(int partitions) {
        Dataset<Row> parts = Spark.inParts(rows, partitions);
        assertThat(parts.javaRDD().getNumPartitions()).isEqualTo(partitions);

        Calibration calibration = Calibration.observe(parts, Wages.model());

        assertThat(calibration.quantize("full-uint8").toBytes()).isEqualTo(expected);
        assertThat(calibration.rows()).isEqualTo(ROWS - (ROWS - 8) / Wages.GAP - 1);
        assertThat(calibration.rowsFitted()).isEqualTo(calibration.rows());
    }

    @Test
    void sameFileFromParquet() {
        String parquet = folder.resolve("parquet").toString();
        rows.repartition(5, functions.hash(functions.col("age"))).write().parquet(parquet);
        Dataset<Row> read = Spark.session().read().parquet(parquet);

        assertThat(Calibration.observe(read.sort("row"), Wages.model()).quantize("full-uint8").toBytes())
                .isEqualTo(expected);
    }

    @Test
    void sameFileForShuffledRowsThatSayTheirOrder() {
        Dataset<Row> shuffled = rows.repartition(5, functions.hash(functions.col("age")));

        byte[] file = Calibration.observe(shuffled.sort("row"), Wages.model()).quantize("full-uint8").toBytes();

        assertThat(file).isEqualTo(expected);
    }

    @Test
    void sameRangesForRowsInAnyOrder() {
        var inOrder = Calibration.observe(rows, Wages.model());
        var shuffled = Calibration.observe(rows.repartition(5, functions.hash(functions.col("age"))), Wages.model());
        Recipe unfitted = Recipe.TENSORFLOW.withCalibrationRows(ROWS);

        assertThat(shuffled.plan(Precision.FULL_INT8, Precision.FULL_INT8.edges().getFirst(), unfitted))
                .isEqualTo(inOrder.plan(Precision.FULL_INT8, Precision.FULL_INT8.edges().getFirst(), unfitted));
    }

    @ParameterizedTest
    @ValueSource(strings = {"full-int8", "int16x8"})
    void sameFileAtOtherPrecisions(String precision) {
        byte[] file = Calibration.observe(rows, Wages.model()).quantize(precision).toBytes();

        assertThat(file).isEqualTo(Wages.quantized(table, Precision.of(precision), Recipe.DEFAULT));
    }

    @Test
    void sameFileByOtherRanges() {
        Recipe recipe = Recipe.DEFAULT.withRanges(RangeMethod.PERCENTILE);

        byte[] file = Calibration.observe(Spark.inParts(rows, 7), Wages.model())
                .quantize(Precision.FULL_UINT8, Precision.FULL_UINT8.edges().getFirst(), recipe).toBytes();

        assertThat(file).isEqualTo(Wages.quantized(table, Precision.FULL_UINT8, recipe));
    }

    @Test
    void sameFileAsTensorFlowsFromTheFirstRows() {
        var calibration = Calibration.observe(Spark.inParts(rows, 7), Wages.model());

        byte[] file = calibration.quantize(Precision.FULL_INT8, Precision.FULL_INT8.edges().getFirst(),
                Recipe.TENSORFLOW).toBytes();

        assertThat(file).isEqualTo(Wages.quantized(table, Precision.FULL_INT8, Recipe.TENSORFLOW));
        assertThat(calibration.rowsFitted()).isEqualTo(100);
    }

    @Test
    void namesTheRowThatCannotBeTaken() {
        Dataset<Row> odd = rows.withColumn("age", functions.expr("if(row = 100, 'old', string(age))")).coalesce(1);

        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Calibration.observe(odd, Wages.model()))
                .withMessageContaining("'old' is not a number").withMessageContaining("row 101 of partition 0")
                .withMessageContaining("column 'age'");
    }

    @Test
    void needsARow() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Calibration.observe(rows.filter("row < 0"), Wages.model()))
                .withMessageContaining("no row is left");
    }
}

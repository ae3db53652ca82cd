package dev.halfstep.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables and models that are not as one would like them: two targets, dots in names, nulls, no rows. */
class OddTablesTest {

    private static final int ROWS = 60;

    @TempDir
    private static Path folder;

    private static Path table;
    private static Path floats;
    private static Dataset<Row> rows;

    @BeforeAll
    static void write() throws IOException {
        var lines = new ArrayList<String>(List.of("my.age,fits,kind,cost,`odd` name"));
        for (int i = 0; i < ROWS; i++) {
            lines.add(String.format(Locale.ROOT, "%.2f,%s,%s,%d,%.1f", 20 + i * 0.37, i % 3 == 0, "abc".charAt(i % 3),
                    100 + 7 * i, 3.5 - i));
        }
        table = Files.write(folder.resolve("odd.csv"), lines);
        floats = Files.write(folder.resolve("odd.tflite"), SmallModel.of(table, "cost", "`odd` name"));
        rows = Spark.csv(table).cache();
    }

    private static HalfstepModel model() {
        return HalfstepModel.fromFile(floats.toString()).setHandleInvalid("keep").setReasonCol("reason");
    }

    /** Predictions of both targets as the command writes them. */
    private static List<String> texts(Dataset<Row> scored) {
        return scored.collectAsList().stream()
                .map(row -> row.getAs("predicted_cost") + "," + row.getAs("predicted_`odd` name")).toList();
    }

    private static List<String> expected(Path model) {
        return Wages.predicted(model, table).stream().map(line -> line.split(",", -1)[1] + "," + line.split(",", -1)[2])
                .toList();
    }

    @Test
    void severalTargetsAndNamesWithDots() {
        assertThat(texts(model().transform(rows.coalesce(1)))).isEqualTo(expected(floats));
    }

    @Test
    void severalTargetsOfAFunction() {
        model().register(Spark.session(), "both");

        List<Row> both = rows.selectExpr("both(struct(*)) as p").select(col("p.cost"), col("p.`" + "``odd`` name`"))
                .collectAsList();

        assertThat(both).extracting(row -> row.get(0) + "," + row.get(1)).isEqualTo(expected(floats));
    }

    @Test
    void copiesOfOutputs() throws IOException {
        Recipe copies = Recipe.DEFAULT.withVernier(3);
        byte[] file = Calibration.observe(Spark.inParts(rows, 3), model())
                .quantize(Precision.FULL_INT8, Precision.FULL_INT8.edges().getFirst(), copies).toBytes();

        assertThat(file).isEqualTo(Wages.quantized(floats, table, Precision.FULL_INT8, copies));
        Path quantized = Files.write(folder.resolve("copies.tflite"), file);
        Dataset<Row> scored =
                HalfstepModel.fromFile(quantized.toString()).setCodesCol("codes").transform(rows.coalesce(1));
        assertThat(texts(scored)).isEqualTo(expected(quantized));
        assertThat(scored.first().getList(scored.first().fieldIndex("codes"))).hasSize(6);
    }

    @Test
    void nullsNotANumberAndInfinity() {
        Dataset<Row> odd = rows.limit(1).select(col("fits"), col("kind"), expr("explode(array(cast('NaN' as double), "
                + "null, cast('Infinity' as double), 25.5D)) as `my.age`"));

        List<Row> scored = model().transform(odd).select("predicted_cost", "reason").collectAsList();

        assertThat(scored).extracting(row -> row.getString(1)).containsExactly(
                "column 'my.age': the row has no value for it", "column 'my.age': the row has no value for it",
                "column 'my.age': the number is infinite", null);
        assertThat(scored).extracting(row -> row.isNullAt(0)).containsExactly(true, true, true, false);
    }

    @Test
    void aColumnThatHasNothing() {
        List<Row> scored = model().transform(rows.withColumn("kind", lit(null))).collectAsList();

        assertThat(scored).hasSize(ROWS).allSatisfy(row -> assertThat(row.<String>getAs("reason")).contains("'kind'"));
    }

    @Test
    void noRows() {
        Dataset<Row> none = rows.filter("cost < 0");
        assertThat(model().transform(none).count()).isZero();
        assertThat(model().transform(Spark.session().createDataFrame(List.of(), rows.schema())).count()).isZero();
        assertThat(texts(model().transform(Spark.inParts(rows.limit(2), 5)))).hasSize(2);
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> SparkEvaluation.of(none, List.of(model())))
                .withMessageContaining("no row is left");
    }

    @Test
    void rowsThatAreNotTakenAreLeftOutOfWhatIsGathered() {
        Dataset<Row> odd = rows.withColumn("kind", expr("if(cost % 5 = 0, 'new', kind)"));
        Dataset<Row> good = rows.filter("cost % 5 <> 0");

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Calibration.observe(odd.coalesce(1), model().setHandleInvalid("error")))
                .withMessageContaining("'new' did not occur").withMessageContaining("column 'kind'");
        Calibration skipping = Calibration.observe(odd.coalesce(1), model().setHandleInvalid("skip"));
        assertThat(skipping.rows()).isEqualTo(good.count()).isLessThan(ROWS);
        assertThat(skipping.quantize("full-int8").toBytes())
                .isEqualTo(Calibration.observe(good.coalesce(1), model()).quantize("full-int8").toBytes());
        assertThat(SparkEvaluation.of(odd, List.of(model().setHandleInvalid("skip")))).usingRecursiveComparison()
                .isEqualTo(SparkEvaluation.of(good, List.of(model())));
    }

    @Test
    void twoColumnsOfOneName() {
        Dataset<Row> twice = rows.select(col("*"), col("kind"));

        assertThatExceptionOfType(Problem.class).isThrownBy(() -> model().transform(twice))
                .withMessageContaining("2 columns of this name").withMessageContaining("'kind'");
    }

    @Test
    void rowsWithoutNames() {
        Dataset<Row> unnamed = Spark.session().createDataFrame(List.of(RowFactory.create(1.0)),
                new StructType().add("_1", "double"));

        assertThatExceptionOfType(Problem.class).isThrownBy(() -> model().transform(unnamed))
                .withMessageContaining("'my.age'");
    }

    @Test
    void aModelWithoutAPipeline() {
        byte[] bare = SmallModel.withoutPipeline(table, "cost");

        assertThatThrownBy(() -> HalfstepModel.fromBytes(bare)).isInstanceOf(Problem.class)
                .hasMessageContaining("pipeline");
    }
}

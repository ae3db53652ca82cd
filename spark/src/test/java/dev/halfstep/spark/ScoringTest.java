package dev.halfstep.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfstep.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Predictions on a Dataset against the lines that the {@code predict} command writes for the same rows. */
class ScoringTest {

    private static final int ROWS = 3000;

    @TempDir
    private static Path folder;

    private static Path table;
    private static Path model;
    private static Dataset<Row> rows;
    private static List<String> expected;

    @BeforeAll
    static void predict() {
        table = Wages.made(folder, ROWS);
        // Of few rows, so that others lie outside.
        model = Wages.quantized(folder, Wages.made(folder, 30));
        expected = Wages.predicted(model, table);
        rows = Spark.csv(table).cache();
        assertThat(expected).hasSize(ROWS).anyMatch(line -> line.contains("missing"))
                .anyMatch(line -> line.contains("age"));
    }

    private static HalfstepModel scoring() {
        return HalfstepModel.fromFile(model.toString()).setHandleInvalid("keep").setOutsideCol("side")
                .setOutsideByCol("by").setCodesCol("codes").setReasonCol("reason");
    }

    /** A scored row as a line of the command. */
    private static String line(Row row) {
        int number = row.<Integer>getAs("row") + 1;
        if (row.isNullAt(row.fieldIndex("predicted_wage"))) {
            assertThat(row.<String>getAs("reason")).isEqualTo("column 'sector': the row has no value for it");
            return number + ",,missing,";
        }
        String by = row.getAs("by");
        return number + "," + row.<Double>getAs("predicted_wage") + "," + row.getAs("side") + ","
                + (by.contains(",") ? "\"" + by + "\"" : by);
    }

    private static List<String> lines(Dataset<Row> scored) {
        return scored.sort("row").collectAsList().stream().map(ScoringTest::line).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64})
    void samePredictionsForAnyPartitions(int partitions) {
        assertThat(lines(scoring().transform(rows.repartition(partitions)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 4000})
    void samePredictionsForAnyBlocks(int size) {
        assertThat(lines(scoring().setBlockSize(size).transform(rows))).isEqualTo(expected);
    }

    @Test
    void samePredictionsFromParquet() {
        String file = folder.resolve("parquet").toString();
        rows.write().parquet(file);

        assertThat(lines(scoring().transform(Spark.session().read().parquet(file)))).isEqualTo(expected);
    }

    @Test
    void samePredictionsFromTextsAlone() {
        Dataset<Row> texts = Spark.session().read().option("header", true).csv(table.toString());

        assertThat(lines(scoring().transform(texts.withColumn("row", col("row").cast("int"))))).isEqualTo(expected);
    }

    @Test
    void samePredictionsFromNumbersOfAnyWidth() {
        Dataset<Row> others = rows.withColumn("education", col("education").cast("short"))
                .withColumn("experience", col("experience").cast("decimal(12,3)"))
                .withColumn("south", col("south").cast("boolean")).withColumn("union", col("union").cast("byte"))
                .withColumn("age", col("age").cast("decimal(30,10)"))
                .withColumn("married", col("married").cast("double"));

        assertThat(lines(scoring().transform(others))).isEqualTo(expected);
    }

    @Test
    void addsNothingButWhatIsAskedFor() {
        var plain = HalfstepModel.fromFile(model.toString()).setPredictionPrefix("new ");
        Dataset<Row> scored = plain.transform(rows.filter("sector is not null"));

        assertThat(scored.columns()).hasSize(rows.columns().length + 1).endsWith("new wage");
        assertThat(plain.transformSchema(rows.schema())).isEqualTo(scored.schema());
    }

    @Test
    void givesTheCodes() {
        List<Row> scored = scoring().transform(rows.filter("sector is not null").limit(20)).collectAsList();

        assertThat(scored).allSatisfy(row -> assertThat(row.<Integer>getList(row.fieldIndex("codes"))).hasSize(1)
                .allSatisfy(code -> assertThat(code).isBetween(0, 255)));
        assertThat(scored.stream().map(row -> row.getList(row.fieldIndex("codes"))).distinct().count())
                .isGreaterThan(5);
    }

    @Test
    void columnsMayBeInAnyOrderAndInOtherLetters() {
        Dataset<Row> others = rows.select(List.of(rows.columns()).reversed().stream().map(functions::col)
                .toArray(org.apache.spark.sql.Column[]::new)).withColumnRenamed("age", "Age");

        assertThat(lines(scoring().transform(others))).isEqualTo(expected);
    }

    @Test
    void anInvalidRowEndsTheJobWithItsPlace() {
        Dataset<Row> scored = HalfstepModel.fromFile(model.toString()).transform(rows.coalesce(1));

        assertThatThrownBy(scored::collectAsList).hasStackTraceContaining("the row has no value for it")
                .hasStackTraceContaining("row 8 of partition 0").hasStackTraceContaining("column 'sector'");
    }

    @Test
    void skipsInvalidRowsAlone() {
        Dataset<Row> odd = rows.withColumn("gender", functions.expr("if(row = 2000, 'robot', gender)"));
        List<String> scored = lines(scoring().setHandleInvalid("skip").transform(odd));

        assertThat(scored).isEqualTo(expected.stream()
                .filter(line -> !line.contains("missing") && !line.startsWith("2001,")).toList());
    }

    @Test
    void takesTextsThatTrainingDidNotSeeForNoCategory() {
        Dataset<Row> odd = rows.filter("row < 5").withColumn("gender", lit("robot"));

        HalfstepModel model = scoring();
        List<Row> kept = model.transform(odd).collectAsList();
        assertThat(kept).extracting(row -> row.<String>getAs("reason"))
                .allSatisfy(reason -> assertThat(reason).startsWith("column 'gender': 'robot' did not occur"));
        List<Row> taken = model.setHandleUnseen("zero").transform(odd).collectAsList();
        assertThat(taken).extracting(row -> row.<String>getAs("reason")).containsOnlyNulls();
    }

    @Test
    void refusesATableWithoutTheColumns() {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> scoring().transform(rows.drop("age")))
                .withMessageContaining("'age'");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> scoring().transform(rows.withColumn("age", functions.array(col("age")))))
                .withMessageContaining("array<double>");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> scoring().transform(rows.withColumn("reason", lit(1))))
                .withMessageContaining("a column of this name already");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> scoring().setHandleInvalid("ignore").transform(rows))
                .withMessageContaining("'ignore'");
    }

    @Test
    void isAFunctionOfSql() {
        HalfstepModel.register(Spark.session(), "score_wage", model.toString());
        scoring().register(Spark.session(), "score_or_null");
        rows.createOrReplaceTempView("people");

        List<Row> scored = Spark.session().sql("select row, score_or_null(struct(*)) as predicted_wage from people")
                .sort("row").collectAsList();
        assertThat(scored).extracting(row -> row.get(1) == null ? "" : row.get(1).toString())
                .isEqualTo(expected.stream().map(line -> line.split(",", -1)[1]).toList());
        assertThat(Spark.session().sql("select score_wage(struct(*)) from people where row < 5").collectAsList())
                .extracting(row -> row.getDouble(0)).doesNotContainNull();
        assertThatThrownBy(() -> Spark.session().sql("select max(score_wage(struct(*))) from people").collectAsList())
                .hasStackTraceContaining("column 'sector'");
        assertThat(Spark.session().sql("select score_or_null(null)").schema().fields()[0].dataType())
                .isEqualTo(DataTypes.DoubleType);
    }
}

package dev.halfstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.assess.Evaluations;
import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.model.ModelFile;
import dev.halfstep.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scores on a Dataset against those of the {@code evaluate} command for the same rows. */
class EvaluationTest {

    @TempDir
    private static Path folder;

    private static List<HalfstepModel> models;
    private static Dataset<Row> rows;
    private static List<Evaluation> expected;

    @BeforeAll
    static void evaluate() {
        Path table = Wages.made(folder, 700);
        Path quantized = Wages.quantized(folder, Wages.made(folder, 30));
        rows = Spark.csv(table).cache();
        models = List.of(HalfstepModel.fromFile(quantized.toString()), Wages.model());
        List<ModelFile> files = List.of(ModelFile.read(quantized), ModelFile.read(Wages.MODEL));
        expected = new Evaluations(files, Optional.of(files.getLast()), table)
                .on(Wages.source(quantized, table).labelledBlocks(files, List.of()), done -> {});
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64})
    void sameScoresForAnyPartitionsInAnyOrder(int partitions) {
        Dataset<Row> shuffled = rows.repartition(partitions, functions.hash(functions.col("age")));

        assertThat(SparkEvaluation.of(shuffled, models)).usingRecursiveComparison().isEqualTo(expected);
    }

    @Test
    void sameScoresFromParquet() {
        String parquet = folder.resolve("parquet").toString();
        rows.repartition(7).write().parquet(parquet);

        assertThat(SparkEvaluation.of(Spark.session().read().parquet(parquet), models)).usingRecursiveComparison()
                .isEqualTo(expected);
    }

    @Test
    void comparesWithTheFloatModelWhereThereAreNoLabels() {
        Evaluation labelled = expected.getFirst();

        Evaluation compared = SparkEvaluation.of(rows.drop("wage").repartition(3), models).getFirst();

        assertThat(compared.rows()).isEqualTo(labelled.rows());
        assertThat(compared.inUnits().meanAbsDiff()).isEqualTo(labelled.inUnits().meanAbsDiff())
                .hasValue(compared.inUnits().mae());
        assertThat(compared.inUnits().maxAbsDiff()).isEqualTo(labelled.inUnits().maxAbsDiff());
        assertThat(compared.clippedInputs()).isEqualTo(labelled.clippedInputs());
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> SparkEvaluation.of(rows.drop("wage"), models.subList(0, 1)))
                .withMessageContaining("'wage'");
    }

    @Test
    void needsRowsAndModels() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> SparkEvaluation.of(rows.filter("row < 0"), models))
                .withMessageContaining("no row is left");
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> SparkEvaluation.of(rows, List.of()))
                .withMessageContaining("no model");
    }
}

package dev.halfstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.PipelineFitter;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.problem.Problem;
import dev.halfstep.table.read.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingSampleTest {

    private static final int ROWS = 800;
    private static final double SHARE = 0.25;
    private static final PipelineOptions OPTIONS = PipelineOptions.forTargets("wage").withDrop("row");

    @TempDir
    private static Path folder;

    private static Path table;
    private static Dataset<Row> rows;
    private static TrainingSample expected;

    @BeforeAll
    static void draw() {
        table = Wages.made(folder, ROWS);
        rows = Spark.csv(table).cache();
        expected = TrainingSample.draw(rows, OPTIONS, SHARE, 0, folder.resolve("one.csv"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 64})
    void sameRowsAndPipelineForAnyPartitionsInAnyOrder(int partitions) throws IOException {
        Path file = folder.resolve("sample" + partitions + ".csv");
        Dataset<Row> shuffled = rows.repartition(partitions, functions.hash(functions.col("age")));

        TrainingSample sample = TrainingSample.draw(shuffled, OPTIONS, SHARE, 0, file);

        assertThat(file).hasSameBinaryContentAs(folder.resolve("one.csv"));
        assertThat(sample.fitted().pipeline()).isEqualTo(expected.fitted().pipeline());
        assertThat(sample.fitted().train()).isEqualTo(expected.fitted().train());
    }

    @Test
    void isAboutAsLargeAsWasAsked() {
        int complete = ROWS - (ROWS - 8) / Wages.GAP - 1;
        assertThat(expected.rows()).isEqualTo(complete);
        assertThat(expected.share()).isCloseTo(SHARE, within(0.06));
        assertThat(expected.table().rowCount()).isEqualTo((int) Math.round(expected.share() * complete));
    }

    @Test
    void anotherSeedDrawsOtherRows() throws IOException {
        Path file = folder.resolve("other.csv");
        TrainingSample.draw(rows, OPTIONS, SHARE, 1, file);

        assertThat(Files.readAllLines(file)).doesNotContainSequence(
                Files.readAllLines(folder.resolve("one.csv")).subList(1, 3));
    }

    @Test
    void thePipelineIsThatOfAllRows() {
        PipelineOptions all = OPTIONS.withFitOnAll(true);
        Pipeline whole = PipelineFitter.fit(TableReader.read(table, all.readOptions()), all).pipeline();
        Pipeline own = expected.fitted().pipeline();

        assertThat(own.inputs()).isEqualTo(whole.inputs());
        for (int f = 0; f < whole.features().size(); f++) {
            assertThat(own.features().get(f).mean()).isCloseTo(whole.features().get(f).mean(), within(1e-12));
            assertThat(own.features().get(f).deviation()).isCloseTo(whole.features().get(f).deviation(),
                    within(1e-12));
        }
        assertThat(own.targets().getFirst().mean()).isCloseTo(whole.targets().getFirst().mean(), within(1e-12));
        assertThat(own.origin().digest()).isEqualTo(expected.table().digest());
    }

    @Test
    void rareCategoriesAreInTheSample() {
        Dataset<Row> rare = rows.withColumn("occupation", functions.expr("if(row = 77, 'juggler', occupation)"));

        TrainingSample sample = TrainingSample.draw(rare, OPTIONS, 0.05, 0, folder.resolve("rare.csv"));

        assertThat(sample.fitted().pipeline().featureNames()).contains("occupation=juggler");
    }

    @Test
    void textsAloneGiveTheSame() {
        Dataset<Row> texts = Spark.session().read().option("header", true).csv(table.toString());

        TrainingSample sample = TrainingSample.draw(texts, OPTIONS, 1, 0, folder.resolve("texts.csv"));
        TrainingSample typed = TrainingSample.draw(rows, OPTIONS, 1, 0, folder.resolve("typed.csv"));

        assertThat(sample.fitted().pipeline().features()).isEqualTo(typed.fitted().pipeline().features());
        assertThat(sample.fitted().pipeline().targets()).isEqualTo(typed.fitted().pipeline().targets());
        assertThat(sample.share()).isEqualTo(1);
    }

    @Test
    void refusesWhatItCannotDraw() {
        Path file = folder.resolve("none.csv");
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> TrainingSample.draw(rows, OPTIONS, 0, 0, file))
                .withMessageContaining("share of 0");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> TrainingSample.draw(rows, PipelineOptions.forTargets("wages"), 1, 0, file))
                .withMessageContaining("'wages'");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> TrainingSample.draw(rows.filter("row < 0"), OPTIONS, 1, 0, file));
    }
}

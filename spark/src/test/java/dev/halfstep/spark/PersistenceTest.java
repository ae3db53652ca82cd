package dev.halfstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersistenceTest {

    @TempDir
    private Path folder;

    @Test
    void aStageIsSavedAndLoadedWithItsParameters() throws IOException {
        HalfstepModel model = Wages.model().setHandleInvalid("skip").setOutsideByCol("by").setBlockSize(17);
        model.save(folder.resolve("stage").toString());
        HalfstepModel loaded = HalfstepModel.load(folder.resolve("stage").toString());

        assertThat(loaded.uid()).isEqualTo(model.uid());
        assertThat(loaded.toBytes()).isEqualTo(Files.readAllBytes(Wages.MODEL));
        assertThat(loaded.explainParams()).isEqualTo(model.explainParams());
        assertThat(loaded.getBlockSize()).isEqualTo(17);
        HalfstepModel copy = model.copy(new ParamMap().put(model.handleInvalid(), "keep"));
        assertThat(copy.getHandleInvalid()).isEqualTo("keep");
        assertThat(copy.getOutsideByCol()).isEqualTo("by");
        assertThat(model.getHandleInvalid()).isEqualTo("skip");
    }

    @Test
    void aPipelineIsSavedAndLoaded() throws IOException {
        var doubled = new SQLTransformer().setStatement("select *, 2 * predicted_wage as twice from __THIS__");
        Dataset<Row> rows = Spark.csv(Wages.TABLE);
        PipelineModel fitted =
                new Pipeline().setStages(new PipelineStage[] {Wages.model(), doubled}).fit(rows);
        fitted.save(folder.resolve("pipeline").toString());

        Dataset<Row> scored = PipelineModel.load(folder.resolve("pipeline").toString()).transform(rows);

        assertThat(scored.collectAsList()).isEqualTo(fitted.transform(rows).collectAsList()).hasSize(534)
                .allSatisfy(row -> assertThat(row.<Double>getAs("twice"))
                        .isEqualTo(2 * row.<Double>getAs("predicted_wage")));
    }

    @Test
    void aModelIsAFile() throws IOException {
        Path file = folder.resolve("model.tflite");
        Wages.model().toFile(file.toString());

        assertThat(file).hasBinaryContent(Files.readAllBytes(Wages.MODEL));
        Wages.model().toFile(file.toString());
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    /** Hadoop's own streams keep sums beside files, and refuse what others have written since. */
    @Test
    void aFileMayBeWrittenByOthersInBetween() throws IOException {
        Path file = folder.resolve("model.tflite");
        Wages.model().toFile(file.toString());
        byte[] other = Wages.quantized(Wages.made(folder, 30), Precision.FULL_UINT8, Recipe.DEFAULT);
        Files.write(file, other);

        assertThat(HalfstepModel.fromFile(file.toString()).toBytes()).isEqualTo(other);
    }

    @Test
    void anotherSessionLoadsWhatOneSaved() throws IOException {
        Wages.model().setOutsideByCol("by").setHandleInvalid("keep").save(folder.resolve("stage").toString());
        SparkSession other = Spark.session().newSession();
        Dataset<Row> rows = other.read().option("header", true).csv(Wages.TABLE.toString());
        SparkSession.setActiveSession(other);
        try {
            Dataset<Row> scored = HalfstepModel.load(folder.resolve("stage").toString()).transform(rows);

            assertThat(scored.columns()).endsWith("predicted_wage", "by");
            assertThat(scored.collectAsList()).isEqualTo(
                    Wages.model().setOutsideByCol("by").setHandleInvalid("keep").transform(rows).collectAsList());
        } finally {
            SparkSession.setActiveSession(Spark.session());
        }
    }

    @Test
    void refusesWhatIsNoModel() {
        Spark.session();
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> HalfstepModel.fromFile(Wages.TABLE.toString())).withMessageContaining("wages.csv");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> HalfstepModel.fromFile("nowhere.tflite")).withMessageContaining("nowhere.tflite");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Wages.model().setHandleInvalid("skip").register(Spark.session(), "f"))
                .withMessageContaining("cannot skip");
    }
}

package dev.halfstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.certificate.Certificate;
import dev.halfstep.certify.Certified.OutputBound;
import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.explain.Explanation;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.pipeline.Split;
import dev.halfstep.predict.RowPredictor;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.search.Adviser;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.TextColumn;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.train.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FacadeTest {

    private static final Quantization FULL_UINT8 = Quantization.to(Precision.FULL_UINT8);

    private final Path folder;
    private final Data data;
    private final Model model;
    private final Model quantized;

    FacadeTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        data = Data.read(table("rents.csv", 7), PipelineOptions.forTargets("rent").withSplit(new Split(0.75, 3)));
        model = Training.run(data, TrainingOptions.defaults().withHidden(8).withEpochs(40)).model();
        quantized = model.quantize(data, FULL_UINT8);
    }

    private Path table(String name, long seed) throws IOException {
        var random = new Random(seed);
        var lines = new StringBuilder("area,town,rent\n");
        for (int row = 0; row < 200; row++) {
            int area = 20 + random.nextInt(100);
            boolean ulm = random.nextBoolean();
            lines.append(area).append(ulm ? ",Ulm," : ",Trier,").append(area * (ulm ? 14 : 9) + random.nextInt(20))
                    .append('\n');
        }
        return Files.writeString(folder.resolve(name), lines);
    }

    @Test
    void calibratesOnTrainingRowsAndMeasuresOnTestRows() {
        assertThat(data.isSplit()).isTrue();
        assertThat(quantized.plan().orElseThrow().calibrationRows()).isEqualTo(150);
        Evaluation evaluation = quantized.evaluate(data, model);
        assertThat(evaluation.rows()).isEqualTo(50);
        assertThat(evaluation.inUnits().mae()).isCloseTo(model.evaluate(data).inUnits().mae(), within(10.0));
        assertThat(evaluation.inUnits().maxAbsDiff().orElseThrow()).isBetween(0.1, 60.0);
        assertThat(quantized.evaluate(data).inUnits().maxAbsDiff()).isEmpty();
    }

    @Test
    void comesBackFromItsFile() throws IOException {
        Path file = folder.resolve("rents.tflite");
        quantized.write(file);
        Model read = Model.read(file);
        assertThat(read.toBytes()).isEqualTo(quantized.toBytes()).isEqualTo(Files.readAllBytes(file));
        assertThat(read.precision()).isEqualTo(Precision.FULL_UINT8);
        assertThat(read.pipeline()).contains(data.pipeline());
        assertThat(read.plan()).isEmpty();
        Data again = Data.read(folder.resolve("rents.csv"), read);
        assertThat(again.trainingRows()).isEqualTo(data.trainingRows());
        assertThat(read.evaluate(again, model)).isEqualTo(quantized.evaluate(data, model));
    }

    @Test
    void anotherTableIsNotSplit() throws IOException {
        Data other = Data.read(table("others.csv", 8), quantized);
        assertThat(other.isSplit()).isFalse();
        assertThat(other.testRows()).hasSize(200).isEqualTo(other.trainingRows());
        assertThat(quantized.evaluate(other).rows()).isEqualTo(200);
    }

    @Test
    void predictsRawValues() {
        RowPredictor predictor = quantized.predictor();
        double ulm = predictor.predict(Map.of("area", 60, "town", "Ulm"));
        assertThat(ulm).isGreaterThan(predictor.predict(Map.of("area", 60, "town", "Trier")));
        assertThat(predictor.predict(new double[] {60, predictor.number(1, "Ulm")})).isEqualTo(ulm);
        Tensor standardised = data.testInputs();
        double first =
                data.pipeline().targets().getFirst().inUnits(quantized.predict(standardised).values().values()[0]);
        int row = data.testRows()[0];
        var column = (NumericColumn) data.table().column("area");
        var town = (TextColumn) data.table().column("town");
        assertThat(predictor.predict(Map.of("area", column.value(row), "town", town.value(row))))
                .isCloseTo(first, within(1e-3));
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> predictor.predict(Map.of("area", 60)))
                .withMessageContaining("the row has no value for the column 'town'");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> predictor.predict(Map.of("area", List.of(), "town", "Ulm")))
                .withMessageContaining("neither number nor text");
    }

    @Test
    void keepsBounds() {
        Quantization bounded = Quantization.to(Precision.FULL_INT8).withMaxDeviation(80);
        Model accurate = model.quantize(data, bounded);
        assertThat(accurate.plan().orElseThrow().choice()).isNotNull();
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> model.quantize(data, FULL_UINT8.withMaxDeviation(1e-9)))
                .withMessageContaining(". Allow more with maxDeviation.")
                .satisfies(problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.OUTCOME));
        assertThat(model.quantize(data, FULL_UINT8.withMaxLoss(0.5)).plan().orElseThrow().choice()).isNotNull();
    }

    @Test
    void takesRowsThatAreNoTable() {
        Model fromRows = model.quantize(data.trainingInputs(), FULL_UINT8);
        assertThat(fromRows.toBytes()).isEqualTo(quantized.toBytes());
        assertThat(model.quantize(Quantization.to(Precision.FLOAT16)).precision()).isEqualTo(Precision.FLOAT16);
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> model.quantize(FULL_UINT8))
                .withMessageContaining("needs calibration rows");
    }

    @Test
    void explains() {
        Explanation explanation = quantized.explain(data, model);
        assertThat(explanation.misuse()).isPresent();
        assertThat(explanation.trials().setAside()).isFalse();
        assertThat(explanation.advice()).isNotEmpty()
                .allSatisfy(advice -> assertThat(advice.command()).startsWith("precision=").doesNotContain("--"));
        ExplanationOptions none = ExplanationOptions.defaults().withAdvice(Adviser.Effort.NONE);
        assertThat(quantized.explain(data, model, none.withSeen("3.5")).misuse().orElseThrow().verdict()).isPresent();
    }

    @Test
    void otherFeaturesAreAProblem() throws IOException {
        Data others = Data.read(table("rents.csv", 7), PipelineOptions.forTargets("rent").withDrop("town"));
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> model.quantize(others, FULL_UINT8))
                .withMessageContaining("other features").satisfies(
                        problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.MODEL));
    }

    @Test
    void provesABound() {
        Certificate certificate = quantized.certify(model, CertificateOptions.defaults()
                .withDomain("area=30:90,town=Ulm").withTime(Duration.ofSeconds(20)));
        OutputBound bound = certificate.certified().outputs().getFirst();
        assertThat(bound.bound()).isGreaterThanOrEqualTo(Math.abs(bound.witness().deviation())).isPositive();
        assertThat(certificate.domain().lines()).anyMatch(line -> line.contains("30"));
        assertThat(quantized.evaluate(data, model).inUnits().maxAbsDiff().orElseThrow())
                .isLessThanOrEqualTo(quantized.certify(model).certified().outputs().getFirst().bound() * 1.0001);
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> CertificateOptions.defaults().withTime(Duration.ZERO));
    }

    @Test
    void optionsAreValues() {
        Quantization int8 = FULL_UINT8.withEdge(DType.INT8).withRecipe(Recipe.BEST);
        assertThat(int8).isEqualTo(FULL_UINT8.withRecipe(Recipe.BEST).withEdge(DType.INT8))
                .hasSameHashCodeAs(FULL_UINT8.withRecipe(Recipe.BEST).withEdge(DType.INT8)).isNotEqualTo(FULL_UINT8);
        assertThat(int8.edge()).isEqualTo(DType.INT8);
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> FULL_UINT8.withEdge(DType.INT16));
        assertThat(ExplanationOptions.defaults().withSeen("1")).isEqualTo(ExplanationOptions.defaults().withSeen("1"))
                .isNotEqualTo(ExplanationOptions.defaults());
    }
}

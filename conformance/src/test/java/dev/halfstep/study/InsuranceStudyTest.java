package dev.halfstep.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.Shared;
import dev.halfstep.evaluate.Scores;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.quantize.Precision;
import dev.halfstep.report.json.StudyJson;
import dev.halfstep.report.page.HtmlReport;
import dev.halfstep.train.TrainingListener;
import dev.halfstep.train.TrainingOptions;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The medical-cost table, the case that Halfstep starts from, over ten seeds. */
class InsuranceStudyTest {

    private static final int SEEDS = 10;
    /** The median of Keras on the same rows is 0.220 to 0.223. */
    private static final double MEDIAN_MAE = 0.225;

    @TempDir
    private Path folder;

    @Test
    void trainsAsWellAsKerasAndLosesLittleInFullUint8() {
        double[] floats = IntStream.range(0, SEEDS).mapToDouble(seed -> {
            StudyResult result = study(seed);
            assertThat(result.test()).isEqualTo(268);
            double floatMae = result.floatModel().evaluation().standardised().mae();
            Scores uint8 = result.models().stream().filter(m -> m.precision() == Precision.FULL_UINT8).findFirst()
                    .orElseThrow().evaluation().standardised();
            assertThat(uint8.mae()).as("seed " + seed).isLessThan(1.01 * floatMae);
            assertThat(uint8.maeOfRawCodes().orElseThrow()).as("seed " + seed).isBetween(50.0, 70.0);
            return floatMae;
        }).sorted().toArray();
        assertThat((floats[SEEDS / 2 - 1] + floats[SEEDS / 2]) / 2).isLessThanOrEqualTo(MEDIAN_MAE);
    }

    private StudyResult study(long seed) {
        PipelineOptions options = PipelineOptions.forTargets("charges").withMissing("?").withFitOnAll(true);
        return Study.run(
                StudyOptions.of(Shared.file("reference/insurance.csv"), folder.resolve("seed" + seed), options)
                        .withTraining(TrainingOptions.defaults().withSeed(seed)),
                TrainingListener.none(), HtmlReport::of, StudyJson::of);
    }
}

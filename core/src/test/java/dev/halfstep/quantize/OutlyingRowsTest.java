package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.quantize.chain.Effort;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the default recipe makes of rows of which a few are absurd. */
class OutlyingRowsTest {

    private static final int COUNT = 16_000;
    private static final int WIDTH = 5;
    private static final Graph NETWORK = NetworkBuilder.mlp(1, WIDTH, 16, 1);

    /** So many rows in which a feature, or all of them, is a multiple of what it was. */
    private static Tensor rows(int absurd, float factor, boolean all) {
        float[] values = Rows.normal(3, COUNT, WIDTH).values().clone();
        for (int n = 0; n < absurd; n++) {
            int row = (n + 1) * 1000 - 17;
            for (int f = 0; f < (all ? WIDTH : 1); f++) {
                values[row * WIDTH + f] = factor * (1 + Math.abs(values[row * WIDTH + f]));
            }
        }
        return Tensor.of(Shape.of(COUNT, WIDTH), values);
    }

    private static Plan plan(Recipe recipe, Tensor rows) {
        return Quantizer.plan(NETWORK, Precision.FULL_UINT8, DType.UINT8, recipe, rows);
    }

    private static double deviation(Plan plan, Tensor rows) {
        return new PlanDeviation(NETWORK, List.of(rows)).of(plan).mean();
    }

    @Test
    void rowsWithAbsurdOutputsHaveNoPart() {
        Tensor rows = rows(1, 300, true);
        Plan plan = plan(Recipe.DEFAULT, rows);
        assertThat(plan.rowsLeftOut().orElseThrow().rows()).isBetween(1L, 8L);
        assertThat(plan.calibrationRows()).isEqualTo(COUNT - plan.rowsLeftOut().orElseThrow().rows());
        assertThat(Plan.fromJson(plan.toJson())).isEqualTo(plan);
        Tensor ordinary = rows(0, 1, true);
        assertThat(deviation(plan, ordinary)).isLessThan(1.2 * deviation(plan(Recipe.DEFAULT, ordinary), ordinary));
    }

    @Test
    void ordinaryRowsAllHaveAPart() {
        assertThat(plan(Recipe.DEFAULT, rows(0, 1, true)).rowsLeftOut()).isEmpty();
    }

    @Test
    void whatIsNotFittedLeavesNoRowOut() {
        Tensor rows = rows(1, 300, true);
        assertThat(plan(Recipe.TENSORFLOW, rows).rowsLeftOut()).isEmpty();
        assertThat(plan(Recipe.DEFAULT.withFitting(Effort.NONE), rows).rowsLeftOut()).isEmpty();
    }

    /** In some thousand rows one counts: whether its output is absurd or rare, nobody can tell. */
    @Test
    void fewRowsAllHaveAPart() {
        Tensor rows = rows(1, 300, true);
        Tensor some = rows.slice(0, Shape.of(2000, WIDTH));
        assertThat(plan(Recipe.DEFAULT, some).rowsLeftOut()).isEmpty();
    }

    /** Rows that are no sample of anything: the float network's outputs for them are all that counts. */
    @Test
    void ofOutputsThatAreSpreadWideFewAreOutliers() {
        float[] values = Rows.normal(4, COUNT, WIDTH).values().clone();
        for (int n = 0; n < COUNT; n++) {
            float factor = (float) Math.exp(3.0 * n / COUNT);
            for (int f = 0; f < WIDTH; f++) {
                values[n * WIDTH + f] *= factor;
            }
        }
        assertThat(plan(Recipe.DEFAULT, Tensor.of(Shape.of(COUNT, WIDTH), values)).rowsLeftOut()
                .map(Decision.RowsLeftOut::rows).orElse(0L)).isLessThan(COUNT / 2000);
    }

    /** One feature is far out in a few rows of many: one code for it would clip them or be coarse for all others. */
    @Test
    void farValuesGetASecondCode() {
        Tensor rows = rows(12, 10, false);
        FeatureCodes codes = codes(plan(Recipe.DEFAULT, rows));
        assertThat(codes.slotsOf(0)).hasSize(2);
        assertThat(codes.slots()).hasSizeLessThanOrEqualTo(WIDTH + WIDTH / 4 + 1);
        FeatureCodes single = codes(plan(Recipe.DEFAULT.withFitting(Effort.NONE), rows));
        assertThat(single.slots()).hasSize(WIDTH);

        assertThat(largest(plan(Recipe.DEFAULT, rows), rows))
                .isLessThan(largest(plan(Recipe.DEFAULT.withFitting(Effort.NONE), rows), rows) * 0.8f);
    }

    private static float largest(Plan plan, Tensor rows) {
        float[] given = Predictor.of(Quantizer.apply(NETWORK, plan)).predict(rows).values().values();
        float[] expected = Predictor.of(NETWORK).predict(rows).values().values();
        float largest = 0;
        for (int n = 0; n < given.length; n++) {
            largest = Math.max(largest, Math.abs(given[n] - expected[n]));
        }
        return largest;
    }

    private static FeatureCodes codes(Plan plan) {
        return plan.byTensor(Decision.InputCodes.class).values().iterator().next().codes();
    }
}

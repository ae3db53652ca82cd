package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A few dozen representative rows are what most people give; what counts is all other rows. */
class FewRowsTest {

    private static final int WIDTH = 9;
    private static final Tensor OTHERS = Rows.normal(99, 2000, WIDTH);

    /** Codes for each feature and unit clipped so many new rows that they were four times as far off as TensorFlow's. */
    @ParameterizedTest
    @ValueSource(ints = {40, 64, 100, 250})
    void otherRowsAreNoFurtherOffThanWithTensorFlowsConverter(int rows) {
        double ours = 0;
        double theirs = 0;
        for (long seed = 1; seed <= 4; seed++) {
            Graph network = NetworkBuilder.mlp(seed, WIDTH, 32, 1);
            Tensor seen = Rows.normal(seed + 10, rows, WIDTH);
            ours += deviation(network, Recipe.DEFAULT, seen);
            theirs += deviation(network, Recipe.TENSORFLOW, seen);
        }
        assertThat(ours).isLessThan(theirs);
    }

    private static double deviation(Graph network, Recipe recipe, Tensor seen) {
        float[] expected = Predictor.of(network).predict(OTHERS).values().values();
        Plan plan = Quantizer.plan(network, Precision.FULL_INT8, DType.INT8, recipe, seen);
        float[] actual = Predictor.of(Quantizer.apply(network, plan)).predict(OTHERS).values().values();
        double sum = 0;
        for (int i = 0; i < expected.length; i++) {
            sum += Math.abs((double) actual[i] - expected[i]);
        }
        return sum / expected.length;
    }
}

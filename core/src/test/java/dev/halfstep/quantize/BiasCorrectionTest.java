package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.calibrate.Calibrator;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.op.Activation;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BiasCorrectionTest {

    private static final Recipe PLAIN = Recipes.allRows();
    private static final Recipe CORRECTED = Recipes.allRows("\"biasCorrection\":true");

    /** Rows that are far from 0 on average, where the rounding of many weights adds up instead of cancelling out. */
    private static final Tensor ROWS = shifted(Rows.normal(2, 400, 40));

    private static Tensor shifted(Tensor rows) {
        var values = rows.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += 3;
        }
        return Tensor.of(rows.shape(), values);
    }

    /** What it promises: the mean of the outputs is the float network's, to a fraction of a step. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void bringsTheMeanBack(long seed) {
        Graph network = NetworkBuilder.mlp(seed, 40, 30, 1);
        double plain = Math.abs(meanDeviation(network, PLAIN));
        double corrected = Math.abs(meanDeviation(network, CORRECTED));
        assertThat(corrected).isLessThan(step(network) * 0.1);
        assertThat(corrected).isLessThanOrEqualTo(plain);
    }

    private static double meanDeviation(Graph network, Recipe recipe) {
        float[] expected = Predictor.of(network).predict(ROWS).values().values();
        float[] actual = Predictor.of(model(network, recipe)).predict(ROWS).values().values();
        double sum = 0;
        for (int i = 0; i < expected.length; i++) {
            sum += actual[i] - expected[i];
        }
        return sum / expected.length;
    }

    private static Graph model(Graph network, Recipe recipe) {
        return Quantizer.apply(network, Quantizer.plan(network, Precision.FULL_INT8, DType.INT8, recipe, ROWS));
    }

    private static double step(Graph network) {
        return Predictor.of(model(network, PLAIN)).output().domain().orElseThrow().step();
    }

    /** Only biases move; each of them says why. */
    @Test
    void changesNothingButBiases() {
        Graph network = NetworkBuilder.mlp(1, 40, 30, 1);
        Plan plain = Quantizer.plan(network, Precision.INT16X8, DType.INT16, PLAIN, ROWS);
        Plan corrected = Quantizer.plan(network, Precision.INT16X8, DType.INT16, CORRECTED, ROWS);
        assertThat(corrected.decisions()).hasSameSizeAs(plain.decisions());
        for (int d = 0; d < plain.decisions().size(); d++) {
            switch (plain.decisions().get(d)) {
                case Decision.Bias bias -> assertMoved((Decision.Bias) corrected.decisions().get(d), bias);
                case Decision.Weights weights ->
                    assertThat(((Decision.Weights) corrected.decisions().get(d)).codes())
                            .containsExactly(weights.codes());
                default -> assertThat(corrected.decisions().get(d)).isEqualTo(plain.decisions().get(d));
            }
        }
    }

    private static void assertMoved(Decision.Bias corrected, Decision.Bias plain) {
        assertThat(corrected.codes()).isNotEqualTo(plain.codes()).hasSameSizeAs(plain.codes());
        assertThat(corrected.scales()).containsExactly(plain.scales());
        assertThat(corrected.reason()).isNotEqualTo(plain.reason());
    }

    @Test
    void layersWithoutABiasStayAsTheyAre() {
        var b = new NetworkBuilder(1);
        int h = b.dense(b.input(40), b.weights(9, 40), Node.ABSENT, Activation.RELU);
        Graph network = b.build(b.layer(h, 1, Activation.NONE));
        Plan plan = Quantizer.plan(network, Precision.FULL_INT8, DType.INT8, CORRECTED, ROWS);
        assertThat(plan.biasByNode()).containsOnlyKeys(1);
    }

    /** Ranges alone, gathered from more rows than fit into memory, cannot say what a mean is. */
    @Test
    void takesTheRowsThemselves() {
        Graph network = NetworkBuilder.mlp(1, 40, 30, 1);
        Plan fromRanges = Quantizer.plan(network, Precision.FULL_INT8, DType.INT8, CORRECTED,
                Calibrator.calibrate(network, ROWS));
        Plan plain = Quantizer.plan(network, Precision.FULL_INT8, DType.INT8, PLAIN, ROWS);
        assertThat(biases(fromRanges)).isEqualTo(biases(plain));
    }

    private static List<List<Long>> biases(Plan plan) {
        var biases = new ArrayList<List<Long>>();
        plan.biasByNode().values().forEach(b -> biases.add(Arrays.stream(b.codes()).boxed().toList()));
        return biases;
    }
}

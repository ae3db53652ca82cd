package dev.halfstep.explain.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Reference;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What weights were meant to be is found from the two models alone. */
class AlignmentTest {

    private static List<DenseParameters> meant(Graph floats, Graph quantized, Tensor rows) {
        return Alignment.meant(FloatNetwork.of(floats), QuantizedNetwork.of(quantized),
                Tensor.widened(rows.values()), rows.shape().extent(0));
    }

    static Stream<Reference> references() {
        return Reference.all().filter(r -> r.graph().outputs().size() == 1);
    }

    /** TensorFlow's converter rounds weights and does nothing else: a scale found here would be an error taken for intent. */
    @ParameterizedTest
    @MethodSource("references")
    void ofTensorFlowsFilesTheyAreTheFloatModelsOwn(Reference reference) {
        List<FloatNetwork.Layer> layers = FloatNetwork.of(reference.floatNetwork()).layers();
        List<DenseParameters> meant = meant(reference.floatNetwork(), reference.graph(), reference.input());
        for (int l = 0; l < layers.size(); l++) {
            assertThat(meant.get(l).weights()).isEqualTo(layers.get(l).parameters().weights());
            assertThat(meant.get(l).bias()).isEqualTo(layers.get(l).parameters().bias());
        }
    }

    /** Noise wakes units hardly ever seen, whose sums nearly cancel: scales found by sums would be far off then. */
    @Test
    void noiseDoesNotMakeScales() {
        Graph floats = NetworkBuilder.mlp(3, 6, 24, 24, 24, 24, 24, 1);
        Graph quantized = Quantized.plain(floats, Precision.FULL_INT8, DType.INT8, Rows.normal(4, 300, 6));
        List<DenseParameters> meant = meant(floats, quantized, Rows.normal(5, 200, 6));
        List<FloatNetwork.Layer> layers = FloatNetwork.of(floats).layers();
        for (int l = 0; l < layers.size(); l++) {
            assertThat(meant.get(l).weights()).isEqualTo(layers.get(l).parameters().weights());
        }
    }

    /** With the scale of a unit taken off again, both layers around it are the float model's, to the rounding of weights. */
    @Test
    void scalesOfUnitsAreFound() {
        Graph floats = NetworkBuilder.mlp(6, 4, 10, 1);
        Tensor rows = Rows.normal(6, 400, 4);
        Graph quantized = Quantized.of(floats, Precision.FULL_INT8, DType.INT8,
                Recipe.DEFAULT.withFeatureCodes(false), rows);
        List<DenseParameters> own = QuantizedNetwork.of(quantized).layers().stream()
                .map(QuantizedNetwork.Layer::parameters).toList();
        List<FloatNetwork.Layer> layers = FloatNetwork.of(floats).layers();
        List<DenseParameters> meant = meant(floats, quantized, rows);
        double spread = 0;
        for (int u = 0; u < 10; u++) {
            double factor = meant.getFirst().weight(u, 0) / layers.getFirst().parameters().weight(u, 0);
            spread = Math.max(spread, Math.abs(Math.log(factor)));
            assertThat(meant.getLast().weight(0, u) * factor)
                    .isCloseTo(layers.getLast().parameters().weight(0, u), within(1e-6));
            assertThat(own.getLast().weight(0, u)).isCloseTo(meant.getLast().weight(0, u),
                    within(0.03 * Math.abs(meant.getLast().weight(0, u)) + 1e-3));
        }
        assertThat(spread).as("the recipe does scale units").isGreaterThan(0.1);
    }
}

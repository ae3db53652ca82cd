package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PlanTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Graph NETWORK = NetworkBuilder.mlp(1, 30, 40, 1);
    private static final Tensor ROWS = Rows.normal(2, 150, 30);

    private static Plan plan(Precision precision) {
        return Quantizer.plan(NETWORK, precision, precision.edges().getFirst(), Recipe.TENSORFLOW, ROWS);
    }

    @ParameterizedTest
    @EnumSource
    void jsonIsStable(Precision precision) {
        assertThat(plan(precision).toJson()).isEqualTo(plan(precision).toJson());
    }

    /** A decision about each tensor, and with each its reason. */
    @ParameterizedTest
    @EnumSource
    void jsonIsComplete(Precision precision) throws Exception {
        JsonNode json = JSON.readTree(plan(precision).toJson());
        assertThat(json.path("precision").asText()).isEqualTo(precision.name());
        assertThat(json.path("edge").asText()).isEqualTo(precision.edges().getFirst().name());
        assertThat(json.path("recipe").path("name").asText()).isEqualTo("tensorflow");
        assertThat(json.path("calibrationRows").asInt()).isEqualTo(precision.needsCalibration() ? 100 : 0);
        List<Integer> decided = new ArrayList<>();
        for (JsonNode decision : json.path("decisions")) {
            decided.add(decision.path("tensor").asInt());
            assertThat(decision.path("name").asText()).isEqualTo(NETWORK.tensor(decided.getLast()).name());
            assertThat(decision.path("reason").asText()).isNotBlank();
        }
        assertThat(decided).containsExactlyInAnyOrderElementsOf(couldChange(precision));
    }

    private static List<Integer> couldChange(Precision precision) {
        return IntStream.range(0, NETWORK.tensors().size())
                .filter(t -> precision.needsCalibration() || NETWORK.tensor(t).isConstant()).boxed().toList();
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, Keep Keep Keep Keep", "FLOAT16, Half Half Half Half",
            "DYNAMIC_RANGE, Weights Keep Keep Keep",
            "FULL_INT8, Activation Activation Activation Weights Bias Weights Bias"})
    void saysWhatHappensToEachTensor(Precision precision, String kinds) {
        assertThat(plan(precision).decisions().stream().map(d -> d.getClass().getSimpleName()).toList())
                .isEqualTo(List.of(kinds.split(" ", -1)));
    }

    @Test
    void activationsStateWhatCalibrationSaw() throws Exception {
        JsonNode activation = JSON.readTree(plan(Precision.FULL_INT8).toJson()).path("decisions").get(0);
        assertThat(activation.path("kind").asText()).isEqualTo("Activation");
        assertThat(activation.path("dtype").asText()).isEqualTo("INT8");
        double step = activation.path("scale").asDouble();
        assertThat(step * 255)
                .isGreaterThanOrEqualTo(activation.path("max").asDouble() - activation.path("min").asDouble());
        assertThat(activation.path("reason").asText())
                .isEqualTo("smallest and largest value over 100 calibration rows");
    }

    @Test
    void knowsWhetherItChangesAnything() {
        assertThat(plan(Precision.FLOAT32).changesNothing()).isTrue();
        assertThat(plan(Precision.FLOAT16).changesNothing()).isFalse();
        Graph small = NetworkBuilder.mlp(1, 3, 4, 1);
        assertThat(Quantizer
                .plan(small, Precision.DYNAMIC_RANGE, Precision.DYNAMIC_RANGE.edges().getFirst(), Recipe.DEFAULT,
                        Rows.normal(1, 1, 3))
                .changesNothing()).isTrue();
    }
}

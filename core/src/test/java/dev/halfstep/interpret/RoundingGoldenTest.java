package dev.halfstep.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.Raw;
import dev.halfstep.fixture.Resources;
import dev.halfstep.graph.Graph;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tflite.TfliteReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sums and codes at which the roundings that TensorFlow Lite's sources have had over the years differ, against what its reference
 * kernels give; see {@code rounding/README.md} among the test resources. Outputs of ordinary networks hardly ever meet one.
 */
@Tag("golden") // with each set of kernels
class RoundingGoldenTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"dense_int8_channels", "dense_int16_channels", "dense_int16_one_scale", "overflow_int8_none",
                    "overflow_int8_relu", "overflow_int16_none", "overflow_int16_relu", "quantize_1_int8_int8",
                    "quantize_2_int8_uint8", "quantize_3_uint8_int8", "quantize_4_int16_int8", "quantize_5_int16_int16",
                    "quantize_6_int8_int8"})
    void roundsAsTensorFlowDoes(String name) {
        Graph graph = TfliteReader.read(Resources.path("rounding/" + name + ".tflite"));
        var output = Interpreter.prepare(graph).run(Npy.read(Resources.path("rounding/" + name + ".input.npy")));
        assertThat(Raw.codes(output))
                .containsExactly(Raw.codes(Npy.read(Resources.path("rounding/" + name + ".output.npy"))));
    }
}

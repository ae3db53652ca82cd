package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrecisionTest {

    /** These are names of files and options: to change one is to break somebody's script. */
    @Test
    void labelsAreFixed() {
        assertThat(Arrays.stream(Precision.values()).map(Precision::label)).containsExactly("float32", "float16",
                "dynamic-range", "int8", "full-uint8", "full-int8", "int16x8");
    }

    @ParameterizedTest
    @EnumSource
    void isFoundByItsLabel(Precision precision) {
        assertThat(Precision.of(precision.label())).isSameAs(precision);
    }

    @Test
    void unknownLabelsAreAProblem() {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Precision.of("int4"))
                .withMessageStartingWith("there is no precision 'int4'. Choose one of float32, float16,");
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void aModelSaysItsPrecision(Precision precision) {
        Graph floats = NetworkBuilder.mlp(1, 40, 40, 2);
        Graph model = Quantized.of(floats, precision, Rows.normal(2, 50, 40));
        assertThat(Precision.of(model)).isEqualTo(precision);
    }
}

package dev.halfstep.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.Raw;
import dev.halfstep.fixture.Reference;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** TensorFlow's own files must give what TensorFlow's reference kernels gave for them. */
@Tag("golden") // with each set of kernels
class InterpreterGoldenTest {

    @ParameterizedTest
    @MethodSource("dev.halfstep.fixture.Reference#all")
    void givesWhatTensorFlowGives(Reference reference) {
        Graph graph = reference.graph();
        Value input = Interface.of(graph).inputs().getFirst().encode(reference.input());
        Value actual = Interpreter.prepare(graph).run(input);
        switch (reference.output()) {
            case Codes expected -> assertThat(Raw.codes(actual)).containsExactly(Raw.codes(expected));
            case Tensor expected -> assertClose((Tensor) actual, expected);
        }
    }

    private static void assertClose(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        for (int i = 0; i < expected.values().length; i++) {
            float value = expected.values()[i];
            assertThat(actual.values()[i]).as("value %d", i).isCloseTo(value,
                    within(1e-5f * Math.max(1, Math.abs(value))));
        }
    }
}

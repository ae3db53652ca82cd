package dev.halfstep.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.format.ModelFormats;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import dev.halfstep.tflite.TfliteReader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models give what they give in Keras. */
class KerasModelsTest {

    private static final float TOLERANCE = 1e-5f;

    static Stream<Archive.Case> cases() {
        return Stream.of("layers.zip", "stacks.zip", "old.zip").flatMap(zip -> Archive.cases(zip).stream());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesWhatKerasGives(Archive.Case each) {
        Graph graph = TfliteReader.read(ModelFormats.tflite(Path.of(each.file()), each.bytes()));
        List<Value> outputs = Interpreter.prepare(graph).run(each.inputs());
        assertThat(outputs).hasSameSizeAs(each.outputs());
        for (int i = 0; i < outputs.size(); i++) {
            Tensor expected = (Tensor) each.outputs().get(i);
            assertThat(outputs.get(i).shape()).isEqualTo(expected.shape());
            assertThat(((Tensor) outputs.get(i)).values()).containsExactly(expected.values(), within(TOLERANCE));
        }
    }
}

package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.RecurrentNetwork;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.op.lstm.UnidirectionalSequenceLstm;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A network with a state: an LSTM layer and a dense one. */
class RecurrentNetworksTest {

    private static final int SAMPLES = 6;
    private static final int STEPS = 4;
    private static final int INPUTS = 3;
    private static final int CELLS = 5;
    private static final Graph NETWORK = RecurrentNetwork.of(STEPS, INPUTS, CELLS);
    private static final Tensor ROWS = normal(new Random(2), SAMPLES, STEPS, INPUTS);

    private static Tensor normal(Random random, int... extents) {
        var values = new float[Shape.of(extents).elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(Shape.of(extents), values);
    }

    private static float[] run(Graph graph) {
        return ((Tensor) SampleRunner.of(graph).run(List.of(ROWS)).getFirst()).values();
    }

    @Test
    void everySampleOfEveryRunStartsAnew() {
        assertThat(SampleRunner.of(NETWORK).keepsSamplesApart()).isTrue();
        float[] together = run(NETWORK);
        Interpreter interpreter = Interpreter.prepare(NETWORK);
        int width = STEPS * INPUTS;
        for (int i = SAMPLES - 1; i >= 0; i--) {
            Tensor sample = ROWS.slice(i * width, Shape.of(1, STEPS, INPUTS));
            float[] alone = ((Tensor) interpreter.run(sample)).values();
            for (int j = 0; j < alone.length; j++) {
                assertThat(together[i * alone.length + j]).isEqualTo(alone[j]);
            }
        }
    }

    @Test
    void statesAreWrittenAndRead() {
        Graph read = TfliteReader.read(TfliteWriter.toBytes(NETWORK));
        assertThat(read.tensors().stream().filter(TensorInfo::isVariable).map(TensorInfo::name))
                .containsExactly("output_state", "cell_state");
        assertThat(run(read)).isEqualTo(run(NETWORK));
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "DYNAMIC_RANGE", "INT8", "INT16X8"})
    void theLayerStaysInFloat(Precision precision) {
        Graph model = Quantized.of(NETWORK, precision, DType.FLOAT32, ROWS);
        Node layer = model.nodes().stream().filter(n -> n.op() instanceof UnidirectionalSequenceLstm).findFirst()
                .orElseThrow();
        assertThat(model.tensor(layer.output()).dtype()).isEqualTo(DType.FLOAT32);
        assertThat(model.tensors().stream().filter(TensorInfo::isVariable)).hasSize(2);
        float[] expected = run(NETWORK);
        float[] actual = run(TfliteReader.read(TfliteWriter.toBytes(model)));
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(0.1f));
        }
    }

    @Test
    void itHasNoFullIntegerForm() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Quantized.of(NETWORK, Precision.FULL_INT8, DType.INT8, ROWS))
                .withMessageContaining("UNIDIRECTIONAL_SEQUENCE_LSTM");
    }
}

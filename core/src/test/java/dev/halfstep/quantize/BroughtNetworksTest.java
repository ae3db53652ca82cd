package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.fixture.BroughtNetwork;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks of kinds that people bring run at the first try, and are quantized. */
class BroughtNetworksTest {

    private static float[] run(Graph model, List<Value> samples) {
        Interface ports = Interface.of(model);
        var inputs = new ArrayList<Value>();
        for (int i = 0; i < samples.size(); i++) {
            inputs.add(samples.get(i) instanceof Tensor real ? ports.inputs().get(i).encode(real) : samples.get(i));
        }
        return ports.outputs().getFirst().decode(SampleRunner.of(model).run(inputs).getFirst()).values();
    }

    @ParameterizedTest
    @EnumSource
    void giveWhatTensorFlowGives(BroughtNetwork network) {
        float[] results = run(network.graph(), network.samples());
        float[] expected = network.results();
        assertThat(results).hasSameSizeAs(expected);
        for (int i = 0; i < results.length; i++) {
            assertThat((double) results[i]).as("result %d", i).isCloseTo(expected[i], within(expected[i]));
        }
    }

    private static Offset<Double> within(float value) {
        return Offset.offset(1e-6 * Math.max(1, Math.abs(value)));
    }

    /** Integer throughout, and no further from the float network than this share of its outputs' standard deviation. */
    @ParameterizedTest
    @CsvSource({"EMBEDDING, TENSORFLOW, 0.025", "EMBEDDING, DEFAULT, 0.018", "SELU, TENSORFLOW, 0.07",
            "SELU, DEFAULT, 0.018", "DILATED, TENSORFLOW, 0.013", "DILATED, DEFAULT, 0.013"})
    void becomeIntegers(BroughtNetwork network, String recipe, double most) {
        Graph floats = Quantizer.floatNetwork(network.graph());
        Precision precision = Precision.FULL_INT8;
        Plan plan = Quantizer.plan(floats, precision, precision.edges().getFirst(),
                recipe.equals("DEFAULT") ? Recipe.DEFAULT : Recipe.TENSORFLOW, Samples.of(network.samples()),
                done -> {});
        Graph model = TfliteReader.read(TfliteWriter.toBytes(Quantizer.apply(floats, plan)));
        assertThat(model.nodes()).noneMatch(node -> node.op().name().equals("DEQUANTIZE"));
        assertThat(deviation(run(model, network.samples()), network.results())).isLessThan(most);
    }

    private static double deviation(float[] values, float[] expected) {
        double mean = 0;
        double distance = 0;
        for (int i = 0; i < expected.length; i++) {
            mean += (double) expected[i] / expected.length;
            distance += Math.abs((double) values[i] - expected[i]) / expected.length;
        }
        double square = 0;
        for (float each : expected) {
            square += (each - mean) * (each - mean) / expected.length;
        }
        return distance / Math.sqrt(square);
    }
}

package dev.halfstep.ops;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.fixture.BroughtNetwork;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks of kinds that people bring, quantized by us: the files must give in TensorFlow Lite what they give here. */
class BroughtNetworksTest {

    private static final int SAMPLES = 4;

    @ParameterizedTest
    @EnumSource
    void runInTfliteAsHere(BroughtNetwork network) {
        Graph floats = Quantizer.floatNetwork(network.graph());
        var cases = new ArrayList<OpCase>();
        for (Precision precision : List.of(Precision.DYNAMIC_RANGE, Precision.INT8, Precision.FULL_UINT8,
                Precision.FULL_INT8, Precision.INT16X8)) {
            Plan plan = Quantizer.plan(floats, precision, precision.edges().getFirst(), Recipe.DEFAULT,
                    Samples.of(network.samples()), done -> {});
            Graph model = TfliteReader.read(TfliteWriter.toBytes(Quantizer.apply(floats, plan)));
            for (int sample = 0; sample < SAMPLES; sample++) {
                cases.add(new OpCase(network + " " + precision.label() + " sample " + sample, model,
                        inputs(model, network.samples(), sample)));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("brought-" + network));
    }

    private static List<Value> inputs(Graph model, List<Value> samples, int sample) {
        var inputs = new ArrayList<Value>();
        for (int i = 0; i < samples.size(); i++) {
            Shape shape = model.inputTensors().get(i).shape();
            Value one = samples.get(i).slice(sample * shape.elements(), shape);
            inputs.add(one instanceof Tensor real ? Interface.of(model).inputs().get(i).encode(real) : one);
        }
        return inputs;
    }
}

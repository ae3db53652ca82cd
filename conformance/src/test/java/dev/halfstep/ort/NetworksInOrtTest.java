package dev.halfstep.ort;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.halfstep.Shared;
import dev.halfstep.graph.EdgeCoding;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.onnx.OnnxForm;
import dev.halfstep.onnx.OnnxOptions;
import dev.halfstep.onnx.OnnxWriter;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import dev.halfstep.tflite.TfliteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Networks that TensorFlow made, as ONNX in ONNX Runtime: floats as near as {@code docs/onnx.md} says, codes of dense networks the same,
 * those of convolutions seldom one off for each layer.
 */
class NetworksInOrtTest {

    private static final int RUNS = 100;
    /** Beside the largest output of all runs. */
    private static final double FLOAT_TOLERANCE = 1e-6;
    /** What coding data on the fly costs: half a step of 127 for each layer, about. */
    private static final double HYBRID_TOLERANCE = 0.02;

    /** How many codes must be the same, and how far one may be off. */
    private record Bound(double share, long furthest) {}

    /** Convolutions round twice in fixed point, and codes of 16 bits are finer than what float32 makes of their sums. */
    private static Bound bound(String name, OnnxForm form) {
        boolean wide = name.contains("int16x8");
        boolean convolves = name.startsWith("conv");
        if (form == OnnxForm.EXACT && !wide) {
            return new Bound(1, 0);
        }
        // The softmax behind its nine convolutions makes much of a little.
        return name.startsWith("kws") ? new Bound(0.95, 20)
                : convolves ? wide ? new Bound(0.5, 8) : new Bound(0.9, 2)
                        : !wide ? new Bound(1, 0) : name.startsWith("softmax") ? new Bound(0.7, 2) : new Bound(0.97, 1);
    }

    @TestFactory
    Stream<DynamicTest> networks() {
        return tests(Shared.reference("ops"));
    }

    @TestFactory
    Stream<DynamicTest> publicModels() {
        return Shared.tests("reference/models", NetworksInOrtTest::tests);
    }

    @TestFactory
    Stream<DynamicTest> insurance() {
        return Shared.tests("reference/insurance-128x64-seed0", NetworksInOrtTest::tests);
    }

    private static Stream<DynamicTest> tests(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".tflite")).sorted().toList().stream().map(
                    file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void check(Path file) throws OrtException {
        OrtJudge.assume();
        Graph network = TfliteReader.read(file);
        String name = file.getFileName().toString();
        for (OnnxForm form : OnnxWriter.hasCodes(network) ? OnnxForm.values() : new OnnxForm[] {OnnxForm.QDQ}) {
            Bound bound = bound(name, form);
            byte[] bytes = OnnxWriter.toBytes(network, OnnxOptions.defaults().withForm(form));
            for (OrtJudge.Mode mode : List.of(OrtJudge.Mode.AS_IS, OrtJudge.Mode.OPTIMIZED)) {
                Agreement agreement = agreement(network, bytes, mode);
                String what = name + " " + form + " " + mode + ": " + agreement;
                assertThat(agreement.equalShare()).as(what).isGreaterThanOrEqualTo(bound.share);
                assertThat(agreement.furthest()).as(what).isLessThanOrEqualTo(bound.furthest);
                assertThat(agreement.largestError()).as(what).isLessThan(isHybrid(network) ? HYBRID_TOLERANCE
                        : name.contains("int16") ? 2e-4 : name.startsWith("conv_fc") ? 2e-6 : FLOAT_TOLERANCE);
            }
        }
    }

    /** Float data and int8 weights: TensorFlow Lite codes the data on the fly, ONNX computes with what the weights stand for. */
    private static boolean isHybrid(Graph network) {
        return !OnnxWriter.hasCodes(network)
                && network.tensors().stream().anyMatch(tensor -> tensor.isConstant() && tensor.dtype() == DType.INT8);
    }

    private static Agreement agreement(Graph network, byte[] bytes, OrtJudge.Mode mode) throws OrtException {
        var random = new Random(7);
        var agreement = new Agreement();
        Interpreter ours = Interpreter.prepare(network);
        try (OrtJudge judge = OrtJudge.of(bytes, mode)) {
            var all = new ArrayList<List<Value>>();
            for (int run = 0; run < RUNS; run++) {
                List<Value> inputs = network.inputTensors().stream().map(input -> value(input, random)).toList();
                all.add(ours.run(inputs));
                all.add(judge.run(inputs));
            }
            agreement.addRuns(all);
        }
        return agreement;
    }

    private static Value value(TensorInfo input, Random random) {
        int elements = input.shape().elements();
        if (input.dtype() == DType.FLOAT32) {
            var values = new float[elements];
            for (int i = 0; i < elements; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return Tensor.of(input.shape(), values);
        }
        long[] codes = random.longs(elements, input.dtype().min(), input.dtype().max() + 1).toArray();
        return Codes.of(input.dtype(), input.shape(), codes, input.quantization().orElse(null));
    }

    /** With real values at the edges ONNX Runtime gives what our predictor gives for them. */
    @Test
    void realEdges() throws OrtException, IOException {
        OrtJudge.assume();
        for (String name : List.of("mlp_relu.full_int8", "mlp_gelu.full_uint8")) {
            Graph network = TfliteReader.read(Shared.reference("ops").resolve(name + ".tflite"));
            byte[] bytes = OnnxWriter.toBytes(network, OnnxOptions.defaults().withRealEdges());
            var random = new Random(3);
            var agreement = new Agreement();
            var predictor = Predictor.of(network);
            try (OrtJudge judge = OrtJudge.of(bytes, OrtJudge.Mode.OPTIMIZED)) {
                var all = new ArrayList<List<Value>>();
                for (int run = 0; run < RUNS; run++) {
                    Shape shape = network.inputTensors().getFirst().shape();
                    Tensor row = (Tensor) value(TensorInfo.real("x", shape), random);
                    all.add(List.of(predictor.predict(row).values()));
                    all.add(judge.run(List.of(row)));
                }
                agreement.addRuns(all);
            }
            assertThat(agreement.largestError()).as(name + ": " + agreement).isLessThan(FLOAT_TOLERANCE);
        }
    }

    /** What Halfstep says of a model travels with it; what goes with other edges does not. */
    @Test
    void metadata() throws OrtException {
        OrtJudge.assume();
        Graph network = TfliteReader.read(
                Path.of("..", "app", "src", "test", "resources", "dev", "halfstep", "old", "0.1", "full-uint8.tflite"));
        try (OrtJudge judge = OrtJudge.of(OnnxWriter.toBytes(network, OnnxOptions.defaults()), OrtJudge.Mode.AS_IS)) {
            assertThat(judge.metadata())
                    .containsEntry(Pipeline.METADATA_NAME, network.text(Pipeline.METADATA_NAME).orElseThrow())
                    .containsEntry(EdgeCoding.METADATA_NAME, network.text(EdgeCoding.METADATA_NAME).orElseThrow());
            assertThat(judge.inputs()).containsExactly(network.inputTensors().getFirst().name());
            assertThat(judge.outputs()).containsExactly(network.outputTensors().getFirst().name());
        }
        try (OrtJudge judge = OrtJudge.of(OnnxWriter.toBytes(network, OnnxOptions.defaults().withRealEdges()),
                OrtJudge.Mode.AS_IS)) {
            assertThat(judge.metadata()).containsKey(Pipeline.METADATA_NAME)
                    .doesNotContainKey(EdgeCoding.METADATA_NAME);
        }
        try (OrtJudge judge = OrtJudge.of(OnnxWriter.toBytes(network, OnnxOptions.defaults().withPipeline()),
                OrtJudge.Mode.AS_IS)) {
            assertThat(judge.metadata()).isEmpty();
        }
        assertThat(Interface.of(network).outputs()).hasSize(1);
    }
}

package dev.halfstep.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.halfstep.Shared;
import dev.halfstep.calibrate.Calibrator;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.evaluate.Evaluator;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import dev.halfstep.tflite.TfliteReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** TensorFlow's own files of three networks: run as its reference kernels ran them, and made again from the float model. */
@Tag("golden") // with each set of kernels
class InsuranceModelsTest {

    private static final List<String> NETWORKS = List.of("insurance-64-seed0", "insurance-64-seed1",
            "insurance-128x64-seed0");

    private static final Map<String, Precision> FILES =
            Map.of("float32", Precision.FLOAT32, "float16", Precision.FLOAT16,
                    "dynamic_range", Precision.DYNAMIC_RANGE, "int8_float_fallback", Precision.INT8, "full_uint8",
                    Precision.FULL_UINT8, "full_int8", Precision.FULL_INT8, "int16x8", Precision.INT16X8);

    @TestFactory
    Stream<DynamicTest> models() {
        return Shared.tests(Insurance.TABLE, table -> {
            var insurance = new Insurance(table);
            Stream<DynamicTest> tests = NETWORKS.stream().flatMap(network -> FILES.keySet().stream().sorted()
                    .flatMap(file -> Stream.of(
                            dynamicTest(network + " " + file + " gives TensorFlow's predictions",
                                    () -> givesTensorFlowsPredictions(insurance, network, file)),
                            dynamicTest(network + " " + file + " is what the recipe tensorflow makes",
                                    () -> recipeTensorflowMakesTensorFlowsModel(insurance, network, file)))));
            return Stream.concat(tests, Stream.of(dynamicTest("scoring raw codes shows an error of sixty",
                    () -> scoringRawCodesShowsAnErrorOfSixty(insurance))));
        });
    }

    private static void givesTensorFlowsPredictions(Insurance insurance, String network, String file) {
        Table expected = TableReader.read(Shared.reference(network + "/predictions.csv"),
                ReadOptions.defaults());
        Predictor.Prediction actual = Predictor.of(model(network, file))
                .predict(insurance.inputs(insurance.fitted.test()));
        var real = (NumericColumn) expected.column(file);
        for (int row = 0; row < expected.rowCount(); row++) {
            assertThat((double) actual.values().values()[row]).isCloseTo(real.value(row), within(1e-5));
        }
        if (file.startsWith("full")) {
            var codes = (NumericColumn) expected.column(file + "_code");
            for (int row = 0; row < expected.rowCount(); row++) {
                assertThat(actual.codes().orElseThrow().rawCode(row)).isEqualTo((long) codes.value(row));
            }
        }
    }

    private static void recipeTensorflowMakesTensorFlowsModel(Insurance insurance, String network, String file) {
        Graph theirs = model(network, file);
        Graph floatModel = model(network, "float32");
        Precision precision = FILES.get(file);
        Tensor rows = insurance.inputs(Arrays.copyOf(insurance.fitted.train(), 100));
        Ranges ranges = Calibrator.calibrate(floatModel, rows);
        Graph ours = Quantizer.apply(floatModel, Quantizer.plan(floatModel, precision,
                precision.edges().getFirst(), Recipe.TENSORFLOW, ranges));

        List<TensorInfo> ourTensors = byRole(ours);
        List<TensorInfo> theirTensors = byRole(theirs);
        assertThat(ourTensors).hasSameSizeAs(theirTensors);
        for (int t = 0; t < ourTensors.size(); t++) {
            assertSame(ourTensors.get(t), theirTensors.get(t));
        }
    }

    /** The tensors as the computation meets them; their order in the file and the names of inner ones differ. */
    private static List<TensorInfo> byRole(Graph graph) {
        var tensors = new ArrayList<>(graph.inputTensors());
        for (Node node : graph.nodes()) {
            if (node.op() instanceof FullyConnected) {
                node.inputs().forEach(t -> tensors.add(graph.tensor(stored(graph, t))));
                tensors.add(graph.tensor(node.output()));
            }
        }
        tensors.addAll(graph.outputTensors());
        return tensors;
    }

    /** A half-precision constant in place of the tensor that it is widened into. */
    private static int stored(Graph graph, int tensor) {
        return graph.nodes().stream().filter(n -> n.outputs().contains(tensor) && graph.tensor(n.input(0)).isConstant())
                .map(n -> n.input(0)).findFirst().orElse(tensor);
    }

    private static void assertSame(TensorInfo ours, TensorInfo theirs) {
        assertThat(ours.dtype()).as(theirs.name()).isEqualTo(theirs.dtype());
        assertThat(ours.signature()).as(theirs.name()).isEqualTo(theirs.signature());
        assertThat(ours.quantization().isPresent()).as(theirs.name()).isEqualTo(theirs.quantization().isPresent());
        ours.quantization().ifPresent(q -> assertSame(theirs.name(), q, theirs.quantization().orElseThrow()));
        assertThat(ours.constant().map(InsuranceModelsTest::bare)).as(theirs.name())
                .isEqualTo(theirs.constant().map(InsuranceModelsTest::bare));
    }

    /** The contents alone: scales may differ in the last bit, codes may not. */
    private static Value bare(Value value) {
        return value instanceof Codes codes ? codes.withQuantization(null) : value;
    }

    private static void assertSame(String name, Quantization ours, Quantization theirs) {
        assertThat(ours.zeroPoints()).as(name).isEqualTo(theirs.zeroPoints());
        assertThat(ours.channels()).as(name).isEqualTo(theirs.channels());
        for (int c = 0; c < ours.channels(); c++) {
            assertThat(Math.abs(Float.floatToIntBits(ours.scale(c)) - Float.floatToIntBits(theirs.scale(c))))
                    .as(name + " scale in ulp").isLessThanOrEqualTo(1);
        }
    }

    private static void scoringRawCodesShowsAnErrorOfSixty(Insurance insurance) {
        Tensor labels = insurance.labels(insurance.fitted.test());
        Evaluation evaluation = Evaluator
                .on(insurance.inputs(insurance.fitted.test()), labels, new double[] {1})
                .against(model("insurance-64-seed0", "float32")).evaluate(model("insurance-64-seed0", "full_uint8"));
        assertThat(evaluation.standardised().maeOfRawCodes().orElseThrow()).isCloseTo(60, within(2.0));
        assertThat(evaluation.standardised().mae()).isCloseTo(0.2207, within(5e-4));
        assertThat(evaluation.standardised().meanAbsDiff().orElseThrow()).isCloseTo(0.0085, within(1e-4));
        assertThat(evaluation.standardised().maxAbsDiff().orElseThrow()).isCloseTo(0.105, within(1e-3));
    }

    private static Graph model(String network, String file) {
        return TfliteReader.read(Shared.reference(network + "/" + file + ".tflite"));
    }
}

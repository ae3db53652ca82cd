package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.calibrate.Calibrator;
import dev.halfstep.calibrate.Range;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.fixture.CpuTime;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Raw;
import dev.halfstep.fixture.Reference;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.EdgeCoding;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.op.Activation;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizerTest {

    private static final Graph NETWORK = NetworkBuilder.mlp(1, 3, 8, 1);
    private static final Tensor ROWS = Rows.normal(2, 200, 3);
    private static final Ranges RANGES = Calibrator.calibrate(NETWORK, ROWS);

    @ParameterizedTest
    @EnumSource
    void everyEdgeOfEachPrecisionWorks(Precision precision) {
        for (DType edge : precision.edges()) {
            Graph model = Quantized.of(NETWORK, precision, edge, ROWS);
            assertThat(model.inputTensors()).extracting(TensorInfo::dtype).containsExactly(edge);
            assertThat(model.outputTensors()).extracting(TensorInfo::dtype).containsExactly(edge);
            assertThat(model.inputTensors()).extracting(TensorInfo::name).containsExactly("input0");
            assertThat(model.outputTensors()).extracting(TensorInfo::name)
                    .isEqualTo(NETWORK.outputTensors().stream().map(TensorInfo::name).toList());
        }
    }

    /** The edge says how values go in and out, not what is computed. */
    @ParameterizedTest
    @EnumSource(names = {"FULL_UINT8", "FULL_INT8", "INT16X8"})
    void edgesDoNotChangeTheResult(Precision precision) {
        Recipe shared = Recipe.DEFAULT.withFeatureCodes(false);
        assertThat(results(precision, shared, precision.edges())).hasSize(1);
    }

    /** A float edge has one scale for all features; where the edge is integers, its type does not matter. */
    @ParameterizedTest
    @EnumSource(names = {"FULL_UINT8", "FULL_INT8"})
    void integerEdgesDoNotChangeTheResultOfFeatureCodes(Precision precision) {
        assertThat(precision.edges()).contains(DType.INT8, DType.UINT8);
        assertThat(results(precision, Recipe.DEFAULT, List.of(DType.INT8, DType.UINT8))).hasSize(1);
    }

    private static Set<Tensor> results(Precision precision, Recipe recipe, List<DType> edges) {
        return edges.stream().map(edge -> Quantized.of(NETWORK, precision, edge, recipe, ROWS))
                .map(model -> Predictor.of(model).predict(ROWS).values()).collect(Collectors.toSet());
    }

    /** At this range int8's zero point -125.5 rounds to -126; rounding uint8's own 2.5 would give 3 and other values. */
    @Test
    void uint8EdgesMoveTheZeroPointOfInt8() {
        Ranges ranges = RANGES.merge(new Ranges(1, Map.of(0, new Range(-2.5f, 252.5f))));
        Plan plan = Quantizer.plan(NETWORK, Precision.FULL_UINT8, DType.UINT8, Recipe.DEFAULT, widened(ranges));
        TensorInfo input = Quantizer.apply(NETWORK, plan).inputTensors().getFirst();
        assertThat(input.quantization().orElseThrow().zeroPoint()).isEqualTo(2);
        assertThat(input.quantization().orElseThrow().scale()).isEqualTo(1);
    }

    /** The ranges with that of the input as it was given, whatever the rows held. */
    private static Ranges widened(Ranges ranges) {
        var byTensor = new TreeMap<>(ranges.byTensor());
        byTensor.put(0, new Range(-2.5f, 252.5f));
        return new Ranges(ranges.rows(), byTensor);
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, UINT8, float32", "FULL_INT8, INT16, 'int8, uint8, float32'",
            "INT8, INT16, 'float32, int8, uint8'",
            "INT16X8, INT8, 'float32, int16'", "FULL_UINT8, INT32, 'uint8, int8, float32'"})
    void edgesGoWithThePrecision(Precision precision, DType edge, String choices) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Quantizer.plan(NETWORK, precision, edge, Recipe.DEFAULT, RANGES))
                .withMessage("a model of precision %s cannot have %s inputs and outputs. Choose one of %s.",
                        precision.label(),
                        edge.label(), choices);
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL_UINT8", "FULL_INT8", "INT8", "INT16X8"})
    void integerPrecisionsNeedCalibration(Precision precision) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Quantizer.plan(NETWORK, precision, precision.edges().getFirst(), Recipe.DEFAULT,
                        Ranges.NONE))
                .withMessageContaining("needs calibration rows");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 6})
    void everyTensorNeedsARange(int missing) {
        var byTensor = new TreeMap<>(RANGES.byTensor());
        assertThat(byTensor.remove(missing)).as("tensors with a range: input, hidden, output").isNotNull();
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Quantizer.plan(NETWORK, Precision.FULL_INT8, DType.INT8, Recipe.DEFAULT,
                        new Ranges(5, byTensor)))
                .withMessageContaining(NETWORK.place(missing) + " has no range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"full_int8", "full_uint8", "int16x8"})
    void quantizedModelsAreNotQuantizedAgain(String precision) {
        Graph model = new Reference("mlp_wide", precision).graph();
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Quantizer.floatNetwork(model))
                .withMessage("the model is quantized already. Give the float32 model it was made from.");
    }

    /** Weights that are codes already are taken as they stand: quantizing anew gives the same ones. */
    @Test
    void dynamicRangeFilesAreTakenWithTheirWeights() {
        Graph stored = new Reference("mlp_wide", "dynamic_range").graph();
        List<Codes> weights = stored.tensors().stream().flatMap(t -> t.constant().stream())
                .filter(Codes.class::isInstance).map(Codes.class::cast).filter(c -> c.dtype() == DType.INT8).toList();
        assertThat(weights).isNotEmpty();
        Graph network = Quantizer.floatNetwork(stored);
        assertThat(network.tensors()).allMatch(tensor -> tensor.dtype() == DType.FLOAT32);
        for (Codes codes : weights) {
            assertThat(network.tensors()).anyMatch(t -> t.constant().equals(Optional.of(codes.dequantize())));
        }
        Graph again = Quantizer.apply(network,
                Quantizer.plan(network, Precision.DYNAMIC_RANGE, DType.FLOAT32, Recipe.DEFAULT, Ranges.NONE));
        List<Codes> anew = again.tensors().stream().flatMap(t -> t.constant().stream())
                .filter(Codes.class::isInstance).map(Codes.class::cast).toList();
        for (Codes codes : weights) {
            assertThat(anew).anyMatch(own -> Arrays.equals(Raw.codes(own), Raw.codes(codes)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void float16FilesAreTakenAsTheirWidenedNetwork(Precision precision) {
        Graph halves = new Reference("mlp_relu", "float16").graph();
        Tensor rows = new Reference("mlp_relu", "float16").calibration();
        Graph widened = Quantizer.floatNetwork(halves);
        assertThat(widened.tensors()).noneMatch(t -> t.dtype() == DType.FLOAT16);
        assertThat(widened.nodes()).hasSize(2);
        assertThat(Quantizer.floatNetwork(widened)).isSameAs(widened);
        assertThat(Predictor.of(widened).predict(rows).values()).isEqualTo(Predictor.of(halves).predict(rows).values());
        Tensor direct = Predictor.of(Quantized.of(halves, precision, rows)).predict(rows).values();
        assertThat(direct).isEqualTo(Predictor.of(Quantized.of(widened, precision, rows)).predict(rows).values());
    }

    @Test
    void keepsNamesDescriptionSignaturesAndMetadata() {
        Graph network = new Reference("mlp_relu", "float32").graph().withText("pipeline", "{}");
        Tensor rows = new Reference("mlp_relu", "float32").calibration();
        for (Precision precision : Precision.values()) {
            for (DType edge : precision.edges()) {
                Graph model = Quantized.of(network, precision, edge, rows);
                assertThat(model.description()).isEqualTo(network.description());
                var metadata = new TreeMap<>(model.metadata());
                boolean hasCodes = metadata.remove(EdgeCoding.METADATA_NAME) != null;
                assertThat(hasCodes).as("%s %s says how its features are coded", precision, edge)
                        .isEqualTo(precision.activations() == DType.INT8 && edge.isInteger());
                assertThat(metadata).isEqualTo(network.metadata());
                assertThat(model.signatures()).singleElement().satisfies(signature -> {
                    assertThat(signature.inputs().values()).containsExactlyElementsOf(model.inputs());
                    assertThat(signature.outputs().values()).containsExactlyElementsOf(model.outputs());
                    assertThat(signature.outputs()).containsOnlyKeys("output_0");
                });
            }
        }
    }

    @Test
    void openBatchStaysOpen() {
        for (Precision precision : Precision.values()) {
            Graph model = Quantized.of(NETWORK, precision, ROWS);
            assertThat(model.inputTensors().getFirst().signature()).hasToString("[?, 3]");
            assertThat(model.outputTensors().getFirst().signature()).hasToString("[?, 1]");
        }
    }

    @Test
    void onlyLargeWeightsAreCodedInADynamicRangeModel() {
        Graph network = NetworkBuilder.mlp(1, 8, 128, 7, 1);
        Graph model = Quantized.of(network, Precision.DYNAMIC_RANGE, ROWS);
        assertThat(model.tensors()).filteredOn(t -> t.dtype() == DType.INT8).extracting(t -> t.shape().elements())
                .containsExactly(1024);
    }

    @Test
    void oneScaleForAllOutputsIsPossible() {
        Recipe recipe = Recipes.allRows("\"perChannelWeights\":false", "\"biasCorrection\":true",
                "\"dynamicRangeMinElements\":0");
        for (Precision precision : List.of(Precision.DYNAMIC_RANGE, Precision.FULL_INT8, Precision.INT16X8)) {
            Plan plan = Quantizer.plan(NETWORK, precision, precision.edges().getFirst(), recipe, ROWS);
            Graph model = Quantizer.apply(NETWORK, plan);
            assertThat(model.tensors()).filteredOn(t -> t.quantization().isPresent())
                    .allMatch(t -> t.quantization().orElseThrow().channels() == 1);
            assertThat(Predictor.of(reread(model)).predict(ROWS).values().values()).hasSize(200);
        }
    }

    private static Graph reread(Graph graph) {
        return TfliteReader.read(TfliteWriter.toBytes(graph));
    }

    @ParameterizedTest
    @EnumSource
    void samePlanSameFile(Precision precision) {
        byte[] once = TfliteWriter.toBytes(Quantized.of(NETWORK, precision, ROWS));
        assertThat(TfliteWriter.toBytes(Quantized.of(NETWORK, precision, ROWS))).isEqualTo(once);
    }

    @Test
    void weightsThatAreNotFiniteAreNamed() {
        var builder = new NetworkBuilder(1);
        int x = builder.input(2);
        Graph network = builder.build(builder.dense(x, builder.weights(1, 1, Float.NaN), builder.bias(1),
                Activation.NONE));
        Recipe all = Recipes.allRows("\"dynamicRangeMinElements\":0");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Quantizer.plan(network, Precision.DYNAMIC_RANGE, DType.FLOAT32, all, Ranges.NONE))
                .withMessageStartingWith("tensor 1 'weights1' holds the value NaN");
    }

    /** A stranger's network may have any number of layers; planning must not search through all of them for each. */
    @Test
    void manyLayersArePlannedInLinearTime() {
        int layers = 30_000;
        int[] widths = IntStream.rangeClosed(0, layers).map(i -> 1).toArray();
        Graph network = NetworkBuilder.mlp(1, widths);
        Ranges ranges = Calibrator.calibrate(network, Rows.normal(1, 1, 1));
        assertThat(CpuTime.of(() -> {
            Plan plan = Quantizer.plan(network, Precision.INT8, DType.FLOAT32, Recipe.DEFAULT, ranges);
            assertThat(Quantizer.apply(network, plan).nodes()).hasSize(layers + 2);
            Plan halves = Quantizer.plan(network, Precision.FLOAT16, DType.FLOAT32, Recipe.DEFAULT, Ranges.NONE);
            assertThat(Quantizer.apply(network, halves).nodes()).hasSize(3 * layers);
        })).isLessThan(Duration.ofSeconds(30));
    }
}

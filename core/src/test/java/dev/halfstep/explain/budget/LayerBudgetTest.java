package dev.halfstep.explain.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.explain.budget.Budget.Reference;
import dev.halfstep.explain.budget.Budget.Share;
import dev.halfstep.explain.budget.ErrorBudget.Grouping;
import dev.halfstep.explain.budget.Source.Kind;
import dev.halfstep.explain.subject.Figure;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.twin.Span;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.op.elementwise.Relu;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LayerBudgetTest {

    private static final int ROWS = 6;

    static Stream<Arguments> networks() {
        return VariousNetworks.all().entrySet().stream().flatMap(entry -> Stream
                .of(Precision.FULL_INT8, Precision.FULL_UINT8, Precision.INT8, Precision.INT16X8,
                        Precision.DYNAMIC_RANGE, Precision.FLOAT16)
                // LSTM layers stay in float.
                .filter(precision -> !precision.label().startsWith("full") || !entry.getKey().startsWith("lstm"))
                .map(precision -> Arguments.of(entry.getKey(), precision, entry.getValue())));
    }

    private static Graph quantized(Graph network, Precision precision, Recipe recipe) {
        Graph floats = Quantizer.floatNetwork(network);
        return Quantizer.apply(floats, Quantizer.plan(floats, precision, precision.edges().getFirst(), recipe,
                Samples.of(VariousNetworks.inputs(network, 8)), done -> {}));
    }

    private static List<Budget> budgets(Graph model, Optional<Graph> floats, List<? extends Value> inputs,
            Grouping grouping) {
        return ErrorBudget.ofOutputs(Subject.ofOutputs(model, floats, List.copyOf(inputs)), grouping, done -> {});
    }

    private static double sum(Budget budget) {
        return budget.players().stream().mapToDouble(share -> share.share().inUnits()).sum();
    }

    private static void assertSums(Budget budget) {
        assertThat(sum(budget)).isCloseTo(budget.total().inUnits(), within(1e-9 * budget.total().inUnits()));
        double deviation = budget.worst().deviation().inUnits();
        assertThat(budget.players().stream().mapToDouble(share -> share.worstShare().inUnits()).sum())
                .isCloseTo(deviation * deviation, within(1e-9 * deviation * deviation));
    }

    /** That the last state is the quantized model, code for code, is checked on each run. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("networks")
    void sharesOfEachNetworkSumToItsDeviation(String name, Precision precision, Graph network) {
        Graph model = quantized(network, precision, Recipe.DEFAULT);
        List<Tensor> inputs = VariousNetworks.inputs(network, ROWS);
        for (Grouping grouping : Grouping.values()) {
            for (Optional<Graph> floats : List.of(Optional.of(network), Optional.<Graph>empty())) {
                List<Budget> budgets = budgets(model, floats, inputs, grouping);
                assertThat(budgets).hasSize(network.outputs().size()).allSatisfy(LayerBudgetTest::assertSums)
                        .allMatch(Budget::isByLayer);
                assertThat(budgets).allMatch(budget -> budget.reference() == (floats.isPresent()
                        ? Reference.FLOAT_MODEL : Reference.OWN_WEIGHTS));
            }
        }
    }

    /** As TensorFlow's converter chooses scales: then each layer's weights are the float model's, rounded. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("networks")
    void eachLayersWeightsAreFound(String name, Precision precision, Graph network) {
        Graph model = quantized(network, precision, Recipe.TENSORFLOW);
        for (Budget budget : budgets(model, Optional.of(network), VariousNetworks.inputs(network, ROWS),
                Grouping.SOURCES)) {
            assertThat(budget.players().stream().flatMap(share -> share.sources().stream()).map(Source::kind))
                    .doesNotContain(Kind.UNMATCHED);
        }
    }

    private static TensorInfo codes(String name, int width, double scale) {
        return TensorInfo.codes(name, DType.INT8, Shape.of(1, width), Quantization.perTensor((float) scale, 0));
    }

    private static Tensor column(float... values) {
        return Tensor.of(Shape.of(values.length, 1), values);
    }

    /**
     * One number goes through RELU to codes of 1/4 up to 31.75, and on to codes of 1 up to 127. The rows are 0.625, which first becomes
     * 0.75, then 1; 200, which becomes 127 at the input; and -3, which is -3 and then 0.
     */
    @Test
    void sharesOfSteps() {
        var graph = new Graph.Builder();
        int in = graph.add(codes("in", 1, 1));
        int fine = graph.add(codes("fine", 1, 0.25));
        int out = graph.add(codes("out", 1, 0.5));
        graph.add(new Node(new Quantize(), List.of(in), List.of(fine)));
        graph.add(new Node(Relu.RELU, List.of(fine), List.of(out)));
        Graph model = graph.inputs(List.of(in)).outputs(List.of(out)).build();

        Budget budget = budgets(model, Optional.empty(), List.of(column(0.75f, 40, -3.4f)), Grouping.SOURCES)
                .getFirst();

        // In float: 0.75, 40, 0. Codes of the input: 1, 40, -3. Then 1, 31.75, -3; then 1, 32 (halves go away from 0), 0.
        assertThat(budget.meanAbsDiff().inUnits()).isCloseTo((0.25 + 8 + 0) / 3, within(1e-6));
        assertThat(share(budget, Kind.INPUT_ROUNDING)).isCloseTo(0.25 * 0.25 / 3, within(1e-6));
        assertThat(share(budget, Kind.INPUT_CLIPPING)).isCloseTo(8.25 * 8 / 3, within(1e-6));
        assertThat(share(budget, Kind.OUTPUT_ROUNDING)).isCloseTo(-0.25 * 8 / 3, within(1e-6));
        Share clipping = budget.players().getFirst();
        assertThat(clipping.name()).isEqualTo("clipping of the input");
        assertThat(clipping.meanAbsDiffWithout().inUnits()).isCloseTo((0.25 + 0.25) / 3, within(1e-6));
        assertThat(budget.worst().row()).isEqualTo(2);
        assertThat(budget.worst().main()).isEqualTo(clipping);
        assertThat(clipping.worstShare()).isEqualTo(new Figure(8.25 * 8, 8.25 * 8));
    }

    private static double share(Budget budget, Kind kind) {
        return budget.players().stream()
                .filter(player -> player.sources().stream().anyMatch(source -> source.kind() == kind))
                .mapToDouble(player -> player.share().inUnits()).sum();
    }

    private static Graph dense(TensorInfo in, TensorInfo weights, TensorInfo bias, TensorInfo out, boolean relu) {
        var graph = new Graph.Builder();
        int data = graph.add(in);
        int hidden = graph.add(out);
        List<Integer> operands = List.of(data, graph.add(weights), graph.add(bias));
        graph.add(new Node(FullyConnected.with(Activation.NONE), operands, List.of(hidden)));
        int last = graph.add(out.withName("last"));
        graph.add(new Node(relu ? Relu.RELU : Relu.RELU6, List.of(hidden), List.of(last)));
        return graph.inputs(List.of(data)).outputs(List.of(last)).build();
    }

    /** The weight 0.3 is 0.25 in codes; the bias 1 has integers for a scale that is not its own, and so stands for 2. */
    @Test
    void weightsAndBiasesOfAScaleOfTheirOwn() {
        Graph floats = dense(TensorInfo.real("in", Shape.of(1, 1)),
                TensorInfo.constant("w", Tensor.of(Shape.of(1, 1), 0.3f)),
                TensorInfo.constant("b", Tensor.of(Shape.of(1), 1)), TensorInfo.real("out", Shape.of(1, 1)), true);
        Graph model = dense(codes("in", 1, 1),
                TensorInfo.constant("w",
                        Codes.int8(Shape.of(1, 1), new byte[] {1}, Quantization.perTensor(0.25f, 0))),
                TensorInfo.constant("b", Codes.int32(Shape.of(1), new int[] {8}, Quantization.perTensor(0.125f, 0))),
                codes("out", 1, 0.25), true);

        Budget budget = budgets(model, Optional.of(floats), List.of(column(4, 8)), Grouping.SOURCES).getFirst();

        // In float 2.2 and 3.4; with weights in codes 2 and 3; with the bias that is added 3 and 4.
        assertThat(share(budget, Kind.WEIGHTS)).isCloseTo((-0.2 * 0.8 + -0.4 * 0.6) / 2, within(1e-6));
        assertThat(share(budget, Kind.BIASES)).isCloseTo((1 * 0.8 + 1 * 0.6) / 2, within(1e-6));
        assertThat(budget.players().getFirst().name()).isEqualTo("biases of layer 1 FULLY_CONNECTED");
        assertThat(budget.total().inUnits()).isCloseTo((0.64 + 0.36) / 2, within(1e-6));
    }

    /** Weights of another size are another network's, or scaled by the quantizer: they are no layer's. */
    @Test
    void weightsThatAreNotTheSameAreTakenTogether() {
        Graph floats = VariousNetworks.images(1);
        Graph other = VariousNetworks.images(2);
        List<Tensor> inputs = VariousNetworks.inputs(floats, ROWS);
        Budget budget = budgets(quantized(other, Precision.FULL_INT8, Recipe.TENSORFLOW), Optional.of(floats), inputs,
                Grouping.SOURCES).getFirst();
        assertThat(share(budget, Kind.UNMATCHED)).isPositive();
        assertSums(budget);
    }

    /** An op that stays in float between others: what it reads and gives is what codes stand for. */
    @Test
    void opsInFloatBetweenCodes() {
        var graph = new Graph.Builder();
        int in = graph.add(codes("in", 1, 0.5));
        int real = graph.add(TensorInfo.real("real", Shape.of(1, 1)));
        int clipped = graph.add(TensorInfo.real("clipped", Shape.of(1, 1)));
        int out = graph.add(codes("out", 1, 0.25));
        graph.add(new Node(new Dequantize(), List.of(in), List.of(real)));
        graph.add(new Node(Relu.RELU6, List.of(real), List.of(clipped)));
        graph.add(new Node(new Quantize(), List.of(clipped), List.of(out)));
        Graph model = graph.inputs(List.of(in)).outputs(List.of(out)).build();
        Budget budget = budgets(model, Optional.empty(), List.of(column(1.2f, 7)), Grouping.SOURCES).getFirst();
        assertThat(share(budget, Kind.INPUT_ROUNDING)).isCloseTo(0.04 / 2, within(1e-6));
        assertThat(sum(budget)).isCloseTo(budget.total().inUnits(), within(1e-12));
        assertThat(budget.players()).hasSize(3).allMatch(share -> share.worstShare().inUnits() >= 0);
    }

    /** Each output's own unit, and its own worst row. */
    @Test
    void outputsOfUnlikeScales() {
        Graph network = VariousNetworks.severalOutputs();
        Graph model = quantized(network, Precision.FULL_INT8, Recipe.DEFAULT);
        List<Budget> budgets = budgets(model, Optional.of(network), VariousNetworks.inputs(network, 50),
                Grouping.SOURCES);
        assertThat(budgets).hasSize(4);
        assertThat(budgets.get(1).meanAbsDiff().inUnits()).isGreaterThan(20 * budgets.get(0).meanAbsDiff().inUnits());
        // What comes of the second input alone owes nothing to the first one.
        assertThat(budgets.get(3).players()).filteredOn(share -> share.name().contains("input0"))
                .hasSize(2).allMatch(share -> share.share().inUnits() == 0);
        assertThat(budgets.get(3).players()).filteredOn(share -> share.name().equals("rounding of the input 'input1'"))
                .hasSize(1).allMatch(share -> share.share().inUnits() != 0);
    }

    @Test
    void constantOutputsAndSingleRows() {
        for (String name : List.of("constant output", "images", "flattened")) {
            Graph network = VariousNetworks.all().get(name);
            Graph model = quantized(network, Precision.FULL_INT8, Recipe.DEFAULT);
            assertThat(budgets(model, Optional.of(network), VariousNetworks.inputs(network, 1), Grouping.SOURCES))
                    .allSatisfy(LayerBudgetTest::assertSums);
        }
    }

    @Test
    void deepNetworks() {
        Graph network = VariousNetworks.images(8);
        Graph model = quantized(network, Precision.FULL_INT8, Recipe.TENSORFLOW);
        List<Double> progress = new ArrayList<>();
        Budget budget = ErrorBudget.ofOutputs(
                Subject.ofOutputs(model, Optional.of(network), List.copyOf(VariousNetworks.inputs(network, 10))),
                Grouping.SOURCES, progress::add).getFirst();
        assertSums(budget);
        assertThat(progress).isSorted().endsWith(1.0);
    }

    /** The layers that read an input of which each feature has codes of its own have taken up those codes' offsets and steps. */
    @Test
    void weightsBehindCodesForEachFeature() {
        Graph network = VariousNetworks.severalOutputs();
        Graph model = quantized(network, Precision.FULL_INT8, Recipe.TENSORFLOW.withFeatureCodes(true));
        assertThat(Interface.of(model).inputs()).allMatch(port -> port.features().isPresent());
        for (Budget budget : budgets(model, Optional.of(network), VariousNetworks.inputs(network, 8),
                Grouping.SOURCES)) {
            assertThat(share(budget, Kind.UNMATCHED)).isZero();
            assertThat(share(budget, Kind.INPUT_ROUNDING)).isNotZero();
            assertSums(budget);
        }
    }

    /** Layers are taken together, and rows left out, where telling all of them apart would take minutes. */
    @Test
    void whatCanBeAfforded() {
        Graph small = VariousNetworks.images(2);
        Spans all = Spans.of(small, true, Set.of(), 100, 16);
        assertThat(all.rows()).isEqualTo(100);
        assertThat(all.all()).hasSameSizeAs(small.nodes()).allMatch(Span::inParts);
        // Rows that run one by one take longer, however little there is to compute.
        assertThat(Spans.of(small, true, Set.of(), 1_000_000, 1).rows())
                .isLessThan(Spans.of(small, true, Set.of(), 1_000_000, 16).rows());
        Graph deep = VariousNetworks.images(300);
        Spans some = Spans.of(deep, true, Set.of(), 100, 16);
        assertThat(some.rows()).isBetween(16, 99);
        assertThat(some.all()).hasSizeLessThan(deep.nodes().size()).noneMatch(Span::inParts);
        assertThat(some.all().getFirst().first()).isZero();
        assertThat(some.all().getLast().last()).isEqualTo(deep.nodes().size() - 1);
        for (int i = 1; i < some.all().size(); i++) {
            assertThat(some.all().get(i).first()).isEqualTo(some.all().get(i - 1).last() + 1);
        }
    }

    @Test
    void modelsThatDoNotGoTogether() {
        Graph network = VariousNetworks.severalOutputs();
        Graph other = VariousNetworks.images(1);
        assertThatThrownBy(() -> Subject.ofOutputs(network, Optional.of(other),
                List.copyOf(VariousNetworks.inputs(network, 2)))).isInstanceOf(Problem.class)
                .hasMessageContaining("the models have 1 and 2 inputs, 1 and 4 outputs");
    }
}

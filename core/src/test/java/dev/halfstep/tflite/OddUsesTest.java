package dev.halfstep.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.evaluate.Evaluator;
import dev.halfstep.explain.budget.ErrorBudget;
import dev.halfstep.explain.codes.CodeUseCheck;
import dev.halfstep.explain.misuse.MisuseSearch;
import dev.halfstep.explain.subject.Figure;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.fixture.OpNetwork;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.op.Op;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.search.Adviser;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that {@link Uses} came upon, each with what is made of it now. */
class OddUsesTest {

    private static Op op(String name, Map<Integer, Object> options) {
        return OpSeeds.read(OpSeeds.type(name), options);
    }

    private static Graph again(Graph graph) {
        return TfliteReader.read(TfliteWriter.toBytes(graph));
    }

    private static Subject subject(Graph model, Optional<Graph> floats, Tensor rows) {
        return Subject.of(model, floats, rows, Subject.numbered(rows.shape().extent(0)), Optional.empty(),
                Units.of(model));
    }

    private static void assertProblem(String message, Runnable step) {
        assertThatExceptionOfType(Problem.class).isThrownBy(step::run).withMessageContaining(message);
    }

    /** Another batch comes to a convolution as channels, which then fall into other groups for the same weights. */
    @Test
    void channelsThatFollowFromTheBatch() {
        for (String name : List.of("DEPTHWISE_CONV_2D", "CONV_2D")) {
            boolean depthwise = name.equals("DEPTHWISE_CONV_2D");
            var builder = new Graph.Builder();
            int x = builder.add(TensorInfo.real("x", Shape.of(4, 3, 3, 1)).withOpenBatch());
            int order = builder.add(OneOpModel.integers(1, 2, 3, 0));
            int turned = builder.add(TensorInfo.real("turned", Shape.of(3, 3, 1, 4)));
            Shape shape = depthwise ? Shape.of(1, 2, 1, 8) : Shape.of(8, 2, 1, 1);
            int weights = builder.add(TensorInfo.constant("w",
                    Tensor.of(shape, Rows.normal(1, 16, 1).values())));
            int bias = builder.add(TensorInfo.constant("b", Tensor.of(Shape.of(8), new float[8])));
            int y = builder.add(TensorInfo.real("y", Shape.of(3, 2, 1, 8)));
            builder.add(new Node(op("TRANSPOSE", Map.of()), List.of(x, order), List.of(turned)));
            builder.add(new Node(op(name, Map.of(0, 1, 1, 1, 2, 1, 3, depthwise ? 1 : 0)),
                    List.of(turned, weights, bias), List.of(y)));
            Graph graph = builder.inputs(List.of(x)).outputs(List.of(y)).build();
            Tensor two = Tensor.of(Shape.of(2, 3, 3, 1), Rows.normal(2, 18, 1).values());
            Interpreter used = Interpreter.prepare(graph);
            used.run(List.of(Tensor.of(Shape.of(4, 3, 3, 1), new float[36])));
            assertThat(used.run(List.of(two))).as(name).isEqualTo(Interpreter.prepare(graph).run(List.of(two)));
        }
    }

    /**
     * A depthwise convolution of images whose shape the file leaves open, as a scalar's.
     *
     * @param given whether a run gives the shape, so that it is not known before
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDepthwiseConvolutionOfOpenShape(boolean given) {
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.real("x", Shape.of(18)));
        int shape = builder.add(given ? new TensorInfo("shape", DType.INT32, Shape.of(4), Shape.of(4), Optional.empty(),
                Optional.empty()) : OneOpModel.integers(1, 3, 3, 2));
        int images = builder.add(TensorInfo.real("images", Shape.of()));
        int weights = builder.add(TensorInfo.constant("w", Tensor.of(Shape.of(1, 2, 2, 4), new float[16])));
        int y = builder.add(TensorInfo.real("y", Shape.of()));
        builder.add(new Node(op("RESHAPE", Map.of()), List.of(x, shape), List.of(images)));
        builder.add(new Node(op("DEPTHWISE_CONV_2D", Map.of(0, 1, 1, 1, 2, 1, 3, 2)), List.of(images, weights),
                List.of(y)));
        Graph graph = builder.inputs(given ? List.of(x, shape) : List.of(x)).outputs(List.of(y)).build();
        Graph read = again(again(graph));
        if (given) {
            assertProblem("depends on what the model computes", () -> Interpreter.prepare(read));
        } else {
            Tensor values = Tensor.of(Shape.of(18), new float[18]);
            assertThat(Interpreter.prepare(read).run(List.of(values)).getFirst().shape())
                    .isEqualTo(Shape.of(1, 2, 2, 4));
        }
    }

    @Test
    void aVectorOfConditionsDoesNotChooseBetweenSingleNumbers() {
        var builder = new Graph.Builder();
        int condition = builder.add(new TensorInfo("c", DType.BOOL, Shape.of(2), Shape.of(2), Optional.empty(),
                Optional.empty()));
        int a = builder.add(TensorInfo.real("a", Shape.of()));
        int y = builder.add(TensorInfo.real("y", Shape.of()));
        builder.add(new Node(op("SELECT", Map.of()), List.of(condition, a, a), List.of(y)));
        assertProblem("does not choose between", builder.inputs(List.of(condition, a)).outputs(List.of(y))::build);
    }

    /** A file has no bytes for it, as for what a run fills. */
    @Test
    void aConstantWithoutElementsIsStillOneInAFile() {
        for (boolean half : new boolean[] {false, true}) {
            Shape none = Shape.of(0, 3);
            var builder = new Graph.Builder();
            int x = builder.add(TensorInfo.real("x", Shape.of(1, 3)));
            int empty = builder.add(TensorInfo.constant("empty",
                    half ? Tensor.half(none, new float[0]) : Tensor.of(none)));
            int wide = half ? builder.add(TensorInfo.real("wide", none)) : empty;
            if (half) {
                builder.add(new Node(op("DEQUANTIZE", Map.of()), List.of(empty), List.of(wide)));
            }
            int y = builder.add(TensorInfo.real("y", Shape.of(1, 3)));
            builder.add(new Node(op("CONCATENATION", Map.of(0, 0)), List.of(wide, x), List.of(y)));
            Graph graph = builder.inputs(List.of(x)).outputs(List.of(y)).build();
            assertThat(again(graph).tensors()).isEqualTo(graph.tensors());
        }
    }

    private static Graph dense(int inputs, int outputs) {
        var network = new OpNetwork(1);
        int x = network.input(1, inputs);
        return network.build(network.dense(x, network.random(1, outputs, inputs), network.random(1, outputs)));
    }

    @Test
    void nothingIsPredicted() {
        var network = new OpNetwork(1);
        int x = network.input(1, 3);
        Graph nothing = network.build(network.op(op("STRIDED_SLICE", Map.of()), x, network.integers(0, 0),
                network.integers(1, 0), network.integers(1, 1)));
        Tensor rows = Rows.normal(1, 4, 3);
        assertProblem("predicts no values", () -> subject(nothing, Optional.empty(), rows));
        assertProblem("no values to compare", () -> Evaluator.on(rows, Tensor.of(Shape.of(4, 0)), new double[0]));
        assertProblem("predicts no values", () -> Adviser.advise(new Adviser.Request(nothing, nothing, rows, rows, true,
                Units.of(nothing), false, (precision, edge, options) -> ""), Adviser.Effort.QUICK, done -> {}));
    }

    @Test
    void nothingIsTaken() {
        var network = new OpNetwork(1);
        int x = network.input(1, 0);
        Graph model = network.build(network.op(op("SUM", Map.of(0, 1)), x, network.integers(1)));
        Tensor rows = Tensor.of(Shape.of(4, 0));
        assertProblem("takes no values", () -> subject(model, Optional.empty(), rows));
    }

    /** An input without an axis for samples is one value for each row. */
    @Test
    void aSingleNumberAsInput() {
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.real("x", Shape.of()));
        int w = builder.add(TensorInfo.constant("w", Tensor.of(Shape.of(1, 1), 2)));
        int y = builder.add(TensorInfo.real("y", Shape.of(1, 1)));
        builder.add(new Node(op("FULLY_CONNECTED", Map.of()), List.of(x, w), List.of(y)));
        Graph graph = builder.inputs(List.of(x)).outputs(List.of(y)).build();
        Subject subject = subject(graph, Optional.empty(), Tensor.of(Shape.of(3), 1, 2, 3));
        assertThat(ErrorBudget.of(subject, ErrorBudget.Grouping.SOURCES).meanAbsDiff().inUnits()).isZero();
    }

    /** A network of integers that are no codes. */
    @Test
    void integersThatAreNoCodes() {
        var builder = new Graph.Builder();
        int x = builder.add(new TensorInfo("x", DType.INT64, Shape.of(1, 2), Shape.of(1, 2), Optional.empty(),
                Optional.empty()));
        int y = builder.add(TensorInfo.real("y", Shape.of(1, 2)));
        builder.add(new Node(op("CAST", Map.of()), List.of(x), List.of(y)));
        Graph graph = builder.inputs(List.of(x)).outputs(List.of(y)).build();
        Subject subject = subject(graph, Optional.empty(), Tensor.of(Shape.of(2, 2), 1, 2, 3, 4));
        assertThat(ErrorBudget.of(subject, ErrorBudget.Grouping.SOURCES).total()).isEqualTo(Figure.ZERO);
        assertThat(CodeUseCheck.check(subject).inputs()).isEmpty();
    }

    /** A type of 64 bits has more codes than a number of 64 bits can count. */
    @Test
    void codesOf64Bits() {
        Quantization scale = Quantization.perTensor(0.5f, 0);
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.codes("x", DType.INT64, Shape.of(1, 2), scale));
        int shape = builder.add(OneOpModel.integers(-1, 2));
        int y = builder.add(TensorInfo.codes("y", DType.INT64, Shape.of(1, 2), scale));
        builder.add(new Node(op("RESHAPE", Map.of()), List.of(x, shape), List.of(y)));
        Graph graph = builder.inputs(List.of(x)).outputs(List.of(y)).build();
        Tensor rows = Tensor.of(Shape.of(3, 2), 1, 2, 3, 4, 5, 6);
        Tensor predicted = Predictor.of(graph).predict(rows).values();
        Units units = Units.of(graph);
        Subject subject = Subject.of(graph, Optional.empty(), rows, Subject.numbered(3),
                Optional.of(new Subject.Labels(predicted, units.decoder().inUnits(predicted, units.targets().size()))),
                units);
        assertThat(MisuseSearch.search(subject, Optional.of("1.5"))).isPresent();
        assertThat(CodeUseCheck.check(subject).outputs()).isEmpty();
    }

    /** What does not depend on the input has no error to share out; the rest of an explanation is there. */
    @Test
    void aConstantOutput() {
        var network = new OpNetwork(1);
        network.input(1, 3);
        int constant = network.random(1, 1, 2);
        Graph graph = network.build(network.op(op("ADD", Map.of()), constant, constant));
        Tensor rows = Rows.normal(1, 4, 3);
        for (Precision precision : List.of(Precision.INT8, Precision.FULL_INT8, Precision.FLOAT16)) {
            Graph model = again(Quantized.of(graph, precision, rows));
            Survival.attempt(() -> {
                Subject subject = subject(model, Optional.of(graph), rows);
                assertThat(CodeUseCheck.check(subject).rows()).isEqualTo(4);
                assertThat(ErrorBudget.of(subject, ErrorBudget.Grouping.SOURCES)).isNotNull();
            });
        }
    }

    /** Half-precision weights are widened by nodes, which are no layers. */
    @Test
    void aHalfPrecisionModelBesideAFullOne() {
        Graph floats = dense(3, 2);
        Tensor rows = Rows.normal(1, 8, 3);
        Graph half = again(Quantizer.apply(floats, Quantizer.plan(floats, Precision.FLOAT16, DType.FLOAT32,
                Recipe.DEFAULT, rows)));
        assertThat(ErrorBudget.of(subject(half, Optional.of(floats), rows), ErrorBudget.Grouping.SOURCES)
                .meanAbsDiff().inUnits()).isLessThan(0.01);
        assertThat(ErrorBudget.of(subject(half, Optional.of(half), rows), ErrorBudget.Grouping.SOURCES)
                .meanAbsDiff().inUnits()).isZero();
    }
}

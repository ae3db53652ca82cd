package dev.halfstep.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.op.Activation;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.move.Picking.Transpose;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssemblerTest {

    private final Assembler network = new Assembler();
    private final Layers layers = new Layers(network);

    @Test
    void whatDependsOnTheBatchIsOpen() {
        int x = network.input("x", DType.FLOAT32, Shape.of(-1, 4, 2));
        int flat = layers.flatten("flat", x);
        int turned = layers.transpose("turned", flat, 1, 0);

        assertThat(network.signature(flat)).isEqualTo(Shape.of(-1, 8));
        assertThat(network.signature(turned)).isEqualTo(Shape.of(8, -1));
        assertThat(network.shape(turned)).isEqualTo(Shape.of(8, 1));
    }

    @Test
    void onlyTheBatchMayBeOpen() {
        assertThatThrownBy(() -> network.input("x", DType.FLOAT32, Shape.of(-1, -1, 3))).isInstanceOf(Problem.class)
                .hasMessageContaining("'x'").hasMessageContaining("[?, ?, 3]");
    }

    @Test
    void constantsAreComputedAtOnce() {
        int matrix = network.constant("m", Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        int turned = network.apply("t", new Transpose(), matrix, network.integers("order", 1, 0));

        assertThat(network.contents(turned)).contains(Tensor.of(Shape.of(3, 2), 1, 4, 2, 5, 3, 6));
        assertThat(network.constant("again", Shape.of(3, 2), 1, 4, 2, 5, 3, 6)).isEqualTo(turned);
    }

    @Test
    void batchNormalizationAndActivationGoIntoTheLayer() {
        int x = network.input("x", DType.FLOAT32, Shape.of(-1, 2));
        int dense = layers.dense("dense", x, Tensor.of(Shape.of(2, 2), 1, 2, 3, 4), 0, 1);
        int normal = layers.affine("bn", dense, Tensor.of(Shape.of(2), 2, -1), Tensor.of(Shape.of(2), 0.5f, 3));
        int y = new Activations(layers).relu("relu", normal);
        Graph graph = network.build(List.of(y));

        assertThat(graph.nodes()).hasSize(1);
        assertThat(graph.nodes().getFirst().op()).isEqualTo(FullyConnected.with(Activation.RELU));
        assertThat(run(graph, Tensor.of(Shape.of(2, 2), 1, 1, -1, -3)))
                .isEqualTo(Tensor.of(Shape.of(2, 2), 6.5f, 0, 0, 17));
    }

    @Test
    void whatNothingNeedsIsLeftOut() {
        int x = network.input("x", DType.FLOAT32, Shape.of(-1, 2));
        network.apply("unused", UnaryFunction.EXP, x);
        Graph graph = network.build(List.of(layers.withNumber("y", Kind.MUL, x, 2)));

        assertThat(graph.nodes()).hasSize(1);
        assertThat(graph.tensors()).hasSize(3);
    }

    @Test
    void whatGoesInAndTwiceOutHasTensorsOfItsOwn() {
        int x = network.input("x", DType.FLOAT32, Shape.of(-1, 2));
        int y = layers.withNumber("y", Kind.MUL, x, 2);
        Graph graph = TfliteReader.read(TfliteWriter.toBytes(
                network.build(List.of(x, y, y, network.constant("c", Shape.of(1), 7)))));
        List<?> results = Interpreter.prepare(graph).run(List.of(Tensor.of(Shape.of(3, 2), 1, 2, 3, 4, 5, 6)));

        Tensor doubled = Tensor.of(Shape.of(3, 2), 2, 4, 6, 8, 10, 12);
        assertThat(results).isEqualTo(List.of(Tensor.of(Shape.of(3, 2), 1, 2, 3, 4, 5, 6), doubled, doubled,
                Tensor.of(Shape.of(1), 7)));
    }

    private static Tensor run(Graph graph, Tensor x) {
        return (Tensor) Interpreter.prepare(graph).run(x);
    }
}

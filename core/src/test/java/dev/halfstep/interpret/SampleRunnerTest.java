package dev.halfstep.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.elementwise.Arithmetic;
import dev.halfstep.op.move.Joining.Concatenation;
import dev.halfstep.op.move.Picking.Transpose;
import dev.halfstep.op.move.Reshaping.Reshape;
import dev.halfstep.op.reduce.RowOps.Softmax;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Samples that run together must give what they give one by one. */
class SampleRunnerTest {

    private static final Shape ROW = Shape.of(1, 6);

    @Test
    void denseLayersKeepSamplesApart() {
        assertThat(SampleRunner.of(NetworkBuilder.mlp(1, 6, 4, 2)).keepsSamplesApart()).isTrue();
    }

    @Test
    void shapesThatFollowTheBatchKeepSamplesApart() {
        assertThat(SampleRunner.of(one(new Reshape(List.of()), Shape.of(2, 3), ints(-1, 3))).keepsSamplesApart())
                .isTrue();
        assertSameOneByOne(one(new Reshape(List.of()), Shape.of(2, 3), ints(-1, 3)));
    }

    @Test
    void shapesThatDoNotFollowTheBatchRunOneByOne() {
        Graph graph = one(new Reshape(List.of()), Shape.of(2, 3), ints(2, 3));
        assertThat(SampleRunner.of(graph).keepsSamplesApart()).isFalse();
        assertSameOneByOne(graph);
    }

    @Test
    void mixedSamplesRunOneByOne() {
        for (Graph graph : List.of(
                one(new Transpose(), Shape.of(6, 1), ints(1, 0)),
                one(new Concatenation(0), Shape.of(2, 6), Tensor.of(ROW, new float[6])),
                one(Arithmetic.Kind.ADD.with(Activation.NONE), Shape.of(6, 6),
                        Tensor.of(Shape.of(6, 1), new float[6])))) {
            assertThat(SampleRunner.of(graph).keepsSamplesApart()).as(graph.nodes().getFirst().op().name()).isFalse();
            assertSameOneByOne(graph);
        }
    }

    /** A vector is one sample: its softmax runs over all of it. */
    @Test
    void vectorsAreSamplesAsAWhole() {
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.real("x", Shape.of(6)));
        int y = builder.add(TensorInfo.real("y", Shape.of(6)));
        Graph graph = builder.add(new Node(new Softmax(1), List.of(x), List.of(y))).inputs(List.of(x))
                .outputs(List.of(y)).build();
        SampleRunner runner = SampleRunner.of(graph);
        assertThat(runner.keepsSamplesApart()).isFalse();
        Tensor all = (Tensor) runner.run(List.of(Rows.normal(1, 5, 6))).getFirst();
        assertThat(all.shape()).isEqualTo(Shape.of(5, 6));
        for (int sample = 0; sample < 5; sample++) {
            double sum = 0;
            for (int i = 0; i < 6; i++) {
                sum += all.values()[sample * 6 + i];
            }
            assertThat(sum).isBetween(1 - 1e-6, 1 + 1e-6);
        }
    }

    @Test
    void numbersOfSamplesMustGoTogether() {
        SampleRunner runner = SampleRunner.of(NetworkBuilder.mlp(1, 6, 2));
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> runner.run(List.of(Rows.normal(1, 3, 5))))
                .withMessageContaining("the model takes the shape [?, 6], not [3, 5]");
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> runner.run(List.of()))
                .withMessageContaining("the model takes 1 inputs, not 0");
    }

    private static Value ints(int... values) {
        return Codes.int32(Shape.of(values.length), values, null);
    }

    private static Graph one(Op op, Shape result, Value constant) {
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.real("x", ROW));
        int c = builder.add(TensorInfo.constant("c", constant));
        int y = builder.add(TensorInfo.real("y", result));
        return builder.add(new Node(op, List.of(x, c), List.of(y))).inputs(List.of(x)).outputs(List.of(y)).build();
    }

    private static void assertSameOneByOne(Graph graph) {
        Tensor rows = Rows.normal(2, 9, 6);
        Tensor together = (Tensor) SampleRunner.of(graph).run(List.of(rows)).getFirst();
        var apart = new ArrayList<Float>();
        for (int sample = 0; sample < 9; sample++) {
            Tensor one = (Tensor) Interpreter.prepare(graph).run(rows.slice(6 * sample, ROW));
            for (float value : one.values()) {
                apart.add(value);
            }
        }
        assertThat(together.values()).containsExactly(apart.toArray(Float[]::new));
    }
}

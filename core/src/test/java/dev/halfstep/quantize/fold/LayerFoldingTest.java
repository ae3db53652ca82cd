package dev.halfstep.quantize.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.op.elementwise.Relu;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerFoldingTest {

    private static final int INPUTS = 3;
    private static final int UNITS = 4;

    private final Graph.Builder builder = NetworkBuilder.mlp(1, INPUTS, UNITS).toBuilder();
    private int last = builder.build().outputs().getFirst();

    @Test
    void batchNormalisationAndActivationBecomePartOfTheLayer() {
        then(Kind.MUL.with(Activation.NONE), constant(0.5f, -2, 1, 3));
        then(Kind.SUB.with(Activation.NONE), constant(1, 2, 3, 4));
        then(Kind.ADD.with(Activation.NONE), constant(0.25f));
        then(Relu.RELU6);
        Graph folded = assertSame();
        assertThat(folded.nodes()).singleElement()
                .extracting(node -> ((FullyConnected) node.op()).activation()).isEqualTo(Activation.RELU6);
    }

    @Test
    void whatOthersReadIsKept() {
        int read = last;
        then(Kind.MUL.with(Activation.NONE), constant(2));
        builder.outputs(List.of(read, last));
        assertThat(Quantizer.floatNetwork(builder.build()).nodes()).hasSize(2);
    }

    @Test
    void nothingIsFoldedBehindAnActivation() {
        then(Relu.RELU);
        then(Kind.MUL.with(Activation.NONE), constant(2));
        then(Relu.RELU);
        assertThat(assertSame().nodes()).hasSize(2);
    }

    /** A column would make a matrix of a row. */
    @Test
    void constantsForOtherAxesAreKept() {
        int column = builder.add(TensorInfo.constant("column", Tensor.of(Shape.of(UNITS, 1), 1, 2, 3, 4)));
        then(Kind.MUL.with(Activation.NONE), Shape.of(UNITS, UNITS), column);
        assertThat(assertSame().nodes()).hasSize(2);
    }

    @Test
    void oneMinusALayerIsKept() {
        int one = constant(1);
        int result = builder.add(TensorInfo.real("result", Shape.of(1, UNITS)).withOpenBatch());
        builder.add(new Node(Kind.SUB.with(Activation.NONE), List.of(one, last), List.of(result)));
        builder.outputs(List.of(result));
        assertThat(Quantizer.floatNetwork(builder.build()).nodes()).hasSize(2);
    }

    private int constant(float... values) {
        return builder.add(TensorInfo.constant("constant", Tensor.of(Shape.of(values.length), values)));
    }

    private void then(Op op, int... others) {
        then(op, Shape.of(1, UNITS), others);
    }

    private void then(Op op, Shape shape, int... others) {
        int result = builder.add(TensorInfo.real("result", shape));
        var inputs = new ArrayList<>(List.of(last));
        for (int other : others) {
            inputs.add(other);
        }
        builder.add(new Node(op, inputs, List.of(result))).outputs(List.of(result));
        last = result;
    }

    private Graph assertSame() {
        Graph network = builder.build();
        Graph folded = Quantizer.floatNetwork(network);
        Tensor row = Rows.normal(3, 1, INPUTS);
        float[] expected = ((Tensor) Interpreter.prepare(network).run(row)).values();
        assertThat(((Tensor) Interpreter.prepare(folded).run(row)).values()).containsExactly(expected, within(1e-5f));
        return folded;
    }
}

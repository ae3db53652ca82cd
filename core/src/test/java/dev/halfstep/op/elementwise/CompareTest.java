package dev.halfstep.op.elementwise;

import static dev.halfstep.op.Nodes.assertProblem;
import static dev.halfstep.op.Nodes.node;
import static dev.halfstep.op.Nodes.real;
import static dev.halfstep.op.Tensors.codes;
import static dev.halfstep.op.Tensors.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.op.Nodes;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import org.junit.jupiter.api.Test;

class CompareTest {

    private static final TensorInfo TRUTHS = plain(DType.BOOL, 4);

    private static byte[] run(Op op, Operands operands, Object... inputs) {
        return Nodes.run(op, operands, new byte[operands.output().shape().elements()], inputs);
    }

    private static byte[] reals(Compare op) {
        return run(op, node(TRUTHS, real(4), real(4)), new float[] {1, 2, -0f, Float.NaN},
                new float[] {2, 2, 0, Float.NaN});
    }

    @Test
    void whatIsNotANumberEqualsNothing() {
        assertThat(reals(Compare.EQUAL)).containsExactly(0, 1, 1, 0);
        assertThat(reals(Compare.NOT_EQUAL)).containsExactly(1, 0, 0, 1);
        assertThat(reals(Compare.LESS)).containsExactly(1, 0, 0, 0);
        assertThat(reals(Compare.LESS_EQUAL)).containsExactly(1, 1, 1, 0);
        assertThat(reals(Compare.GREATER)).containsExactly(0, 0, 0, 0);
        assertThat(reals(Compare.GREATER_EQUAL)).containsExactly(0, 1, 1, 0);
    }

    @Test
    void integersAreComparedInAllTheirBits() {
        byte[] out = run(Compare.LESS, node(TRUTHS, plain(DType.INT64, 4), plain(DType.INT64)),
                new long[] {Long.MIN_VALUE, -1, 1L << 40, Long.MAX_VALUE}, new long[] {(1L << 40) + 1});
        assertThat(out).containsExactly(1, 1, 1, 0);
    }

    /** Both 10 and 23 stand for 1.5: with a scale of 0.5 and a zero point of 7, and of 0.1 and 8. */
    @Test
    void codesStandForWhatTheirScalesSay() {
        var halves = codes(DType.INT8, 7, 4);
        var tenths = TensorInfo.codes("tenths", DType.INT8, Shape.of(4), Quantization.perTensor(0.1f, 8));
        Operands operands = node(TRUTHS, halves, tenths);
        byte[] left = {10, 10, 10, -128};
        byte[] right = {23, 22, 24, 127};
        assertThat(run(Compare.EQUAL, operands, left, right)).containsExactly(1, 0, 0, 0);
        assertThat(run(Compare.LESS, operands, left, right)).containsExactly(0, 0, 1, 1);
        assertThat(Compare.LESS.lower(operands).rounding()).isEqualTo(Rounding.FIXED_POINT);
    }

    @Test
    void scalesOfCodesAreBelowOne() {
        var whole = TensorInfo.codes("whole", DType.INT8, Shape.of(4), Quantization.perTensor(1, 0));
        assertProblem("'whole' has the scale 1.0, but codes are compared only if their scales are below 1",
                () -> Compare.LESS.check(node(TRUTHS, codes(DType.INT8, 7, 4), whole)));
        assertProblem("'plain' has no scale",
                () -> Compare.EQUAL.check(node(TRUTHS, plain(DType.UINT8, 4), plain(DType.UINT8, 4))));
    }

    /** There the reference kernel looks at the bare codes. */
    @Test
    void orderOfInt16NeedsOneScale() {
        var halves = codes(DType.INT16, 0, 4);
        var tenths = TensorInfo.codes("tenths", DType.INT16, Shape.of(4), Quantization.perTensor(0.1f, 0));
        assertProblem("must have the same scale", () -> Compare.GREATER.check(node(TRUTHS, halves, tenths)));
        assertThat(run(Compare.GREATER, node(TRUTHS, halves, halves), new short[] {1, 2, 3, -9},
                new short[] {2, 2, 2, -10})).containsExactly(0, 0, 1, 1);
        assertThat(run(Compare.EQUAL, node(TRUTHS, halves, tenths), new short[] {1, 2, 3, 0},
                new short[] {5, 11, 15, 0})).containsExactly(1, 0, 1, 1);
        assertProblem("no kernel for 'plain' of int16 numbers",
                () -> Compare.NOT_EQUAL.check(node(TRUTHS, plain(DType.INT16, 4), plain(DType.INT16, 4))));
    }

    @Test
    void truthsAreCombined() {
        Operands operands = node(TRUTHS, TRUTHS, TRUTHS);
        byte[] left = {0, 0, 1, 1};
        byte[] right = {0, 1, 0, 1};
        assertThat(run(BinaryFunction.LOGICAL_AND, operands, left, right)).containsExactly(0, 0, 0, 1);
        assertThat(run(BinaryFunction.LOGICAL_OR, operands, left, right)).containsExactly(0, 1, 1, 1);
        assertThat(run(UnaryFunction.LOGICAL_NOT, node(TRUTHS, TRUTHS), left, right)).containsExactly(1, 1, 0, 0);
    }
}

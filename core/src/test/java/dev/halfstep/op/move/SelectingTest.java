package dev.halfstep.op.move;

import static dev.halfstep.op.Nodes.assertProblem;
import static dev.halfstep.op.Nodes.assertRefused;
import static dev.halfstep.op.Nodes.node;
import static dev.halfstep.op.Nodes.real;
import static dev.halfstep.op.Tensors.codes;
import static dev.halfstep.op.Tensors.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.lower.LoweredMove.Known;
import dev.halfstep.op.Nodes;
import dev.halfstep.op.Operands;
import dev.halfstep.op.move.Selecting.Select;
import dev.halfstep.op.move.Selecting.Where;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectingTest {

    private static final Select OLD = new Select(false);
    private static final Select SELECT = new Select(true);

    private static float[] run(Select op, Operands operands, byte[] condition, float[] whereTrue, float[] whereFalse) {
        return Nodes.run(op, operands, new float[operands.output().shape().elements()], condition, whereTrue,
                whereFalse);
    }

    private static TensorInfo truths(int... extents) {
        return plain(DType.BOOL, extents);
    }

    @Test
    void choosesElementByElement() {
        assertThat(run(SELECT, node(real(5), truths(5), real(5), real(5)), new byte[] {1, 1, 0, 1, 0},
                new float[] {1, 2, 3, 4, 5}, new float[] {-1, -2, -3, -4, -5})).containsExactly(1, 2, -3, 4, -5);
    }

    @Test
    void allThreeAreBroadcast() {
        assertThat(Nodes.shape(SELECT, truths(2, 1), real(3), real(4, 1, 1))).isEqualTo(Shape.of(4, 2, 3));
        assertThat(run(SELECT, node(real(2, 3), truths(2, 1), real(3), real()), new byte[] {0, 1},
                new float[] {1, 2, 3}, new float[] {9})).containsExactly(9, 9, 9, 1, 2, 3);
        assertThat(run(SELECT, node(real(2, 3), truths(3), real(2, 1), real()), new byte[] {0, 1, 1},
                new float[] {1, 2}, new float[] {9})).containsExactly(9, 1, 1, 9, 2, 2);
        assertRefused("[2] and [3] and [2] cannot be broadcast", SELECT, truths(2), real(3), real(2));
        assertThat(run(SELECT, node(real(0, 3), truths(1, 3), real(0, 3), real()), new byte[3], new float[0],
                new float[] {9})).isEmpty();
    }

    /** Not as it would be broadcast, along the last axis. */
    @Test
    void theOlderOpChoosesAlongTheFirstAxis() {
        assertThat(run(OLD, node(real(2, 2), truths(2), real(2, 2), real(2, 2)), new byte[] {0, 1},
                new float[] {1, 2, 3, 4}, new float[] {5, 6, 7, 8})).containsExactly(5, 6, 3, 4);
        assertThat(run(OLD, node(real(2), truths(), real(2), real(2)), new byte[] {1}, new float[] {1, 2},
                new float[] {5, 6})).containsExactly(1, 2);
        assertThat(Nodes.shape(OLD, truths(1), real(), real(1))).isEqualTo(Shape.of(1));
        assertRefused("a condition of shape [3] does not choose between the shapes [2, 3] and [2, 3]", OLD, truths(3),
                real(2, 3), real(2, 3));
        assertRefused("does not choose between the shapes [2] and [1]", OLD, truths(2), real(2), real(1));
    }

    @Test
    void codesShareAScale() {
        var halves = codes(DType.INT8, 3, 2);
        var others = codes(DType.INT8, 4, 2);
        SELECT.check(node(halves, truths(2), halves, halves));
        assertProblem("must have the same scale", () -> SELECT.check(node(halves, truths(2), halves, others)));
        assertProblem("is not a condition", () -> SELECT.check(node(halves, halves, halves, halves)));
    }

    @Test
    void indicesOfWhatIsTrueAreKnown() {
        var values = TensorInfo.constant("c", Tensor.of(Shape.of(2, 2), 0, Float.NaN, -0f, 0.5f));
        var output = plain(DType.INT64, 2, 2);
        assertThat(Nodes.shape(new Where(), values)).isEqualTo(Shape.of(2, 2));
        assertThat(new Where().lower(node(output, values))).isEqualTo(new Known(DType.INT64, List.of(0L, 1L, 1L, 1L)));
        var none = TensorInfo.constant("c", Codes.bool(Shape.of(3), new byte[3]));
        assertThat(Nodes.shape(new Where(), none)).isEqualTo(Shape.of(0, 1));
        assertProblem("needs an axis",
                () -> new Where().check(node(output, TensorInfo.constant("c", Codes.bool(Shape.of(), new byte[1])))));
    }
}

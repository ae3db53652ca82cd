package dev.halfstep.op.move;

import static dev.halfstep.op.Nodes.assertProblem;
import static dev.halfstep.op.Nodes.assertRefused;
import static dev.halfstep.op.Nodes.integers;
import static dev.halfstep.op.Nodes.node;
import static dev.halfstep.op.Nodes.real;
import static dev.halfstep.op.Nodes.shape;
import static dev.halfstep.op.Tensors.codes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.op.Nodes;
import dev.halfstep.op.move.Spacing.Batches;
import dev.halfstep.op.move.Spacing.Depth;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import org.junit.jupiter.api.Test;

class SpacingTest {

    private static final Batches TO_BATCH = new Batches(true);
    private static final Batches TO_SPACE = new Batches(false);

    private static TensorInfo edges(int... pairs) {
        return TensorInfo.constant("edges", Codes.int32(Shape.of(pairs.length / 2, 2), pairs, null));
    }

    /** Two samples of three elements, with one of padding before: even places first, both samples, then odd ones. */
    @Test
    void everyOtherElementBecomesAnImage() {
        var data = codes(DType.INT8, -7, 2, 3, 1);
        assertThat(shape(TO_BATCH, data, integers(2), edges(1, 0))).isEqualTo(Shape.of(4, 2, 1));
        byte[] batches = Nodes.run(TO_BATCH, node(codes(DType.INT8, -7, 4, 2, 1), data, integers(2), edges(1, 0)),
                new byte[8], new byte[] {1, 2, 3, 4, 5, 6});
        assertThat(batches).containsExactly(-7, 2, -7, 5, 1, 3, 4, 6);
        byte[] back = Nodes.run(TO_SPACE, node(data, codes(DType.INT8, -7, 4, 2, 1), integers(2), edges(1, 0)),
                new byte[6], batches);
        assertThat(back).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void blocksOfTwoAxesGoRowByRow() {
        float[] batches = Nodes.run(TO_BATCH,
                node(real(4, 1, 2, 1), real(1, 2, 4, 1), integers(2, 2), edges(0, 0, 0, 0)), new float[8],
                new float[] {1, 2, 3, 4, 5, 6, 7, 8});
        assertThat(batches).containsExactly(1, 3, 2, 4, 5, 7, 6, 8);
    }

    @Test
    void blocksMustFit() {
        assertRefused("axis 1 of [1, 3, 1] with 0 elements of padding does not fall into blocks of 2", TO_BATCH,
                real(1, 3, 1), integers(2), edges(0, 0));
        assertRefused("a batch of 3 does not fall into blocks of 2", TO_SPACE, real(3, 3, 1), integers(2), edges(0, 0));
        assertRefused("extent", TO_SPACE, real(2, 2, 1), integers(2), edges(3, 2));
        assertRefused("a block's extent must be at least 1, not 0", TO_BATCH, real(1, 3, 1), integers(0), edges(0, 0));
        assertRefused("an edge must be at least 0, not -1", TO_BATCH, real(1, 3, 1), integers(1), edges(-1, 1));
        assertRefused("three or four axes", TO_BATCH, real(1, 3), integers(1), edges(0, 0));
        assertRefused("do not go with data", TO_BATCH, real(1, 3, 1), integers(1, 1), edges(0, 0));
        assertRefused("a batch of", TO_BATCH, real(70_000, 0, 1), integers(70_000), edges(0, 0));
        assertProblem("must have the same scale", () -> TO_BATCH.check(node(codes(DType.INT8, 1, 1, 2, 1),
                codes(DType.INT8, 2, 1, 2, 1), integers(1), edges(0, 0))));
    }

    @Test
    void squaresBecomeChannels() {
        var toDepth = new Depth(true, 2);
        var toSpace = new Depth(false, 2);
        float[] image = {1, 2, 3, 4, 5, 6, 7, 8};
        float[] channels = Nodes.run(toDepth, node(real(1, 1, 2, 4), real(1, 2, 4, 1)), new float[8], image);
        assertThat(channels).containsExactly(1, 2, 5, 6, 3, 4, 7, 8);
        assertThat(Nodes.run(toSpace, node(real(1, 2, 4, 1), real(1, 1, 2, 4)), new float[8], channels))
                .containsExactly(image);
        assertRefused("do not fall into blocks of 2 by 2", toDepth, real(1, 3, 2, 1));
        assertRefused("do not fall into blocks of 2 by 2", toSpace, real(1, 3, 2, 6));
        assertProblem("must be at least 1, not 0", () -> new Depth(true, 0));
    }
}

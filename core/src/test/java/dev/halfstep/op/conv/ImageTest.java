package dev.halfstep.op.conv;

import static dev.halfstep.op.Nodes.assertProblem;
import static dev.halfstep.op.Nodes.assertRefused;
import static dev.halfstep.op.Nodes.integers;
import static dev.halfstep.op.Nodes.node;
import static dev.halfstep.op.Nodes.real;
import static dev.halfstep.op.Nodes.shape;
import static dev.halfstep.op.Tensors.codes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.op.Activation;
import dev.halfstep.op.Nodes;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import org.junit.jupiter.api.Test;

/** Ops that make images larger: RESIZE_BILINEAR, RESIZE_NEAREST_NEIGHBOR, TRANSPOSE_CONV. */
class ImageTest {

    private static final float[] ROW = {0, 3, 6};

    private static float[] widened(Resize op, int width) {
        return Nodes.run(op, node(real(1, 1, width, 1), real(1, 1, 3, 1), integers(1, width)), new float[width], ROW);
    }

    @Test
    void elementsLieBetweenOthers() {
        assertThat(widened(new Resize(true, false, false), 6)).containsExactly(0, 1.5f, 3, 4.5f, 6, 6);
        assertThat(widened(new Resize(true, true, false), 5)).containsExactly(0, 1.5f, 3, 4.5f, 6);
        assertThat(widened(new Resize(true, false, true), 6)).containsExactly(0, 0.75f, 2.25f, 3.75f, 5.25f, 6);
    }

    @Test
    void elementsAreThoseNearby() {
        assertThat(widened(new Resize(false, false, false), 6)).containsExactly(0, 0, 3, 3, 6, 6);
        assertThat(widened(new Resize(false, true, false), 4)).containsExactly(0, 3, 3, 6);
        assertThat(widened(new Resize(false, false, true), 2)).containsExactly(0, 6);
    }

    /** -1 is halfway between -2 and 1, less half a step: away from zero. */
    @Test
    void halvesOfCodesGoAwayFromZero() {
        var from = codes(DType.INT8, 5, 1, 1, 2, 1);
        var to = codes(DType.INT8, 5, 1, 1, 3, 1);
        assertThat(Nodes.run(new Resize(true, true, false), node(to, from, integers(1, 3)), new byte[3],
                new byte[] {-2, 1})).containsExactly(-2, -1, 1);
        assertProblem("must have the same scale", () -> new Resize(true, false, false)
                .check(node(to, codes(DType.INT8, 4, 1, 1, 2, 1), integers(1, 3))));
    }

    @Test
    void imagesHaveElements() {
        assertThat(shape(new Resize(true, false, false), real(2, 3, 4, 5), integers(7, 1)))
                .isEqualTo(Shape.of(2, 7, 1, 5));
        assertRefused("cannot get 0 rows and 2 columns", new Resize(false, false, false), real(1, 2, 2, 1),
                integers(0, 2));
        assertRefused("cannot get 1 rows and 2 columns", new Resize(false, false, false), real(1, 0, 2, 1),
                integers(1, 2));
        assertProblem("corners cannot stay", () -> new Resize(true, true, true));
    }

    private static Operands transposed(int width, TensorInfo data) {
        var weights = TensorInfo.constant("w", Tensor.of(Shape.of(1, 1, 3, 1), 1, 10, 100));
        return node(real(1, 1, width, 1), integers(1, 1, width, 1), weights, data);
    }

    /** The filter is added at every second place; with SAME its middle is cut to six places. */
    @Test
    void eachElementAddsTheFilter() {
        var valid = new TransposeConv(Padding.VALID, 1, 2, Activation.NONE);
        var same = new TransposeConv(Padding.SAME, 1, 2, Activation.NONE);
        float[] data = {1, 2, 3};
        assertThat(Nodes.run(valid, transposed(7, real(1, 1, 3, 1)), new float[7], new int[4], new float[3], data))
                .containsExactly(1, 10, 102, 20, 203, 30, 300);
        assertThat(Nodes.run(same, transposed(6, real(1, 1, 3, 1)), new float[6], new int[4], new float[3], data))
                .containsExactly(1, 10, 102, 20, 203, 30);
        assertProblem("strides may be 32767 at most",
                () -> new TransposeConv(Padding.SAME, 1, Integer.MAX_VALUE, Activation.NONE));
        assertProblem("do not give a result of shape [1, 1, 7, 1]",
                () -> valid.outputShapes(transposed(7, real(2, 1, 3, 1))));
    }
}

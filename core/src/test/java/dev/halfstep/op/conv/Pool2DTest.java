package dev.halfstep.op.conv;

import static dev.halfstep.op.Tensors.assertCheckRefuses;
import static dev.halfstep.op.Tensors.assertShapesRefused;
import static dev.halfstep.op.Tensors.codes;
import static dev.halfstep.op.Tensors.operands;
import static dev.halfstep.op.Tensors.plain;
import static dev.halfstep.op.Tensors.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.kernel.Binder;
import dev.halfstep.kernel.Buffers;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.Tensors;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import org.junit.jupiter.api.Test;

class Pool2DTest {

    private static Op pool(Padding padding, int stride, int extent) {
        return new Pool2D(Pool2D.Kind.AVERAGE, padding, stride, stride, extent, extent, Activation.NONE);
    }

    @Test
    void shapes() {
        Shape data = Shape.of(2, 7, 5, 3);
        assertThat(shape(pool(Padding.VALID, 2, 2), data)).isEqualTo(Shape.of(2, 3, 2, 3));
        assertThat(shape(pool(Padding.SAME, 2, 2), data)).isEqualTo(Shape.of(2, 4, 3, 3));
        assertThat(shape(pool(Padding.SAME, 1, Integer.MAX_VALUE), data)).isEqualTo(data);
        assertShapesRefused(pool(Padding.VALID, 1, 9), "a window of 9 places does not go over an image of 7", data);
        assertShapesRefused(pool(Padding.VALID, 1, 1), "must have four axes", Shape.of(2, 7, 5));
        assertShapesRefused(pool(Padding.SAME, 1, 1), "an image of extent 0", Shape.of(2, 0, 5, 1));
    }

    @Test
    void aWindowAsLargeAsAnInteger() {
        Op op = pool(Padding.SAME, 1, Integer.MAX_VALUE);
        float[] in = {1, 2, 3, 6};
        var out = new float[4];
        Binder.bind(op.lower(Tensors.floats(Shape.of(1, 2, 2, 1))), new Buffers(new Object[] {in}, new Object[] {out}))
                .run();
        assertThat(out).containsOnly(3);
    }

    @Test
    void extentsAreAtLeastOne() {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> pool(Padding.SAME, 1, 0))
                .withMessage("the window's extents must be at least 1, not 0 and 0.");
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> pool(Padding.SAME, 0, 1))
                .withMessage("strides must be at least 1, not 0 and 0.");
    }

    @Test
    void inputAndOutputHaveTheSameScale() {
        Op op = pool(Padding.SAME, 1, 1);
        op.check(operands(codes(DType.INT8, 1, 1), codes(DType.INT8, 1, 1)));
        assertCheckRefuses(op, "its input has scale 0.5, zero point 2, its output scale 0.5, zero point 1; they must be"
                + " the same", codes(DType.INT8, 1, 1), codes(DType.INT8, 2, 1));
        assertCheckRefuses(op, "is not that of the data, int8", codes(DType.INT16, 0, 1), codes(DType.INT8, 1, 1));
        assertCheckRefuses(op, "has no scale of its own", codes(DType.INT8, 0, 1), plain(DType.INT8, 1));
    }
}

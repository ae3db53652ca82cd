package dev.halfstep.op.dense;

import static dev.halfstep.op.Tensors.assertCheckRefuses;
import static dev.halfstep.op.Tensors.assertShapesRefused;
import static dev.halfstep.op.Tensors.codes;
import static dev.halfstep.op.Tensors.floats;
import static dev.halfstep.op.Tensors.operands;
import static dev.halfstep.op.Tensors.perChannel;
import static dev.halfstep.op.Tensors.plain;
import static dev.halfstep.op.Tensors.shape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.kernel.Binder;
import dev.halfstep.kernel.Buffers;
import dev.halfstep.op.Op;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import org.junit.jupiter.api.Test;

class BatchMatMulTest {

    private static final Op PLAIN = new BatchMatMul(false, false, false);
    private static final Op BOTH = new BatchMatMul(true, true, false);

    @Test
    void shapes() {
        assertThat(shape(PLAIN, Shape.of(2, 3), Shape.of(3, 4))).isEqualTo(Shape.of(2, 4));
        assertThat(shape(BOTH, Shape.of(3, 2), Shape.of(4, 3))).isEqualTo(Shape.of(2, 4));
        assertThat(shape(PLAIN, Shape.of(5, 1, 2, 3), Shape.of(7, 3, 4))).isEqualTo(Shape.of(5, 7, 2, 4));
        assertThat(shape(PLAIN, Shape.of(5, 2, 0), Shape.of(0, 4))).isEqualTo(Shape.of(5, 2, 4));
        assertShapesRefused(PLAIN, "factors of shape [2, 3] and [4, 3] do not go together", Shape.of(2, 3),
                Shape.of(4, 3));
        assertShapesRefused(BOTH, "factors of shape [2, 3], transposed, and [4, 3], transposed, do not", Shape.of(2, 3),
                Shape.of(4, 3));
        assertShapesRefused(PLAIN, "do not go together", Shape.of(2, 2, 3), Shape.of(3, 3, 4));
        assertShapesRefused(PLAIN, "must have 2 to 5 axes each", Shape.of(3), Shape.of(3, 4));
        assertShapesRefused(PLAIN, "must have 2 to 5 axes each", Shape.of(1, 1, 1, 1, 1, 3), Shape.of(3, 4));
    }

    @Test
    void aProductWithoutDepthIsZero() {
        float[] out = {1, 2};
        Binder.bind(PLAIN.lower(floats(Shape.of(1, 0), Shape.of(0, 2))),
                new Buffers(new Object[] {new float[0], new float[0]}, new Object[] {out})).run();
        assertThat(out).containsOnly(0);
    }

    @Test
    void batchesWithoutColumnsTakeNoTime() {
        Binder.bind(PLAIN.lower(floats(Shape.of(1 << 20, 1 << 10, 1, 0), Shape.of(0, 0))),
                new Buffers(new Object[] {new float[0], new float[0]}, new Object[] {new float[0]})).run();
    }

    @Test
    void typesMustGoTogether() {
        TensorInfo x = codes(DType.INT8, 1, 2, 3);
        PLAIN.check(operands(x, x, x));
        PLAIN.check(operands(plain(DType.INT32), x, x));
        assertCheckRefuses(PLAIN, "int8 times int16 to int8 is not supported", x, x, codes(DType.INT16, 0, 3, 4));
        assertCheckRefuses(PLAIN, "has no scale of its own", x, x, plain(DType.INT8, 3, 4));
        assertCheckRefuses(PLAIN, "is int16 with a zero point other than 0", codes(DType.INT16, 0, 1),
                codes(DType.INT16, 1, 2, 3), codes(DType.INT16, 0, 3, 4));
        TensorInfo values = plain(DType.FLOAT32, 2, 3);
        PLAIN.check(operands(values, values, perChannel(DType.INT8, 4, 1, 3, 4)));
        assertCheckRefuses(PLAIN, "has neither one scale nor one for each column", values, values,
                perChannel(DType.INT8, 3, 0, 3, 4));
        assertCheckRefuses(PLAIN, "has no scale", values, values, plain(DType.INT8, 3, 4));
        assertCheckRefuses(PLAIN, "has neither one scale", values, values, perChannel(DType.INT8, 3, 0));
    }

    @Test
    void rowsTimesConstantsAreSamples() {
        TensorInfo weights = TensorInfo.constant("w", Tensor.of(Shape.of(3, 3), new float[9]));
        TensorInfo rows = TensorInfo.real("x", Shape.of(3, 3));
        assertThat(PLAIN.mixesSamples(operands(rows, rows, weights))).isFalse();
        assertThat(BOTH.mixesSamples(operands(rows, rows, weights))).isTrue();
        assertThat(PLAIN.mixesSamples(operands(rows, weights, rows))).isTrue();
        TensorInfo batches = TensorInfo.real("x", Shape.of(2, 3, 3));
        assertThat(BOTH.mixesSamples(operands(batches, batches, batches))).isFalse();
        assertThat(PLAIN.mixesSamples(operands(batches, rows, batches))).isTrue();
    }
}

package dev.halfstep.op.reduce;

import static dev.halfstep.op.Nodes.assertProblem;
import static dev.halfstep.op.Nodes.assertRefused;
import static dev.halfstep.op.Nodes.int8;
import static dev.halfstep.op.Nodes.integers;
import static dev.halfstep.op.Nodes.node;
import static dev.halfstep.op.Nodes.real;
import static dev.halfstep.op.Nodes.shape;
import static dev.halfstep.op.Tensors.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.kernel.Binder;
import dev.halfstep.kernel.Buffers;
import dev.halfstep.op.Nodes;
import dev.halfstep.op.reduce.Reduce.Kind;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReduceTest {

    private static final Reduce MEAN = new Reduce(Kind.MEAN, false);

    @Test
    void axesGoOrStayWithExtentOne() {
        assertThat(shape(MEAN, real(2, 3, 4), integers(1, -2))).isEqualTo(Shape.of(2, 4));
        assertThat(shape(new Reduce(Kind.MEAN, true), real(2, 3, 4), integers(0, 2))).isEqualTo(Shape.of(1, 3, 1));
        assertThat(shape(MEAN, real(2, 3), integers())).isEqualTo(Shape.of(2, 3));
        assertRefused("there is no axis 3 among 3", MEAN, real(2, 3, 4), integers(3));
        assertRefused("there is no axis 0 among 0", MEAN, real(), integers(0));
    }

    @Test
    void scalesAreThere() {
        assertProblem("must have the same scale", () -> new Reduce(Kind.MAX, false)
                .check(node(int8(1), int8(2, 3), integers(0))));
        var plain = new TensorInfo("plain", DType.INT8, Shape.of(3), Shape.of(3), Optional.empty(),
                Optional.empty());
        assertProblem("'plain' has no scale of its own", () -> MEAN.check(node(int8(1), plain, integers(0))));
    }

    @Test
    void scalesTooFarApart() {
        assertProblem("too far apart",
                () -> run(new Reduce(Kind.SUM, false), DType.INT8, 1e30f, 1e-30f, new byte[3], 0));
        assertProblem("too far apart", () -> run(new Reduce(Kind.PROD, false), DType.INT8, 1e30f, 1, new byte[3], 0));
    }

    @Test
    void truthsAreAnyOrAll() {
        byte[] truths = {0, 1, 1, 1, 0, 0};
        assertThat(truths(Kind.ANY, truths)).containsExactly(1, 1, 0);
        assertThat(truths(Kind.ALL, truths)).containsExactly(0, 1, 0);
    }

    private static byte[] truths(Kind kind, byte[] in) {
        int rows = in.length / 2;
        return Nodes.run(new Reduce(kind, false),
                node(plain(DType.BOOL, rows), plain(DType.BOOL, rows, 2), integers(1)), new byte[rows], in);
    }

    /** A mean of nothing is not a number; a sum is 0. */
    @Test
    void ofNothing() {
        assertThat(floats(Kind.MEAN)).isNaN();
        assertThat(floats(Kind.SUM)).isZero();
        assertThat(floats(Kind.PROD)).isEqualTo(1);
        assertThat(floats(Kind.MAX)).isEqualTo(-Float.MAX_VALUE);
    }

    private static float floats(Kind kind) {
        var out = new float[1];
        Binder.bind(new Reduce(kind, false).lower(node(real(), real(0), integers(0))),
                new Buffers(new Object[] {new float[0], new int[1]}, new Object[] {out})).run();
        return out[0];
    }

    /** TFLite's reference kernel reads int8 as uint8, so that it cannot judge: int8 must be uint8 moved by 128. */
    @Test
    void sumsOfInt8AreThoseOfUint8() {
        var random = new Random(3);
        var sum = new Reduce(Kind.SUM, false);
        for (int i = 0; i < 200; i++) {
            var codes = new byte[7];
            random.nextBytes(codes);
            var moved = codes.clone();
            for (int k = 0; k < moved.length; k++) {
                moved[k] ^= (byte) 0x80;
            }
            float from = random.nextFloat(0.01f, 1);
            float to = random.nextFloat(0.01f, 1);
            assertThat(run(sum, DType.INT8, from, to, moved, 0) ^ (byte) 0x80)
                    .isEqualTo(run(sum, DType.UINT8, from, to, codes, 128));
        }
    }

    private static byte run(Reduce op, DType dtype, float from, float to, byte[] codes, int zeroPoint) {
        var data = TensorInfo.codes("x", dtype, Shape.of(codes.length), Quantization.perTensor(from, zeroPoint));
        var output = TensorInfo.codes("y", dtype, Shape.of(), Quantization.perTensor(to, zeroPoint));
        var out = new byte[1];
        Binder.bind(op.lower(node(output, data, integers(0))),
                new Buffers(new Object[] {codes, new int[1]}, new Object[] {out})).run();
        return out[0];
    }
}

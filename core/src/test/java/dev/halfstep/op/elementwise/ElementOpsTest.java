package dev.halfstep.op.elementwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.kernel.Binder;
import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.Lowered;
import dev.halfstep.lower.LoweredElements.ByteTable;
import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.op.reduce.Cumsum;
import dev.halfstep.op.reduce.RowOps.L2Normalization;
import dev.halfstep.op.reduce.RowOps.LogSoftmax;
import dev.halfstep.op.reduce.RowOps.Softmax;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Shapes and refusals of the ops that work on each element; the results have TensorFlow Lite as judge. */
class ElementOpsTest {

    private static final Op ADD = Kind.ADD.with(Activation.NONE);
    private static final Quantization FINE = Quantization.perTensor(0.01f, 0);
    private static final Quantization TINY = Quantization.perTensor(1e-30f, 0);
    private static final Quantization HUGE = Quantization.perTensor(1e30f, 0);
    private static final Quantization CHANNELS = Quantization.perChannel(new float[] {1, 2}, new long[] {0, 0}, 0);

    @Test
    void shapesAreBroadcast() {
        assertThat(shape(Shape.of(2, 3), Shape.of(2, 3))).isEqualTo(Shape.of(2, 3));
        assertThat(shape(Shape.of(5, 1, 3), Shape.of(4, 1))).isEqualTo(Shape.of(5, 4, 3));
        assertThat(shape(Shape.of(), Shape.of(7))).isEqualTo(Shape.of(7));
        assertThat(shape(Shape.of(0, 3), Shape.of(1, 1))).isEqualTo(Shape.of(0, 3));
        assertRefused("[2, 3] and [2]", () -> shape(Shape.of(2, 3), Shape.of(2)));
        assertRefused("[2] and [0]", () -> shape(Shape.of(2), Shape.of(0)));
    }

    private static Shape shape(Shape left, Shape right) {
        return ADD.outputShapes(operands(real(left), real(right))).getFirst();
    }

    @Test
    void slopesAreBroadcastToData() {
        assertThat(new Prelu().outputShapes(operands(real(Shape.of(2, 3)), real(Shape.of(3)))))
                .containsExactly(Shape.of(2, 3));
        assertRefused("slopes of shape [2, 3] cannot be broadcast to data of shape [3]",
                () -> new Prelu().outputShapes(operands(real(Shape.of(3)), real(Shape.of(2, 3)))));
    }

    @Test
    void typesAndScalesMustGoTogether() {
        TensorInfo real = real(Shape.of(2));
        TensorInfo int8 = tensor(DType.INT8, FINE);
        assertThatCode(() -> ADD.check(operands(int8, int8, int8))).doesNotThrowAnyException();
        assertRefused("of type float32 and 'x' of type int8 do not go together",
                () -> ADD.check(operands(real, int8, real)));
        assertRefused("do not go together", () -> ADD.check(operands(int8, int8, real)));
        assertRefused("has no scale of its own", () -> ADD.check(operands(int8, tensor(DType.INT8, null), int8)));
        assertRefused("has no scale of its own", () -> ADD.check(operands(int8, tensor(DType.INT8, CHANNELS), int8)));
        TensorInfo shifted = tensor(DType.INT16, Quantization.perTensor(1, 3));
        assertRefused("int16 with a zero point other than 0", () -> ADD.check(operands(shifted, shifted, shifted)));
    }

    @Test
    void scalesFarApartAreRefused() {
        assertUnprepared(ADD, FINE, FINE, TINY);
        assertUnprepared(ADD, HUGE, HUGE, TINY);
        assertUnprepared(Kind.SUB.with(Activation.NONE), FINE, HUGE, FINE);
        assertUnprepared(Kind.MUL.with(Activation.RELU), HUGE, HUGE, FINE);
        assertUnprepared(Kind.DIV.with(Activation.NONE), FINE, TINY, TINY);
        assertUnprepared(BinaryFunction.SQUARED_DIFFERENCE, HUGE, HUGE, FINE);
        assertUnprepared(Relu.RELU, FINE, FINE, TINY);
        assertUnprepared(new LeakyRelu(Float.NaN), FINE, FINE, FINE);
        assertUnprepared(UnaryFunction.HARD_SWISH, HUGE, HUGE, TINY);
        assertUnprepared(UnaryFunction.RSQRT, TINY, TINY, TINY);
    }

    private static void assertUnprepared(Op op, Quantization left, Quantization right, Quantization output) {
        TensorInfo[] tensors = op.type().minInputs() == 2
                ? new TensorInfo[] {tensor(DType.INT8, left), tensor(DType.INT8, right), tensor(DType.INT8, output)}
                : new TensorInfo[] {tensor(DType.INT8, left), tensor(DType.INT8, output)};
        Operands operands = operands(op.type().minInputs(), tensors);
        op.check(operands);
        assertRefused("scale", () -> op.lower(operands));
    }

    @Test
    void fixedOutputsAreAskedFor() {
        TensorInfo int8 = tensor(DType.INT8, FINE);
        TensorInfo int16 = tensor(DType.INT16, FINE);
        assertRefused("the output of LOGISTIC has the scale 0.01, not 0.00390625",
                () -> UnaryFunction.LOGISTIC.check(operands(1, int8, int8)));
        assertRefused("the int16 output of TANH has the scale 0.01",
                () -> UnaryFunction.TANH.check(operands(1, int16, int16)));
        assertRefused("the output of SOFTMAX has scale 0.01, zero point 0, not scale 0.00390625, zero point -128",
                () -> new Softmax(1).check(operands(1, int8, int8)));
        assertRefused("a beta of -1.0", () -> new Softmax(-1).check(operands(1, int8,
                tensor(DType.INT8, QuantizationRule.SHARES_INT8))));
        assertRefused("the output of L2_NORMALIZATION has scale 0.01",
                () -> new L2Normalization().check(operands(1, int8, int8)));
    }

    @Test
    void rowsNeedAnAxis() {
        for (Op op : List.of(new Softmax(1), new LogSoftmax(), new L2Normalization())) {
            assertRefused("needs an axis", () -> op.outputShapes(operands(1, real(Shape.of()), real(Shape.of()))));
            assertThat(op.mixesSamples(operands(1, real(Shape.of(3)), real(Shape.of(3))))).isTrue();
            assertThat(op.mixesSamples(operands(1, real(Shape.of(3, 2)), real(Shape.of(3, 2))))).isFalse();
        }
    }

    @Test
    void axesMustExist() {
        var cumsum = new Cumsum(false, false);
        assertThat(cumsum.outputShapes(operands(real(Shape.of(2, 3)), axis(-2)))).containsExactly(Shape.of(2, 3));
        assertRefused("there is no axis 2 in the shape [2, 3]",
                () -> cumsum.outputShapes(operands(real(Shape.of(2, 3)), axis(2))));
        assertRefused("there is no axis -2147483648",
                () -> cumsum.outputShapes(operands(real(Shape.of(2, 3)), axis(Integer.MIN_VALUE))));
        assertRefused("must be a constant", () -> cumsum.check(operands(real(Shape.of(2)), tensor(DType.INT32, null),
                real(Shape.of(2)))));
    }

    @Test
    void zeroDivisorsAreRefusedWhenTheyCome() {
        TensorInfo int32 = tensor(DType.INT32, null);
        Step step = Binder.bind(Kind.DIV.with(Activation.NONE).lower(operands(int32, int32, int32)),
                new Buffers(new Object[] {new int[2], new int[2]}, new Object[] {new int[2]}));
        assertRefused("division by zero", step::run);
    }

    @Test
    void recordsSayHowTheyRound() {
        TensorInfo int8 = tensor(DType.INT8, FINE);
        TensorInfo int16 = tensor(DType.INT16, FINE);
        TensorInfo int32 = tensor(DType.INT32, null);
        assertThat(UnaryFunction.LOGISTIC.lower(operands(1, int8, tensor(DType.INT8, QuantizationRule.SHARES_INT8))))
                .isInstanceOfSatisfying(ByteTable.class, table -> assertThat(table.table()[0]).isZero())
                .extracting(Lowered::rounding).isEqualTo(Rounding.TABLE);
        assertThat(UnaryFunction.HARD_SWISH.lower(operands(1, int8, int8)).rounding())
                .isEqualTo(Rounding.FIXED_POINT_16);
        assertThat(Relu.RELU.lower(operands(1, int16, int16)).rounding()).isEqualTo(Rounding.FIXED_POINT);
        assertThat(UnaryFunction.SQRT.lower(operands(1, int8, int8)).rounding()).isEqualTo(Rounding.TRUNCATION);
        assertThat(UnaryFunction.NEG.lower(operands(1, int32, int32)).rounding()).isEqualTo(Rounding.NONE);
        assertThat(ADD.lower(operands(int8, int8, int8)).rounding()).isEqualTo(Rounding.FIXED_POINT);
        TensorInfo power = tensor(DType.INT16, Quantization.perTensor(0x1p-8f, 0));
        assertThat(new Arithmetic(Kind.SUB, Activation.NONE, true).lower(operands(power, power, power)).rounding())
                .isEqualTo(Rounding.SHIFT);
        assertThat(BinaryFunction.FLOOR_DIV.lower(operands(int32, int32, int32)).rounding())
                .isEqualTo(Rounding.FLOOR);
    }

    @Test
    void versionsFollowTheType() {
        TensorInfo int16 = tensor(DType.INT16, FINE);
        assertThat(UnaryFunction.ABS.version(operands(1, int16, int16))).isEqualTo(3);
        assertThat(UnaryFunction.ABS.type().types()).containsExactlyInAnyOrder(DType.FLOAT32, DType.INT8, DType.INT16);
        assertThat(UnaryFunction.ABS.type().release(3)).isEqualTo("2.5.0");
        assertThat(Kind.MUL.with(Activation.NONE).version(operands(int16, int16, int16))).isEqualTo(4);
        TensorInfo plain = tensor(DType.INT16, null);
        assertThat(Kind.MUL.with(Activation.NONE).version(operands(plain, plain, plain))).isEqualTo(7);
    }

    @Test
    void nothingTakesNoTime() {
        Shape nothing = Shape.of(1 << 20, 0, 1 << 30);
        TensorInfo empty = real(nothing);
        var buffers = new Buffers(new Object[] {new float[0], new float[0]}, new Object[] {new float[0]});
        Binder.bind(ADD.lower(operands(empty, empty, empty)), buffers).run();
        Binder.bind(new Cumsum(false, false).lower(operands(empty, axis(1), empty)),
                new Buffers(new Object[] {new float[0], new int[1]}, new Object[] {new float[0]})).run();
    }

    private static TensorInfo real(Shape shape) {
        return TensorInfo.real("x", shape);
    }

    private static TensorInfo tensor(DType dtype, @Nullable Quantization quantization) {
        Shape shape = Shape.of(2);
        return new TensorInfo("x", dtype, shape, shape, Optional.ofNullable(quantization), Optional.empty());
    }

    private static TensorInfo axis(int axis) {
        return TensorInfo.constant("axis", Codes.int32(Shape.of(), new int[] {axis}, null));
    }

    private static Operands operands(TensorInfo... tensors) {
        return operands(2, tensors);
    }

    private static Operands operands(int inputs, TensorInfo... tensors) {
        List<TensorInfo> all = List.of(tensors);
        return new Operands(new ArrayList<>(all.subList(0, inputs)), all.subList(inputs, all.size()));
    }

    private static void assertRefused(String what, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(Problem.class).isThrownBy(call).withMessageContaining(what);
    }
}

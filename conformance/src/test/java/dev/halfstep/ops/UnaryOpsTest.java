package dev.halfstep.ops;

import dev.halfstep.judge.Resolver;
import dev.halfstep.op.Op;
import dev.halfstep.op.elementwise.Gelu;
import dev.halfstep.op.elementwise.LeakyRelu;
import dev.halfstep.op.elementwise.Prelu;
import dev.halfstep.op.elementwise.Relu;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.reduce.Cumsum;
import dev.halfstep.op.reduce.RowOps.L2Normalization;
import dev.halfstep.op.reduce.RowOps.LogSoftmax;
import dev.halfstep.op.reduce.RowOps.Softmax;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ops on each element of one tensor against TensorFlow Lite's reference kernels. */
class UnaryOpsTest {

    private static final int CASES = 60;
    private static final Set<String> ROWS = Set.of("SOFTMAX", "LOG_SOFTMAX", "L2_NORMALIZATION");
    private static final DType[] NARROW = {DType.FLOAT32, DType.INT8, DType.UINT8};
    private static final DType[] ALL = {DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16};
    private static final DType[] SIGNED = {DType.FLOAT32, DType.INT8, DType.INT16};

    /** What stands on both sides of an op. */
    private record Sides(@Nullable Quantization input, @Nullable Quantization output) {}

    /** Inputs from about -0.1 to 300, outputs likewise, whatever the type. */
    private static Sides own(Draws draws, DType dtype) {
        return new Sides(quantization(draws, dtype), quantization(draws, dtype));
    }

    private static @Nullable Quantization quantization(Draws draws, DType dtype) {
        double low = dtype == DType.INT16 ? 1e-5 : 1e-3;
        return draws.quantization(dtype, low, low * 1000);
    }

    /** The output's codes are given. */
    private static BiFunction<Draws, DType, Sides> fixed(float byteScale, long int8Zero, long uint8Zero) {
        return (draws, dtype) -> new Sides(quantization(draws, dtype), switch (dtype) {
            case INT8 -> Quantization.perTensor(byteScale, int8Zero);
            case UINT8 -> Quantization.perTensor(byteScale, uint8Zero);
            case INT16 -> Quantization.perTensor(1f / 32_768, 0);
            case FLOAT32, FLOAT16, INT4, INT32, INT64, BOOL -> null;
        });
    }

    private static void judge(long seed, DType[] types, Function<Draws, Op> op,
            BiFunction<Draws, DType, Sides> sides, UnaryOperator<Value> contents) {
        var draws = new Draws(seed);
        var cases = new ArrayList<OpCase>();
        String name = op.apply(draws).name();
        for (DType dtype : types) {
            for (int i = 0; i < CASES; i++) {
                Op one = op.apply(draws);
                Sides scales = sides.apply(draws, dtype);
                Shape shape = ROWS.contains(one.name()) ? draws.shape(1, 4) : draws.shape(0, Draws.MAX_RANK);
                cases.add(new OpCase.Builder(draws.random())
                        .input(contents.apply(draws.value(dtype, shape, scales.input)))
                        .build(one + " " + dtype + shape + " " + scales, one, dtype, scales.output));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder(name.toLowerCase(java.util.Locale.ROOT)));
    }

    private static void judge(long seed, DType[] types, Op op) {
        judge(seed, types, draws -> op, UnaryOpsTest::own, UnaryOperator.identity());
    }

    @Test
    void rectifiers() {
        judge(1, ALL, Relu.RELU);
        judge(2, ALL, Relu.RELU6);
        judge(3, NARROW, Relu.RELU_N1_TO_1);
        judge(4, NARROW, Relu.RELU_0_TO_1);
    }

    @Test
    void leakyRectifiers() {
        judge(5, ALL, draws -> new LeakyRelu(draws.scale(1e-3, 2)), UnaryOpsTest::own, UnaryOperator.identity());
        judge(6, ALL, draws -> new LeakyRelu(-draws.scale(1e-3, 2)), UnaryOpsTest::own, UnaryOperator.identity());
        judge(7, ALL, new LeakyRelu(0));
    }

    @Test
    void slopes() {
        var draws = new Draws(8);
        var cases = new ArrayList<OpCase>();
        for (DType dtype : ALL) {
            DType slopeType = dtype == DType.INT16 ? DType.INT8 : dtype;
            for (int i = 0; i < CASES; i++) {
                Sides scales = own(draws, dtype);
                Quantization slopeScale = draws.quantization(slopeType, 1e-3, 0.1);
                // TensorFlow Lite broadcasts no more than four axes here.
                Shape shape = draws.shape(0, 4);
                Shape slopes = draws.narrowed(shape, !draws.chance(3));
                cases.add(new OpCase.Builder(draws.random()).input(draws.value(dtype, shape, scales.input))
                        .constant(draws.value(slopeType, slopes, slopeScale))
                        .build("PRELU " + dtype + shape + slopes + scales + slopeScale, new Prelu(), dtype,
                                scales.output));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("prelu"));
    }

    @Test
    void gaussianUnits() {
        judge(9, ALL, new Gelu(false));
        judge(10, ALL, new Gelu(true));
    }

    @Test
    void hardSwish() {
        judge(11, NARROW, draws -> UnaryFunction.HARD_SWISH, (draws, dtype) -> {
            Quantization input = draws.quantization(dtype, 1e-4, 1);
            Quantization output = input == null ? null
                    : Quantization.perTensor(input.scale() * draws.scale(0.01, 10), draws.zeroPoint(dtype));
            return new Sides(input, output);
        }, UnaryOperator.identity());
    }

    @Test
    void sigmoids() {
        judge(12, ALL, draws -> UnaryFunction.LOGISTIC, fixed(1f / 256, -128, 0), UnaryOperator.identity());
        judge(13, new DType[] {DType.INT16}, draws -> UnaryFunction.LOGISTIC, UnaryOpsTest::powersOfTwo,
                UnaryOperator.identity());
        judge(14, ALL, draws -> UnaryFunction.TANH, fixed(1f / 128, 0, 128), UnaryOperator.identity());
        judge(15, new DType[] {DType.INT16}, draws -> UnaryFunction.TANH, UnaryOpsTest::powersOfTwo,
                UnaryOperator.identity());
        judge(16, new DType[] {DType.INT8, DType.UINT8}, UnaryFunction.TANH);
    }

    private static Sides powersOfTwo(Draws draws, DType dtype) {
        return new Sides(Quantization.perTensor((float) Math.scalb(1.0, draws.random().nextInt(-15, -9)), 0),
                Quantization.perTensor(1f / 32_768, 0));
    }

    @Test
    void softmax() {
        judge(17, ALL, draws -> new Softmax(1), fixed(1f / 256, -128, 0), UnaryOperator.identity());
        judge(18, ALL, draws -> new Softmax(draws.scale(0.1, 10)), fixed(1f / 256, -128, 0),
                UnaryOperator.identity());
        var draws = new Draws(19);
        var cases = new ArrayList<OpCase>();
        for (DType dtype : List.of(DType.INT8, DType.UINT8)) {
            for (int i = 0; i < CASES; i++) {
                var softmax = new Softmax(draws.scale(0.1, 10));
                Quantization input = draws.quantization(dtype, 1e-3, 1);
                Shape shape = draws.shape(1, 4);
                cases.add(new OpCase.Builder(draws.random()).input(draws.value(dtype, shape, input))
                        .build(softmax + " to int16 " + dtype + shape + input, softmax, DType.INT16,
                                Quantization.perTensor(1f / 65_536, 0)));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("softmax-wide"));
    }

    @Test
    void alongTheLastAxis() {
        judge(32, NARROW, draws -> new LogSoftmax(), fixed(1f / 16, 127, 255), UnaryOperator.identity());
        judge(33, NARROW, draws -> new L2Normalization(), fixed(1f / 128, 0, 128), UnaryOperator.identity());
    }

    @Test
    void exponentials() {
        judge(20, SIGNED, UnaryFunction.EXP);
        judge(21, SIGNED, draws -> UnaryFunction.LOG, UnaryOpsTest::own, UnaryOpsTest::positive);
        judge(22, new DType[] {DType.INT8, DType.INT16}, UnaryFunction.LOG);
    }

    /** Floats without sign, and without zeros. */
    private static Value positive(Value value) {
        if (!(value instanceof Tensor real)) {
            return value;
        }
        float[] values = real.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.abs(values[i]) + 1e-3f;
        }
        return Tensor.of(real.shape(), values);
    }

    @Test
    void roots() {
        judge(23, SIGNED, draws -> UnaryFunction.SQRT, UnaryOpsTest::own, UnaryOpsTest::notNegative);
        judge(31, SIGNED, draws -> UnaryFunction.RSQRT, UnaryOpsTest::own, UnaryOpsTest::notNegative);
    }

    /** Floats without sign, and codes that stand for such. */
    static Value notNegative(Value value) {
        if (!(value instanceof Codes codes)) {
            return positive(value);
        }
        Quantization quantization = codes.quantization().orElseThrow();
        var raised = new long[codes.shape().elements()];
        for (int i = 0; i < raised.length; i++) {
            raised[i] = Math.max(codes.rawCode(i), quantization.zeroPoint());
        }
        return Codes.of(codes.dtype(), codes.shape(), raised, quantization);
    }

    @Test
    void signs() {
        judge(24, SIGNED, UnaryFunction.ABS);
        judge(25, new DType[] {DType.INT8, DType.INT16}, draws -> UnaryFunction.ABS, (draws, dtype) -> {
            float scale = draws.scale(1e-3, 1);
            return new Sides(Quantization.perTensor(scale, draws.zeroPoint(dtype)),
                    Quantization.perTensor(scale, draws.zeroPoint(dtype)));
        }, UnaryOperator.identity());
        judge(27, new DType[] {DType.FLOAT32, DType.INT8, DType.INT16, DType.INT32, DType.INT64}, UnaryFunction.NEG);
        judge(28, new DType[] {DType.FLOAT32, DType.INT32}, UnaryFunction.SIGN);
    }

    /** TensorFlow Lite has these among its optimised kernels only. */
    @Test
    void withoutReferenceKernel() {
        var draws = new Draws(30);
        var cases = new ArrayList<OpCase>();
        for (Op op : List.of(UnaryFunction.ELU, UnaryFunction.CEIL, UnaryFunction.ROUND)) {
            for (DType dtype : op.type().types()) {
                for (int i = 0; i < CASES; i++) {
                    Sides scales = own(draws, dtype);
                    Shape shape = draws.shape(0, Draws.MAX_RANK);
                    cases.add(new OpCase.Builder(draws.random()).input(draws.value(dtype, shape, scales.input))
                            .build(op + " " + dtype + shape + " " + scales, op, dtype, scales.output));
                }
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("optimised"), Resolver.BUILTIN);
    }

    @Test
    void runningSums() {
        var draws = new Draws(34);
        var cases = new ArrayList<OpCase>();
        for (DType dtype : List.of(DType.FLOAT32, DType.INT32, DType.INT64)) {
            for (int i = 0; i < CASES; i++) {
                var cumsum = new Cumsum(draws.chance(2), draws.chance(2));
                Shape shape = draws.shape(1, Draws.MAX_RANK);
                int axis = draws.random().nextInt(-shape.rank(), shape.rank());
                cases.add(new OpCase.Builder(draws.random()).input(draws.value(dtype, shape, null)).integers(axis)
                        .build(cumsum + " " + dtype + shape + " along " + axis, cumsum, dtype, null));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("cumsum"));
    }

    @Test
    void floatFunctions() {
        DType[] floats = {DType.FLOAT32};
        for (UnaryFunction function : List.of(UnaryFunction.COS, UnaryFunction.FLOOR, UnaryFunction.SIN,
                UnaryFunction.SQUARE)) {
            judge(29, floats, function);
        }
    }
}

package dev.halfstep.ops;

import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.elementwise.Arithmetic;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.op.elementwise.BinaryFunction;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ops on the elements of two operands, with broadcasting, against TensorFlow Lite's reference kernels. */
class BinaryOpsTest {

    private static final int CASES = 60;
    private static final double LOW = 1e-3;

    /** Which scales and zero points the three tensors have, and what must not be on the right. */
    private record Tensors(@Nullable Quantization left, @Nullable Quantization right, @Nullable Quantization output) {}

    private static final Tensors NO_SCALES = new Tensors(null, null, null);
    private static final Set<String> DIVISIONS = Set.of("DIV", "FLOOR_DIV", "FLOOR_MOD");

    private static Tensors own(Draws draws, DType dtype) {
        return new Tensors(draws.quantization(dtype, LOW, 1), draws.quantization(dtype, LOW, 1),
                draws.quantization(dtype, LOW, 1));
    }

    /** Products have scales around the product of the inputs'. */
    private static Tensors product(Draws draws, DType dtype) {
        return new Tensors(draws.quantization(dtype, LOW, 1), draws.quantization(dtype, LOW, 1),
                draws.quantization(dtype, 1e-5, 1));
    }

    private static void judge(String name, long seed, List<DType> types, Function<Activation, Op> op,
            BiFunction<Draws, DType, Tensors> scales) {
        judge(name, seed, types, op, scales, Draws.MAX_RANK);
    }

    /**
     * Judges an op.
     *
     * @param maxRank the highest rank for which TensorFlow Lite broadcasts, 0 where it does not; beyond that it ends its process
     */
    private static void judge(String name, long seed, List<DType> types, Function<Activation, Op> op,
            BiFunction<Draws, DType, Tensors> scales, int maxRank) {
        var draws = new Draws(seed);
        var cases = new ArrayList<OpCase>();
        for (DType dtype : types) {
            for (int i = 0; i < CASES; i++) {
                cases.add(one(name, draws, dtype, op.apply(draws.of(Activation.values())), scales.apply(draws, dtype),
                        maxRank));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder(name));
    }

    private static OpCase one(String name, Draws draws, DType dtype, Op op, Tensors tensors,
            int maxRank) {
        Shape[] shapes = draws.pair(maxRank);
        Value left = draws.value(dtype, shapes[0], tensors.left);
        Value right = draws.value(dtype, shapes[1], tensors.right);
        if (DIVISIONS.contains(op.name())) {
            // TensorFlow Lite 2.21 takes the code 0 for a zero, and divides by what is one. It ends at -2^31 / -1, too.
            long zero = tensors.right == null ? 0 : tensors.right.zeroPoint();
            right = draws.without(right, tensors.right == null ? Set.of(0L, -1L) : new HashSet<>(List.of(zero, 0L)));
        }
        if (op == BinaryFunction.FLOOR_DIV && right instanceof Tensor real) {
            right = nonzero(real);
        }
        var builder = new OpCase.Builder(draws.random());
        int constant = draws.random().nextInt(4);
        if (constant == 0) {
            builder.constant(left).input(right);
        } else if (constant == 1) {
            builder.input(left).constant(right);
        } else {
            builder.input(left).input(right);
        }
        return builder.build(name + " " + op + " " + dtype + Arrays.toString(shapes) + " " + tensors, op, dtype,
                tensors.output);
    }

    private static Tensor nonzero(Tensor real) {
        float[] values = real.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] == 0 ? 1 : values[i];
        }
        return Tensor.of(real.shape(), values);
    }

    private static final List<DType> ALL =
            List.of(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16, DType.INT32, DType.INT64);

    @Test
    void sums() {
        judge("add", 1, ALL, Kind.ADD::with, BinaryOpsTest::own);
    }

    @Test
    void differences() {
        judge("sub", 2, ALL, Kind.SUB::with, BinaryOpsTest::own);
    }

    @Test
    void products() {
        judge("mul", 3, ALL, Kind.MUL::with, BinaryOpsTest::product);
    }

    @Test
    void quotients() {
        judge("div", 4, List.of(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16, DType.INT32), Kind.DIV::with,
                BinaryOpsTest::own, 5);
    }

    @Test
    void extrema() {
        judge("maximum", 5, ALL, activation -> BinaryFunction.MAXIMUM, BinaryOpsTest::own, 5);
        judge("minimum", 6, ALL, activation -> BinaryFunction.MINIMUM, BinaryOpsTest::own, 5);
    }

    @Test
    void squaredDifferences() {
        judge("squared", 7, List.of(DType.FLOAT32, DType.INT8, DType.INT32),
                activation -> BinaryFunction.SQUARED_DIFFERENCE,
                BinaryOpsTest::own, 4);
    }

    /** Among them some for which one input is shifted to the output's scale, and some for which none is. */
    @Test
    void powersOfTwo() {
        judge("power-add", 10, List.of(DType.INT16), activation -> new Arithmetic(Kind.ADD, activation, true),
                BinaryOpsTest::powersOfTwo, 0);
        judge("power-sub", 11, List.of(DType.INT16), activation -> new Arithmetic(Kind.SUB, activation, true),
                BinaryOpsTest::powersOfTwo);
    }

    private static Tensors powersOfTwo(Draws draws, DType dtype) {
        int output = draws.random().nextInt(-14, -3);
        int other = output - draws.random().nextInt(draws.chance(4) ? 1 : 14);
        boolean left = draws.chance(2);
        return new Tensors(powerOfTwo(left ? other : output), powerOfTwo(left ? output : other), powerOfTwo(output));
    }

    private static Quantization powerOfTwo(int exponent) {
        return Quantization.perTensor((float) Math.scalb(1.0, exponent), 0);
    }

    @Test
    void wholeQuotients() {
        judge("floor-div", 12, List.of(DType.FLOAT32, DType.INT8, DType.INT16, DType.INT32),
                activation -> BinaryFunction.FLOOR_DIV, (draws, dtype) -> NO_SCALES, 4);
        judge("floor-mod", 13, List.of(DType.FLOAT32, DType.INT8, DType.INT16, DType.INT32, DType.INT64),
                activation -> BinaryFunction.FLOOR_MOD, (draws, dtype) -> NO_SCALES, 4);
    }

    @Test
    void powers() {
        judge("pow", 14, List.of(DType.FLOAT32), activation -> BinaryFunction.POW, (draws, dtype) -> NO_SCALES, 4);
    }

    @Test
    void angles() {
        judge("atan2", 15, List.of(DType.FLOAT32), activation -> BinaryFunction.ATAN2, (draws, dtype) -> NO_SCALES, 0);
    }

    @Test
    void plainInt16() {
        judge("plain-add", 8, List.of(DType.INT16), Kind.ADD::with, (draws, dtype) -> NO_SCALES);
        judge("plain-mul", 9, List.of(DType.INT16), Kind.MUL::with, (draws, dtype) -> NO_SCALES);
    }
}

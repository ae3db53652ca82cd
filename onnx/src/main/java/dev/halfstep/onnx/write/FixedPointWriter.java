package dev.halfstep.onnx.write;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.onnx.write.graph.Constant;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** The arithmetic of {@link dev.halfstep.lower.rounding.FixedPoint} in operators on int64: the same integers come out. */
final class FixedPointWriter {

    private static final int FRACTION_BITS = 31;

    private final NodeScope scope;

    FixedPointWriter(NodeScope scope) {
        this.scope = scope;
    }

    private Ref integer(long value) {
        return scope.constant(Constant.scalar(value));
    }

    /** An integer of any type as one to compute with. */
    Ref wide(Ref codes) {
        return scope.cast(codes, DataType.INT64);
    }

    /** {@code x * multiplier * 2^(shift - 31)}, rounded twice: halves upwards, then halves away from zero. */
    Ref multiplied(Ref x, int multiplier, int shift) {
        return multiplied(x, Shape.of(), new int[] {multiplier}, new int[] {shift});
    }

    /**
     * The same with factors of each channel's own.
     *
     * @param shape of the factors, which are broadcast
     */
    Ref multiplied(Ref x, Shape shape, int[] multipliers, int[] shifts) {
        long[] left = Arrays.stream(shifts).mapToLong(shift -> 1L << Math.max(0, shift)).toArray();
        long[] right = Arrays.stream(shifts).mapToLong(shift -> 1L << Math.max(0, -shift)).toArray();
        long[] factors = Arrays.stream(multipliers).asLongStream().toArray();
        Ref shifted = Arrays.stream(left).allMatch(each -> each == 1) ? x
                : scope.op("Mul", x, scope.longs(shape, left));
        Ref product = scope.op("Add", scope.op("Mul", shifted, scope.longs(shape, factors)),
                integer(1L << (FRACTION_BITS - 1)));
        Ref high = floored(product, integer(1L << FRACTION_BITS));
        return Arrays.stream(right).allMatch(each -> each == 1) ? high
                : halvesAway(high, shape, right);
    }

    private Ref floored(Ref x, Ref divisor) {
        return scope.op("Div", scope.op("Sub", x, scope.op("Mod", x, divisor)), divisor);
    }

    /** {@code x} divided by powers of two, halves away from zero. */
    private Ref halvesAway(Ref x, Shape shape, long... powers) {
        Ref divisors = scope.longs(shape, powers);
        Ref rest = scope.op("Mod", x, divisors);
        Ref below = scope.op("Div", scope.op("Sub", x, rest), divisors);
        long[] halves = Arrays.stream(powers).map(power -> (power - 1) / 2).toArray();
        Ref negative = wide(scope.op("Less", x, integer(0)));
        Ref threshold = scope.op("Add", scope.longs(shape, halves), negative);
        return scope.op("Add", below, wide(scope.op("Greater", rest, threshold)));
    }

    /** Integers as codes of a type: moved by the zero point, held between two ends. */
    Ref codes(Ref x, long zeroPoint, long min, long max, DType dtype) {
        Ref moved = zeroPoint == 0 ? x : scope.op("Add", x, integer(zeroPoint));
        Ref held = scope.op("Clip", List.of(moved, integer(min), integer(max)));
        return scope.cast(held, Constant.type(dtype));
    }
}

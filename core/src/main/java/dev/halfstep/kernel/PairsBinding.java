package dev.halfstep.kernel;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.kernel.elementwise.Pairwise;
import dev.halfstep.kernel.elementwise.Pairwise.Row;
import dev.halfstep.lower.Comparison;
import dev.halfstep.lower.Comparison.OfCodes;
import dev.halfstep.lower.Comparison.OfIntegers;
import dev.halfstep.lower.Comparison.OfReals;
import dev.halfstep.lower.LoweredPairs;
import dev.halfstep.lower.LoweredPairs.Codes;
import dev.halfstep.lower.LoweredPairs.Compared;
import dev.halfstep.lower.LoweredPairs.IntegerPair;
import dev.halfstep.lower.LoweredPairs.Integers;
import dev.halfstep.lower.LoweredPairs.RealPair;
import dev.halfstep.lower.LoweredPairs.Reals;
import dev.halfstep.tensor.DType;

/** Functions of the elements of two tensors, bound to their arrays. */
final class PairsBinding {

    private static final int LEFT = 0;
    private static final int RIGHT = 1;

    private PairsBinding() {}

    static Step bind(LoweredPairs node, Buffers buffers) {
        Row row = switch (node) {
            case Reals reals -> Pairwise.floats(buffers.floatsIn(LEFT), buffers.floatsIn(RIGHT), buffers.floatsOut(),
                    formula(reals));
            case Integers integers -> row(integers, buffers);
            case Codes codes -> row(codes.left(), codes.right(), codes.function()::code, buffers);
            case Compared compared -> row(compared.comparison(), buffers);
        };
        return () -> Pairwise.run(node.broadcast(), row);
    }

    private static Row row(Comparison node, Buffers buffers) {
        return switch (node) {
            case OfReals reals -> Pairwise.truths(buffers.floatsIn(LEFT), buffers.floatsIn(RIGHT), buffers.bytesOut(),
                    reals.relation());
            case OfIntegers integers -> truths(integers.dtype(), integers.relation()::holds, buffers);
            case OfCodes codes -> truths(codes.dtype(), codes::holds, buffers);
        };
    }

    private static Row truths(DType dtype, Pairwise.IntegerRelation relation, Buffers buffers) {
        return Pairwise.truths(IntegerArray.of(dtype, buffers.in(LEFT)), IntegerArray.of(dtype, buffers.in(RIGHT)),
                buffers.bytesOut(), relation);
    }

    private static RealPair.Formula formula(Reals node) {
        RealPair.Formula exact = node.function().formula();
        float min = node.min();
        float max = node.max();
        return node.isClamped() ? (a, b) -> Math.min(Math.max(exact.apply(a, b), min), max) : exact;
    }

    private static Row row(Integers node, Buffers buffers) {
        DType dtype = node.dtype();
        boolean isClamped = node.min() > dtype.min() || node.max() < dtype.max();
        if (dtype == DType.INT64) {
            IntegerPair.LongFormula exact = node.function().longFormula();
            return Pairwise.longs(buffers.longsIn(LEFT), buffers.longsIn(RIGHT), buffers.longsOut(),
                    isClamped ? (a, b) -> Math.clamp(exact.apply(a, b), node.min(), node.max()) : exact);
        }
        IntegerPair.IntFormula exact = node.function().formula();
        int min = (int) node.min();
        int max = (int) node.max();
        IntegerPair.IntFormula clamped =
                dtype == DType.INT16 ? (a, b) -> Math.clamp((short) exact.apply(a, b), min, max)
                        : (a, b) -> Math.clamp(exact.apply(a, b), min, max);
        return row(dtype, dtype, isClamped ? clamped : exact, buffers);
    }

    private static Row row(DType left, DType right, IntegerPair.IntFormula function, Buffers buffers) {
        return switch (left) {
            case INT8, BOOL ->
                Pairwise.bytes(buffers.bytesIn(LEFT), buffers.bytesIn(RIGHT), buffers.bytesOut(), function);
            case UINT8 ->
                Pairwise.unsignedBytes(buffers.bytesIn(LEFT), buffers.bytesIn(RIGHT), buffers.bytesOut(), function);
            case INT16 -> right == DType.INT8
                    ? Pairwise.shortsBytes(buffers.shortsIn(LEFT), buffers.bytesIn(RIGHT), buffers.shortsOut(),
                            function)
                    : Pairwise.shorts(buffers.shortsIn(LEFT), buffers.shortsIn(RIGHT), buffers.shortsOut(), function);
            case INT32 -> Pairwise.ints(buffers.intsIn(LEFT), buffers.intsIn(RIGHT), buffers.intsOut(), function);
            case FLOAT32, FLOAT16, INT4, INT64 -> throw new AssertionError(left);
        };
    }
}

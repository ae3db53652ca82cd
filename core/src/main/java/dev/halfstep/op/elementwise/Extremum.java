package dev.halfstep.op.elementwise;

import static dev.halfstep.op.elementwise.Binary.LEFT;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.kernel.elementwise.Pairwise;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** The larger or the smaller of two operands, with broadcasting. Codes are compared as they are, so all share a scale. */
@SuppressWarnings("ImmutableEnumChecker") // Functions, and a record that has no setter.
public enum Extremum implements Op {
    MAXIMUM(Extremum::larger, Math::max, Math::max),
    MINIMUM(Extremum::smaller, Math::min, Math::min);

    private final Pairwise.Floats floats;
    private final Pairwise.Ints ints;
    private final Pairwise.Longs longs;
    private final OpType type;

    Extremum(Pairwise.Floats floats, Pairwise.Ints ints, Pairwise.Longs longs) {
        this.floats = floats;
        this.ints = ints;
        this.longs = longs;
        type = OpType.of(name(), 39, this).inputs(2)
                .types(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16, DType.INT32, DType.INT64)
                .releases("1.14.0", "1.14.0", "2.3.0", "2.3.0");
    }

    /** The right one where one of them is not a number. */
    private static float larger(float left, float right) {
        return left > right ? left : right;
    }

    private static float smaller(float left, float right) {
        return left < right ? left : right;
    }

    @Override
    public OpType type() {
        return type;
    }

    @Override
    public int version(Operands operands) {
        if (operands.dtype(LEFT) == DType.INT16) {
            return 4;
        }
        return Binary.broadcastsHighRanks(operands) ? 3 : operands.dtype(LEFT) == DType.INT8 ? 2 : 1;
    }

    @Override
    public void check(Operands operands) {
        Binary.requireSameTypes(operands);
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        return Binary.outputShapes(operands);
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        return switch (operands.dtype(LEFT)) {
            case FLOAT32 -> Binary.floats(operands, buffers, floats);
            case INT8, UINT8, INT16, INT32 -> Binary.integers(operands, buffers, ints);
            case INT64 -> Binary.longs(operands, buffers, longs);
            case FLOAT16, INT4 -> throw new AssertionError(operands.dtype(LEFT));
        };
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.shared(DType.INT8, DType.INT16);
    }
}

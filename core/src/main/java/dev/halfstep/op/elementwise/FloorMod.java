package dev.halfstep.op.elementwise;

import static dev.halfstep.op.elementwise.Binary.LEFT;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/**
 * What {@link FloorDiv} leaves, with the sign of the divisor. Integers are plain numbers, and are not divided by zero; floats give
 * what is not a number.
 */
public record FloorMod() implements Op {

    public static final OpType TYPE = OpType.of("FLOOR_MOD", 72, new FloorMod()).inputs(2)
            .types(DType.FLOAT32, DType.INT8, DType.INT16, DType.INT32, DType.INT64).releases("1.13.0", "2.13.0");

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public int version(Operands operands) {
        return switch (operands.dtype(LEFT)) {
            case INT8, INT16 -> 2;
            case FLOAT32, FLOAT16, UINT8, INT4, INT32, INT64 -> 1;
        };
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
            case FLOAT32 -> Binary.floats(operands, buffers, FloorMod::remainder);
            case INT64 -> Binary.longs(operands, buffers, (a, b) -> Math.floorMod(a, nonzero(b)));
            case INT8, INT16, INT32 ->
                Binary.integers(operands, buffers, (a, b) -> Math.floorMod(a, Div.nonzero(b, 0)));
            case FLOAT16, UINT8, INT4 -> throw new AssertionError(operands.dtype(LEFT));
        };
    }

    private static float remainder(float dividend, float divisor) {
        float remainder = dividend % divisor;
        return remainder != 0 && remainder < 0 != divisor < 0 ? remainder + divisor : remainder;
    }

    private static long nonzero(long divisor) {
        Div.nonzero(Long.signum(divisor), 0);
        return divisor;
    }
}

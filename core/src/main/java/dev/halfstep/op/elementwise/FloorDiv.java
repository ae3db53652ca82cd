package dev.halfstep.op.elementwise;

import static dev.halfstep.op.elementwise.Binary.LEFT;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** The largest integer up to {@code left / right}, with broadcasting. Integers are plain numbers; nothing is divided by zero. */
public record FloorDiv() implements Op {

    public static final OpType TYPE = OpType.of("FLOOR_DIV", 65, new FloorDiv()).inputs(2)
            .types(DType.FLOAT32, DType.INT8, DType.INT16, DType.INT32).releases("1.14.0", "1.14.0", "2.13.0");

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public int version(Operands operands) {
        return switch (operands.dtype(LEFT)) {
            case INT8, INT16 -> 3;
            case FLOAT32 -> 2;
            case FLOAT16, UINT8, INT4, INT32, INT64 -> 1;
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
        if (operands.dtype(LEFT) == DType.FLOAT32) {
            return Binary.floats(operands, buffers, FloorDiv::quotient);
        }
        return Binary.integers(operands, buffers, (a, b) -> Math.floorDiv(a, Div.nonzero(b, 0)));
    }

    private static float quotient(float dividend, float divisor) {
        if (divisor == 0) {
            throw Problem.of("division by zero");
        }
        return (float) Math.floor((double) dividend / divisor);
    }
}

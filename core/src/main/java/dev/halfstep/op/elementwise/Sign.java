package dev.halfstep.op.elementwise;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** 1, 0 or -1. */
public record Sign() implements Op {

    public static final OpType TYPE = OpType.of("SIGN", 123, new Sign())
            .types(DType.FLOAT32, DType.INT32).releases("2.11.0", "2.12.0");

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public int version(Operands operands) {
        return operands.dtype(0) == DType.INT32 ? 2 : 1;
    }

    @Override
    public void check(Operands operands) {
        Unary.check(operands);
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        return Unary.outputShapes(operands);
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        return operands.dtype(0) == DType.FLOAT32 ? Unary.floats(buffers, Math::signum)
                : Unary.codes(operands, buffers, Long::signum);
    }
}

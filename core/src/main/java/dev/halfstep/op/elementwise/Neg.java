package dev.halfstep.op.elementwise;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** {@code -x}. TensorFlow Lite changes the sign of the bare code, so int8 and int16 must have zero points of 0. */
public record Neg() implements Op {

    public static final OpType TYPE = OpType.of("NEG", 42, new Neg())
            .types(DType.FLOAT32, DType.INT8, DType.INT16, DType.INT32, DType.INT64).releases("1.9.0");

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public void check(Operands operands) {
        require(operands.dtype(0) == operands.output().dtype(),
                () -> Operands.notATypeOf(operands.output(), "that of NEG's input, " + operands.dtype(0).label()));
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        return Unary.outputShapes(operands);
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        return operands.dtype(0) == DType.FLOAT32 ? Unary.floats(buffers, x -> -x)
                : Unary.codes(operands, buffers, code -> -code);
    }
}

package dev.halfstep.op.elementwise;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** {@code left^right}, with broadcasting. */
public record Pow() implements Op {

    public static final OpType TYPE =
            OpType.of("POW", 56, new Pow()).inputs(2).types(DType.FLOAT32).releases("1.10.0");

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public void check(Operands operands) {
        Binary.requireAlike(operands);
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        return Binary.outputShapes(operands);
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        return Binary.floats(operands, buffers, (a, b) -> (float) Math.pow(a, b));
    }
}

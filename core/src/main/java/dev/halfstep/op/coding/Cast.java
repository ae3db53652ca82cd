package dev.halfstep.op.coding;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.Lowered;
import dev.halfstep.lower.LoweredCoding.Casted;
import dev.halfstep.lower.LoweredMove;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.move.Mover;
import dev.halfstep.tensor.DType;
import dev.halfstep.op.QuantizationRule;

/**
 * The same numbers in another type: codes as they are, not what they stand for. Integers that the type does not hold wrap;
 * fractions are cut off.
 */
public record Cast() implements Op {

    public static final OpType TYPE = Mover.type("CAST", 37, new Cast()).quantized(QuantizationRule.NONE)
            .releases("1.5.0", "2.7.0", "2.8.0", "2.9.0");

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public void check(Operands operands) {
        require(TYPE.types().contains(operands.output().dtype()),
                () -> Operands.notATypeOf(operands.output(), "what can be cast to"));
    }

    @Override
    public Lowered lower(Operands operands) {
        DType from = operands.dtype(0);
        DType to = operands.output().dtype();
        int length = operands.shape(0).elements();
        return from == to ? LoweredMove.all(length) : new Casted(from, to, length);
    }

    @Override
    public int version(Operands operands) {
        return operands.dtype(0) == DType.INT8 || operands.output().dtype() == DType.INT8 ? 3 : 1;
    }
}

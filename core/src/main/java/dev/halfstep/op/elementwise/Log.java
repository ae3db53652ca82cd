package dev.halfstep.op.elementwise;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** The natural logarithm. Codes go through a table, in which numbers up to zero give the smallest code. */
public record Log() implements Op {

    public static final OpType TYPE = OpType.of("LOG", 0, new Log())
            .types(DType.FLOAT32, DType.INT8, DType.INT16).releases("1.14.0", "2.15.0");

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public int version(Operands operands) {
        return Unary.versionForCodes(operands);
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
        if (operands.dtype(0) == DType.FLOAT32) {
            return Unary.floats(buffers, x -> (float) Math.log(x));
        }
        Quantization target = operands.outputScale();
        float lowest = (operands.dtype(0).min() - target.zeroPoint()) * target.scale();
        return Unary.function(operands, buffers, x -> x <= 0 ? lowest : (float) Math.log(x));
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.own(DType.INT8, DType.INT16);
    }
}

package dev.halfstep.op.elementwise;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** The magnitude. Codes are rescaled where input and output have different scales. */
public record Abs() implements Op {

    public static final OpType TYPE = OpType.of("ABS", 78, new Abs())
            .types(DType.FLOAT32, DType.INT8, DType.INT16)
            .releases("1.13.0", "2.4.0", "2.5.0");

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public int version(Operands operands) {
        return Unary.versionByWidth(operands);
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
        return operands.dtype(0) == DType.FLOAT32 ? Unary.floats(buffers, Math::abs) : codes(operands, buffers);
    }

    private static Step codes(Operands operands, Buffers buffers) {
        Quantization source = operands.scale(0);
        Quantization target = operands.outputScale();
        DType dtype = operands.dtype(0);
        if (source.scale() == target.scale()) {
            return Unary.codes(operands, buffers,
                    code -> dtype.saturate(Math.abs(code - source.zeroPoint()) + target.zeroPoint()));
        }
        Multiplier multiplier = Binary.multiplier(source.scale() / target.scale());
        return Unary.codes(operands, buffers, code -> dtype.saturate(
                FixedPoint.multiply((int) Math.abs(code - source.zeroPoint()), multiplier) + target.zeroPoint()));
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.own(DType.INT8, DType.INT16);
    }
}

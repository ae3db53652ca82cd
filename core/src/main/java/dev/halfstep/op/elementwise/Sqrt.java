package dev.halfstep.op.elementwise;

import static dev.halfstep.op.Operands.require;

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

/** The square root. That of codes is computed in single precision and cut off; negative ones are refused when they come. */
public record Sqrt() implements Op {

    public static final OpType TYPE = OpType.of("SQRT", 0, new Sqrt())
            .types(DType.FLOAT32, DType.INT8, DType.INT16).releases("1.10.0", "2.21.0");

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
            return Unary.floats(buffers, x -> (float) Math.sqrt(x));
        }
        Quantization source = operands.scale(0);
        Quantization target = operands.outputScale();
        DType dtype = operands.dtype(0);
        return Unary.codes(operands, buffers, code -> {
            float x = source.scale() * (code - source.zeroPoint());
            require(x >= 0, () -> "the square root of a negative number, " + x);
            return dtype.saturate((long) ((float) Math.sqrt(x) / target.scale()) + target.zeroPoint());
        });
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.own(DType.INT8);
    }
}

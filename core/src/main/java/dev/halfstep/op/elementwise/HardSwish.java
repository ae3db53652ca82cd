package dev.halfstep.op.elementwise;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.lower.HardSwishCodes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** {@code x * min(max(x + 3, 0), 6) / 6}. Codes are computed as {@link HardSwishCodes} says. */
public record HardSwish() implements Op {

    public static final OpType TYPE = OpType.of("HARD_SWISH", 91, new HardSwish())
            .types(DType.FLOAT32, DType.INT8, DType.UINT8).releases("1.15.0");

    @Override
    public OpType type() {
        return TYPE;
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
            return Unary.floats(buffers, x -> x * Math.min(6, Math.max(0, x + 3)) / 6);
        }
        float fine = operands.scale(0).scale() / 128;
        DType dtype = operands.dtype(0);
        Multiplier output = Binary.multiplier(fine / operands.outputScale().scale());
        require(output.shift() <= 0, () -> "the scale of its output is too small for its input's: "
                + operands.outputScale().scale());
        HardSwishCodes swish = HardSwishCodes.of(Unary.scale(operands.scale(0)), Unary.scale(operands.outputScale()),
                output, Binary.multiplier(fine / (3f / 32_768)), (int) dtype.min(), (int) dtype.max());
        return Unary.codes(operands, buffers, code -> HardSwishCodes.run(swish, (int) code));
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.own(DType.INT8);
    }
}

package dev.halfstep.op.elementwise;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.lower.LeakyCodes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/**
 * {@code x} above zero, {@code slope * x} below. Codes are rescaled as {@link LeakyCodes} says.
 *
 * @param slope alpha
 */
public record LeakyRelu(float slope) implements Op {

    public static final OpType TYPE = OpType.of("LEAKY_RELU", 75, options -> new LeakyRelu(options.float32(0, 0)))
            .types(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16).releases("1.13.1", "2.3.0");

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.float32(0, slope);
    }

    @Override
    public int version(Operands operands) {
        return operands.dtype(0) == DType.INT16 ? 2 : 1;
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
            return Unary.floats(buffers, x -> x > 0 ? x : x * slope);
        }
        float input = operands.scale(0).scale();
        float output = operands.outputScale().scale();
        DType dtype = operands.dtype(0);
        var leaky = new LeakyCodes(Binary.multiplier(input / output),
                Binary.multiplier(Math.abs(input * slope / output)),
                (int) operands.scale(0).zeroPoint(), (int) operands.outputScale().zeroPoint(), (int) dtype.min(),
                (int) dtype.max());
        int sign = slope < 0 ? -1 : 1;
        return Unary.codes(operands, buffers, code -> LeakyCodes.run(leaky, (int) code, sign));
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.own(DType.INT8, DType.INT16);
    }
}

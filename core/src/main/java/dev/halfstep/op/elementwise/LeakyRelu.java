package dev.halfstep.op.elementwise;

import dev.halfstep.lower.LoweredElements;
import dev.halfstep.lower.RealFunction.Leaky;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.tensor.DType;

/**
 * {@code x} above zero, {@code slope * x} below. Codes are rescaled.
 *
 * @param slope alpha
 */
public record LeakyRelu(float slope) implements Op {

    public static final OpType TYPE = OpType.of("LEAKY_RELU", 75, options -> new LeakyRelu(options.float32(0, 0)))
            .since("1.13.1", DType.FLOAT32, DType.INT8, DType.UINT8).since("2.3.0", DType.INT16)
            .quantized(QuantizationRule.own(DType.INT8, DType.INT16));

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.float32(0, slope);
    }

    @Override
    public LoweredElements lower(Operands operands) {
        var lowering = new ElementLowering(operands);
        return operands.dtype(0) == DType.FLOAT32 ? lowering.function(new Leaky(slope)) : lowering.leaky(slope);
    }
}

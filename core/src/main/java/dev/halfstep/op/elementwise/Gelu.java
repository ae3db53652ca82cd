package dev.halfstep.op.elementwise;

import dev.halfstep.lower.LoweredElements;
import dev.halfstep.lower.RealFunction.Named;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.tensor.DType;

/**
 * {@code x} times the part of a normal distribution below {@code x}. Codes go through a table.
 *
 * @param approximate whether a hyperbolic tangent stands for the error function
 */
public record Gelu(boolean approximate) implements Op {

    public static final OpType TYPE = OpType.of("GELU", 116, options -> new Gelu(options.bool(0)))
            .since("2.9.0", DType.FLOAT32, DType.INT16).since("2.9.0", DType.INT8, DType.UINT8)
            .quantized(QuantizationRule.own(DType.INT8, DType.INT16));

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.bool(0, approximate);
    }

    @Override
    public LoweredElements lower(Operands operands) {
        return new ElementLowering(operands).function(approximate ? Named.GELU_BY_TANH : Named.GELU);
    }
}

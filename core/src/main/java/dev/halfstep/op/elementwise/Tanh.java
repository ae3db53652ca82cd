package dev.halfstep.op.elementwise;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.rounding.PowerOfTwo;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.lower.rounding.SigmoidTable;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.List;
import java.util.Map;

/** The hyperbolic tangent. Codes go through a table, and the converter fixes those of the output: -1 to 1. */
public record Tanh() implements Op {

    public static final OpType TYPE = OpType.of("TANH", 0, new Tanh())
            .types(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16).releases("1.14.0", "1.14.0", "2.3.0");

    private static final Quantization CODES_INT8 = Quantization.perTensor(1f / 128, 0);

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
        if (operands.dtype(0) == DType.INT16) {
            float scale = operands.outputScale().scale();
            float needed = Unary.FRACTIONS_INT16.scale();
            require(PowerOfTwo.is(scale) && PowerOfTwo.exponent(scale) == PowerOfTwo.exponent(needed),
                    () -> "the int16 output of TANH has the scale " + scale + ", not " + needed);
        }
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        return Unary.outputShapes(operands);
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        return operands.dtype(0) == DType.INT16 ? int16(operands, buffers)
                : Unary.function(operands, buffers, x -> (float) Math.tanh(x));
    }

    private static Step int16(Operands operands, Buffers buffers) {
        float scale = operands.scale(0).scale();
        int exponent = PowerOfTwo.is(scale) ? PowerOfTwo.exponent(scale) - SigmoidTable.EXPONENT : -1;
        SigmoidTable sigmoid = exponent == 0 || exponent == 1 ? SigmoidTable.ofPowerOfTwo(exponent)
                : SigmoidTable.of(scale);
        short[] in = buffers.shortsIn(0);
        short[] out = buffers.shortsOut();
        return () -> SigmoidTable.tanh(sigmoid, in, out);
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.fixed(Map.of(DType.INT8, CODES_INT8, DType.INT16, Unary.FRACTIONS_INT16));
    }
}

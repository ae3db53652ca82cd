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

/** {@code 1 / (1 + e^-x)}. Codes go through a table, and those of the output are fixed: 0 to 1 in all 8 bits, or in 15. */
public record Logistic() implements Op {

    public static final OpType TYPE = OpType.of("LOGISTIC", 0, new Logistic())
            .types(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16).releases("1.14.0", "1.14.0", "2.3.0");

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
        if (operands.dtype(0).isCode()) {
            float scale = operands.outputScale().scale();
            float needed = operands.dtype(0) == DType.INT16 ? Unary.FRACTIONS_INT16.scale() : Unary.SHARES_INT8.scale();
            require(scale == needed, () -> "the output of LOGISTIC has the scale " + scale + ", not " + needed);
        }
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        return Unary.outputShapes(operands);
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        return operands.dtype(0) == DType.INT16 ? int16(operands, buffers)
                : Unary.function(operands, buffers, x -> 1 / (1 + (float) Math.exp(-x)));
    }

    private static Step int16(Operands operands, Buffers buffers) {
        float scale = operands.scale(0).scale();
        SigmoidTable sigmoid = PowerOfTwo.is(scale) && PowerOfTwo.exponent(scale) == SigmoidTable.EXPONENT
                ? SigmoidTable.ofPowerOfTwo(0) : SigmoidTable.of(scale);
        short[] in = buffers.shortsIn(0);
        short[] out = buffers.shortsOut();
        return () -> SigmoidTable.logistic(sigmoid, in, out);
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.fixed(
                Map.of(DType.INT8, Unary.SHARES_INT8, DType.INT16, Unary.FRACTIONS_INT16));
    }
}

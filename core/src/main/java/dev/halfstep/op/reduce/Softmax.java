package dev.halfstep.op.reduce;

import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.UINT8;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredRows.Exponentials;
import dev.halfstep.lower.LoweredRows.Int16Softmax;
import dev.halfstep.lower.LoweredRows;
import dev.halfstep.lower.LoweredRows.SoftmaxCodes;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.elementwise.Binary;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.TensorInfo;
import java.util.Map;

/**
 * {@code exp(beta x)}, divided by the sum of these along the last axis. Codes are computed as {@link SoftmaxCodes} and
 * {@link Int16Softmax} say; those of the output are fixed, 0 to 1 in all bits, or in 15 of 16. From 8-bit codes the output may
 * also be int16, and then has all 16 bits, from code -32,768 on.
 *
 * @param beta a factor
 */
public record Softmax(float beta) implements RowOp {

    public static final OpType TYPE = OpType.of("SOFTMAX", 9, options -> new Softmax(options.float32(0, 0)))
            .since("1.5.0", DType.FLOAT32, DType.UINT8).since("1.14.0", DType.INT8).since("2.3.0", DType.INT16)
            .quantized(QuantizationRule.fixed(Map.of(DType.INT8, QuantizationRule.SHARES_INT8, DType.INT16, QuantizationRule.FRACTIONS_INT16)));

    private static final float TOLERANCE = 1e-3f;
    private static final double LEAST_STEP = 0x1p-26;

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.float32(0, beta);
    }

    @Override
    public Quantization int8Codes() {
        return QuantizationRule.SHARES_INT8;
    }

    @Override
    public void check(Operands operands) {
        TensorInfo input = operands.input(0);
        TensorInfo output = operands.output();
        if (input.dtype() == DType.FLOAT32) {
            require(output.dtype() == DType.FLOAT32, () -> Operands.notATypeOf(output, "the result of float SOFTMAX"));
            return;
        }
        require(output.dtype() == input.dtype() || output.dtype() == DType.INT16,
                () -> Operands.notATypeOf(output, "the result of SOFTMAX from " + input.dtype().label()));
        Operands.requireCodes(input);
        Operands.requireCodes(output);
        if (output.dtype() == input.dtype() && input.dtype() != DType.UINT8) {
            Quantization needed = input.dtype() == DType.INT8 ? int8Codes() : QuantizationRule.FRACTIONS_INT16;
            Quantization found = operands.outputScale();
            require(found.zeroPoint() == needed.zeroPoint()
                    && Math.abs(found.scale() - needed.scale()) <= TOLERANCE * needed.scale(),
                    () -> "the output of SOFTMAX has " + found + ", not " + needed);
        }
        double step = (double) beta * operands.scale(0).scale();
        require(step > LEAST_STEP && step < Double.POSITIVE_INFINITY,
                () -> "SOFTMAX has no kernel for a scale of " + operands.scale(0).scale() + " and a beta of " + beta);
    }

    @Override
    public LoweredRows lower(Operands operands) {
        int rows = RowOp.rows(operands);
        int depth = RowOp.depth(operands);
        DType dtype = operands.dtype(0);
        return switch (dtype) {
            case FLOAT32 -> new LoweredRows.Reals(LoweredRows.Function.SOFTMAX, beta, rows, depth);
            case INT8, UINT8 -> new SoftmaxCodes(dtype, operands.output().dtype(),
                    Exponentials.of((double) beta * operands.scale(0).scale()), rows, depth);
            case INT16 -> new Int16Softmax(Binary.multiplier(Int16Softmax.factor(operands.scale(0).scale() * beta)),
                    rows, depth);
            case FLOAT16, INT4, INT32, INT64 -> throw new AssertionError(dtype);
        };
    }
}

package dev.halfstep.op.reduce;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredRows.LogSoftmaxCodes;
import dev.halfstep.lower.LoweredRows;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.op.QuantizationRule;
import java.util.Map;

/**
 * {@code x} minus the logarithm of the sum of {@code exp(x)} along the last axis. Codes are computed as {@link LogSoftmaxCodes}
 * says; those of the output are fixed, -16 to 0.
 */
public record LogSoftmax() implements RowOp {

    private static final Quantization CODES = Quantization.perTensor(1f / 16, Byte.MAX_VALUE);

    public static final OpType TYPE = OpType.of("LOG_SOFTMAX", 36, new LogSoftmax())
            .since("1.14.0", DType.FLOAT32, DType.UINT8).since("1.14.0", DType.INT8)
            .quantized(QuantizationRule.fixed(Map.of(DType.INT8, CODES)));

    private static final double LEAST_STEP = 0x1p-26;

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Quantization int8Codes() {
        return CODES;
    }

    @Override
    public void check(Operands operands) {
        RowOp.super.check(operands);
        if (operands.dtype(0).isCode()) {
            float step = operands.scale(0).scale();
            require(step > LEAST_STEP, () -> "LOG_SOFTMAX has no kernel for a scale of " + step);
        }
    }

    @Override
    public LoweredRows lower(Operands operands) {
        int rows = RowOp.rows(operands);
        int depth = RowOp.depth(operands);
        DType dtype = operands.dtype(0);
        return dtype == DType.FLOAT32 ? new LoweredRows.Reals(LoweredRows.Function.LOG_SOFTMAX, 1, rows, depth)
                : LogSoftmaxCodes.of(dtype, operands.scale(0).scale(), rows, depth);
    }
}

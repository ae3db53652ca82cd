package dev.halfstep.op.reduce;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredRows;
import dev.halfstep.lower.LoweredRows.NormalizedCodes;
import dev.halfstep.op.Activation;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.op.QuantizationRule;
import java.util.Map;

/** Rows along the last axis, divided by their length. The output's codes are fixed, -1 to 1. */
public record L2Normalization() implements RowOp {

    private static final Quantization CODES = Quantization.perTensor(1f / 128, 0);

    public static final OpType TYPE = OpType.of("L2_NORMALIZATION", 12, L2Normalization::read)
            .since("1.5.0", DType.FLOAT32, DType.UINT8).since("1.14.0", DType.INT8)
            .quantized(QuantizationRule.fixed(Map.of(DType.INT8, CODES)));

    private static L2Normalization read(OptionReader options) {
        Activation activation = Activation.of(options.int8(0, 0));
        require(activation == Activation.NONE, () -> "the fused activation " + activation + " is not supported");
        return new L2Normalization();
    }

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Quantization int8Codes() {
        return CODES;
    }

    @Override
    public LoweredRows lower(Operands operands) {
        int rows = RowOp.rows(operands);
        int depth = RowOp.depth(operands);
        DType dtype = operands.dtype(0);
        return dtype == DType.FLOAT32 ? new LoweredRows.Reals(LoweredRows.Function.L2_NORMALIZATION, 1, rows, depth)
                : new NormalizedCodes(dtype, (int) operands.scale(0).zeroPoint(),
                        (int) operands.outputScale().zeroPoint(), rows, depth);
    }
}

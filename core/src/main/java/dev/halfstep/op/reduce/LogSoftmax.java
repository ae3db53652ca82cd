package dev.halfstep.op.reduce;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.elementwise.Unary;
import dev.halfstep.kernel.elementwise.FloatSoftmax;
import dev.halfstep.lower.LogSoftmaxCodes;
import dev.halfstep.lower.SoftmaxCodes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * {@code x} minus the logarithm of the sum of {@code exp(x)} along the last axis. Codes are computed as {@link LogSoftmaxCodes}
 * says; those of the output are fixed, -16 to 0.
 */
public record LogSoftmax() implements Op {

    public static final OpType TYPE = OpType.of("LOG_SOFTMAX", 36, new LogSoftmax())
            .types(DType.FLOAT32, DType.INT8, DType.UINT8).releases("1.14.0", "1.14.0");

    private static final float STEP = 1f / 16;
    private static final Quantization CODES_INT8 = Quantization.perTensor(STEP, Byte.MAX_VALUE);
    private static final Quantization CODES_UINT8 = Quantization.perTensor(STEP, 255);
    private static final double LEAST_STEP = 0x1p-26;

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
        if (operands.dtype(0).isCode()) {
            Rows.requireOutput(this, operands, operands.dtype(0) == DType.INT8 ? CODES_INT8 : CODES_UINT8);
            float step = operands.scale(0).scale();
            require(step > LEAST_STEP, () -> "LOG_SOFTMAX has no kernel for a scale of " + step);
        }
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        Rows.requireAxis(this, operands);
        return Unary.outputShapes(operands);
    }

    @Override
    public boolean mixesSamples(Operands operands) {
        return operands.shape(0).rank() == 1;
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        int depth = Rows.depth(operands);
        int rows = Rows.count(operands);
        DType dtype = operands.dtype(0);
        if (dtype == DType.FLOAT32) {
            float[] in = buffers.floatsIn(0);
            float[] out = buffers.floatsOut();
            return () -> FloatSoftmax.logarithm(in, rows, depth, out);
        }
        LogSoftmaxCodes softmax = LogSoftmaxCodes.of(operands.scale(0).scale(), depth, (int) dtype.min());
        IntegerArray in = IntegerArray.of(dtype, buffers.in(0));
        SoftmaxCodes.Codes8 source = i -> (int) in.get(i);
        SoftmaxCodes.Output target = IntegerArray.of(dtype, buffers.out(0))::set;
        return () -> LogSoftmaxCodes.run(softmax, source, rows, target);
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.fixed(Map.of(DType.INT8, CODES_INT8));
    }
}

package dev.halfstep.op.reduce;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.elementwise.Unary;
import dev.halfstep.kernel.elementwise.Normalization;
import dev.halfstep.lower.SoftmaxCodes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.List;
import java.util.Map;

/** Rows along the last axis, divided by their length. The output's codes are fixed, -1 to 1. */
public record L2Normalization() implements Op {

    public static final OpType TYPE = OpType.of("L2_NORMALIZATION", 12, L2Normalization::read)
            .types(DType.FLOAT32, DType.INT8, DType.UINT8).releases("1.5.0", "1.14.0");

    private static final Quantization CODES_INT8 = Quantization.perTensor(1f / 128, 0);
    private static final Quantization CODES_UINT8 = Quantization.perTensor(1f / 128, 128);

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
    public int version(Operands operands) {
        return Unary.versionForCodes(operands);
    }

    @Override
    public void check(Operands operands) {
        Unary.check(operands);
        if (operands.dtype(0).isCode()) {
            Rows.requireOutput(this, operands, operands.dtype(0) == DType.INT8 ? CODES_INT8 : CODES_UINT8);
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
            return () -> Normalization.floats(in, rows, depth, out);
        }
        var normalization = new Normalization(depth, (int) operands.scale(0).zeroPoint(),
                (int) operands.outputScale().zeroPoint(), (int) dtype.min(), (int) dtype.max());
        IntegerArray in = IntegerArray.of(dtype, buffers.in(0));
        SoftmaxCodes.Codes8 source = i -> (int) in.get(i);
        SoftmaxCodes.Output target = IntegerArray.of(dtype, buffers.out(0))::set;
        return () -> Normalization.codes(normalization, source, rows, target);
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.fixed(Map.of(DType.INT8, CODES_INT8));
    }
}

package dev.halfstep.op.reduce;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.elementwise.Binary;
import dev.halfstep.op.elementwise.Unary;
import dev.halfstep.kernel.elementwise.FloatSoftmax;
import dev.halfstep.kernel.elementwise.Int16Softmax;
import dev.halfstep.lower.SoftmaxCodes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.Map;

/**
 * {@code exp(beta x)}, divided by the sum of these along the last axis. Codes are computed as {@link SoftmaxCodes} and
 * {@link Int16Softmax} say; those of the output are fixed, 0 to 1 in all bits, or in 15 of 16. From 8-bit codes the output may
 * also be int16, and then has all 16 bits, from code -32,768 on.
 *
 * @param beta a factor
 */
public record Softmax(float beta) implements Op {

    public static final OpType TYPE = OpType.of("SOFTMAX", 9, options -> new Softmax(options.float32(0, 0)))
            .types(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16).releases("1.5.0", "1.14.0", "2.3.0");

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
    public int version(Operands operands) {
        return Unary.versionByWidth(operands);
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
            Quantization needed = input.dtype() == DType.INT8 ? Unary.SHARES_INT8 : Unary.FRACTIONS_INT16;
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
        return switch (operands.dtype(0)) {
            case FLOAT32 -> floats(buffers, rows, depth);
            case INT8, UINT8 -> codes(operands, buffers, rows, depth);
            case INT16 -> int16(operands, buffers, rows, depth);
            case FLOAT16, INT4, INT32, INT64 -> throw new AssertionError(operands.dtype(0));
        };
    }

    private Step floats(Buffers buffers, int rows, int depth) {
        float[] in = buffers.floatsIn(0);
        float[] out = buffers.floatsOut();
        return () -> FloatSoftmax.run(in, rows, depth, beta, out);
    }

    private Step codes(Operands operands, Buffers buffers, int rows, int depth) {
        DType to = operands.output().dtype();
        SoftmaxCodes softmax = SoftmaxCodes.of((double) beta * operands.scale(0).scale(), depth,
                to.bytes() * Byte.SIZE, (int) to.min());
        IntegerArray in = IntegerArray.of(operands.dtype(0), buffers.in(0));
        IntegerArray out = IntegerArray.of(to, buffers.out(0));
        SoftmaxCodes.Codes8 source = i -> (int) in.get(i);
        SoftmaxCodes.Output target = out::set;
        return () -> SoftmaxCodes.run(softmax, source, rows, target);
    }

    private Step int16(Operands operands, Buffers buffers, int rows, int depth) {
        var softmax = new Int16Softmax(
                Binary.multiplier(Int16Softmax.factor(operands.scale(0).scale() * beta)), depth);
        short[] in = buffers.shortsIn(0);
        short[] out = buffers.shortsOut();
        return () -> Int16Softmax.run(softmax, in, rows, out);
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.fixed(
                Map.of(DType.INT8, Unary.SHARES_INT8, DType.INT16, Unary.FRACTIONS_INT16));
    }
}

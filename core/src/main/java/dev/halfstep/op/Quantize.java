package dev.halfstep.op;

import static dev.halfstep.op.Operands.notATypeOf;
import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.FixedPoint;
import dev.halfstep.kernel.FixedPoint.Multiplier;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** {@code float32} values, or other codes, to codes. */
public record Quantize() implements Op {

    static final OpType TYPE = OpType.of("QUANTIZE", 0, new Quantize())
            .types(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16).releases("1.14.0");

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public void check(Operands operands) {
        if (operands.dtype(0).isCode()) {
            Operands.requireCodes(operands.input(0));
        }
        require(operands.output().dtype().isCode(), () -> notATypeOf(operands.output(), "the result of QUANTIZE"));
        Operands.requireCodes(operands.output());
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        return List.of(operands.shape(0));
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        Quantization target = operands.outputScale();
        DType to = operands.output().dtype();
        IntegerArray out = IntegerArray.of(to, buffers.out(0));
        if (operands.dtype(0) == DType.FLOAT32) {
            float[] values = buffers.floatsIn(0);
            return () -> {
                for (int i = 0; i < values.length; i++) {
                    out.set(i, target.quantize(values[i], to));
                }
            };
        }
        IntegerArray in = IntegerArray.of(operands.dtype(0), buffers.in(0));
        return rescaling(operands.scale(0), in, target, to, out, operands.shape(0).elements());
    }

    private static Step rescaling(Quantization source, IntegerArray in, Quantization target, DType to, IntegerArray out,
            int length) {
        Multiplier multiplier = Multiplier.of((double) source.scale() / target.scale());
        requireShift(multiplier);
        int fromZero = (int) source.zeroPoint();
        int toZero = (int) target.zeroPoint();
        return () -> {
            for (int i = 0; i < length; i++) {
                int code = (int) in.get(i) - fromZero;
                long scaled = FixedPoint.multiply(code, multiplier.multiplier(), multiplier.shift());
                out.set(i, to.saturate(scaled + toZero));
            }
        };
    }

    /**
     * @throws Problem if a scale ratio is so large that the reference kernel's arithmetic is not defined
     */
    private static void requireShift(Multiplier multiplier) {
        if (multiplier.shift() > FixedPoint.MAX_SHIFT) {
            throw Problem.of(
                    "the scales of its tensors are too far apart: rescaling by more than 2^" + FixedPoint.MAX_SHIFT);
        }
    }
}

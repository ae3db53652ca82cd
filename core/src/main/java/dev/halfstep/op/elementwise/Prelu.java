package dev.halfstep.op.elementwise;

import static dev.halfstep.op.elementwise.Binary.LEFT;
import static dev.halfstep.op.elementwise.Binary.RIGHT;
import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.lower.LeakyCodes;
import dev.halfstep.kernel.elementwise.Pairwise;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;

/**
 * {@code x} above zero, {@code slope * x} below, with slopes that are broadcast to the data. Int16 data have int8 slopes.
 */
public record Prelu() implements Op {

    public static final OpType TYPE = OpType.of("PRELU", 0, new Prelu()).inputs(2)
            .types(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16).releases("1.8.0");

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public void check(Operands operands) {
        TensorInfo data = operands.input(LEFT);
        TensorInfo slopes = operands.input(RIGHT);
        Operands.requireAlike(data, operands.output());
        if (data.dtype() == DType.INT16) {
            require(slopes.dtype() == DType.INT8, () -> Operands.notATypeOf(slopes, "the slopes of int16 data"));
            Operands.requireCodes(slopes);
        } else {
            Operands.requireAlike(data, slopes);
        }
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        Shape data = operands.shape(LEFT);
        require(Binary.outputShapes(operands).getFirst().equals(data), () -> "slopes of shape "
                + operands.shape(RIGHT) + " cannot be broadcast to data of shape " + data);
        return List.of(data);
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        return switch (operands.dtype(LEFT)) {
            case FLOAT32 -> Binary.floats(operands, buffers, (x, slope) -> x >= 0 ? x : x * slope);
            case INT8, UINT8 -> Binary.integers(operands, buffers, codes(operands));
            case INT16 -> Binary.step(operands, Pairwise.shortsBytes(buffers.shortsIn(LEFT), buffers.bytesIn(RIGHT),
                    buffers.shortsOut(), codes(operands)));
            case FLOAT16, INT4, INT32, INT64 -> throw new AssertionError(operands.dtype(LEFT));
        };
    }

    private static Pairwise.Ints codes(Operands operands) {
        float input = operands.scale(LEFT).scale();
        float output = operands.outputScale().scale();
        float slope = operands.scale(RIGHT).scale();
        DType dtype = operands.dtype(LEFT);
        var codes = new LeakyCodes(Binary.multiplier(input / output), Binary.multiplier(input * slope / output),
                (int) operands.scale(LEFT).zeroPoint(), (int) operands.outputScale().zeroPoint(), (int) dtype.min(),
                (int) dtype.max());
        int zero = (int) operands.scale(RIGHT).zeroPoint();
        return (x, a) -> LeakyCodes.run(codes, x, a - zero);
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.own(DType.INT8);
    }
}

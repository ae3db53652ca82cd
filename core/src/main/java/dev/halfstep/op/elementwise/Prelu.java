package dev.halfstep.op.elementwise;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.op.elementwise.Binary.LEFT;
import static dev.halfstep.op.elementwise.Binary.RIGHT;

import dev.halfstep.lower.CodePair.Sloped;
import dev.halfstep.lower.LoweredPairs;
import dev.halfstep.lower.LoweredPairs.RealPair;
import dev.halfstep.op.Activation;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;

/**
 * {@code x} above zero, {@code slope * x} below, with slopes that are broadcast to the data. Int16 data have int8 slopes.
 */
public record Prelu() implements Binary {

    public static final OpType TYPE = OpType.of("PRELU", 0, new Prelu()).inputs(2)
            .since("1.8.0", DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16)
            .quantized(QuantizationRule.own(DType.INT8));

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
        require(Binary.super.outputShapes(operands).getFirst().equals(data), () -> "slopes of shape "
                + operands.shape(RIGHT) + " cannot be broadcast to data of shape " + data);
        return List.of(data);
    }

    @Override
    public LoweredPairs lower(Operands operands) {
        var lowering = new PairLowering(operands, Activation.NONE);
        DType dtype = operands.dtype(LEFT);
        if (dtype == DType.FLOAT32) {
            return lowering.reals(RealPair.LEAKY);
        }
        Quantization slopes = operands.scale(RIGHT);
        return lowering.codes(new Sloped(
                ElementLowering.line(operands, slopes.scale(), 1, (int) dtype.min(), (int) dtype.max()),
                (int) slopes.zeroPoint()));
    }
}

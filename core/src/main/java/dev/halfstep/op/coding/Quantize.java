package dev.halfstep.op.coding;

import static dev.halfstep.op.Operands.notATypeOf;
import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredCoding;
import dev.halfstep.lower.LoweredCoding.Quantized;
import dev.halfstep.lower.LoweredCoding.Requantized;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.TensorInfo;
import java.util.Optional;

/** {@code float32} values, or other codes, to codes; values may have a scale for each index of an axis. */
public record Quantize() implements Op {

    public static final OpType TYPE = OpType.of("QUANTIZE", 0, new Quantize())
            .types(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16, DType.INT32)
            .releases("1.14.0", "1.15.0", "2.7.0");

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public void check(Operands operands) {
        TensorInfo output = operands.output();
        DType from = operands.dtype(0);
        if (from != DType.FLOAT32) {
            Operands.requireCodes(operands.input(0));
            Operands.requireCodes(output);
        }
        boolean fits = from == DType.INT32 ? output.dtype() == DType.INT8 || output.dtype() == DType.INT16
                : output.dtype().isCode() || (from == DType.INT16 && output.dtype() == DType.INT32);
        require(fits, () -> notATypeOf(output, "the result of QUANTIZE"));
        Optional<Quantization> target = output.quantization();
        require(target.isPresent(), () -> "'" + output.name() + "' has no scale of its own");
        require(output.dtype() != DType.INT16 || target.get().isSymmetric(),
                () -> "'" + output.name() + "' is int16 with a zero point other than 0");
    }

    @Override
    public LoweredCoding lower(Operands operands) {
        Quantization target = operands.outputScale();
        DType to = operands.output().dtype();
        int length = operands.shape(0).elements();
        if (operands.dtype(0) == DType.FLOAT32) {
            return new Quantized(target, to, target.innerExtent(operands.shape(0)), length);
        }
        Quantization source = operands.scale(0);
        Multiplier multiplier = Multiplier.of((double) source.scale() / target.scale(), FixedPoint.MAX_SHIFT);
        return new Requantized(operands.dtype(0), to, multiplier, (int) source.zeroPoint(), (int) target.zeroPoint(),
                length);
    }

    @Override
    public int version(Operands operands) {
        if (operands.dtype(0) == DType.FLOAT32 && operands.outputScale().channels() > 1) {
            return 3;
        }
        // The converter leaves 1 for float values to int16 codes.
        return operands.output().dtype() == DType.INT16 && operands.dtype(0) != DType.FLOAT32 ? 2 : 1;
    }
}

package dev.halfstep.op.coding;

import static dev.halfstep.op.Operands.notATypeOf;
import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.Lowered;
import dev.halfstep.lower.LoweredCoding.Dequantized;
import dev.halfstep.lower.LoweredMove;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;

/** Codes, or half-precision values, to {@code float32} values. */
public record Dequantize() implements Op {

    public static final OpType TYPE = OpType.of("DEQUANTIZE", 0, new Dequantize())
            .since("1.13.1", DType.UINT8, DType.INT32, DType.INT64).since("1.14.0", DType.INT8, DType.INT16)
            .since("1.15.0", DType.FLOAT16).since("2.2.0").since("2.7.0").since("2.18.0", DType.INT4);

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public void check(Operands operands) {
        require(operands.dtype(0) == DType.FLOAT16 || operands.input(0).quantization().isPresent(),
                () -> notATypeOf(operands.input(0), "what can be dequantized"));
        require(operands.output().dtype() == DType.FLOAT32,
                () -> notATypeOf(operands.output(), "the result of DEQUANTIZE"));
    }

    @Override
    public Lowered lower(Operands operands) {
        int length = operands.shape(0).elements();
        if (operands.dtype(0) == DType.FLOAT16) {
            return LoweredMove.all(length);
        }
        Quantization source = operands.scale(0);
        return new Dequantized(source, operands.dtype(0), source.innerExtent(operands.shape(0)), length);
    }

    @Override
    public int version(Operands operands) {
        return operands.dtype(0) == DType.INT8 && operands.scale(0).channels() > 1 ? 5 : Op.super.version(operands);
    }
}

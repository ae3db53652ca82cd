package dev.halfstep.op.coding;

import static dev.halfstep.op.Operands.notATypeOf;
import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.Lowered;
import dev.halfstep.lower.LoweredCoding;
import dev.halfstep.lower.LoweredCoding.Casted;
import dev.halfstep.lower.LoweredCoding.Dequantized;
import dev.halfstep.lower.LoweredCoding.Quantized;
import dev.halfstep.lower.LoweredCoding.Requantized;
import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.move.Mover;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.TensorInfo;
import java.util.Optional;

/** Changes of what numbers stand for. */
public final class Coding {

    private Coding() {}

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
                Operands.requireCodesOrZeros(operands.input(0));
                Operands.requireCodes(output);
            }
            boolean fits = from == DType.INT32 ? output.dtype() == DType.INT8 || output.dtype() == DType.INT16
                    : output.dtype().isCode() || (from == DType.INT16 && output.dtype() == DType.INT32);
            require(fits, () -> notATypeOf(output, "the result of QUANTIZE"));
            Optional<Quantization> target = output.quantization();
            require(target.isPresent() && !target.get().hasZeroScale(),
                    () -> Quoted.of(output.name()) + " has no scale of its own");
            require(output.dtype() != DType.INT16 || target.get().isSymmetric(),
                    () -> Quoted.of(output.name()) + " is int16 with a zero point other than 0");
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
            return new Requantized(operands.dtype(0), to, multiplier, (int) source.zeroPoint(),
                    (int) target.zeroPoint(),
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

    /**
     * The same numbers in another type: codes as they are, not what they stand for. Integers that the type does not hold wrap;
     * fractions are cut off. All but 0 is true.
     */
    public record Cast() implements Op {

        public static final OpType TYPE = Mover.type("CAST", 37, new Cast()).quantized(QuantizationRule.NONE)
                .releases("1.5.0", "2.7.0", "2.8.0", "2.9.0").alsoFor(DType.BOOL);

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public void check(Operands operands) {
            require(TYPE.types().contains(operands.output().dtype()),
                    () -> Operands.notATypeOf(operands.output(), "what can be cast to"));
        }

        @Override
        public Lowered lower(Operands operands) {
            DType from = operands.dtype(0);
            DType to = operands.output().dtype();
            int length = operands.shape(0).elements();
            return from == to ? LoweredMove.all(length) : new Casted(from, to, length);
        }

        @Override
        public int version(Operands operands) {
            return operands.dtype(0) == DType.INT8 || operands.output().dtype() == DType.INT8 ? 3 : 1;
        }
    }
}

package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;

/** Real values to codes, codes to real values, codes to other codes, and numbers to another type. */
public sealed interface LoweredCoding extends Lowered {

    @Override
    default Rounding rounding() {
        return switch (this) {
            case Quantized quantized -> Rounding.HALF_AWAY;
            case Dequantized dequantized -> Rounding.SINGLE_PRECISION;
            case Requantized requantized -> Rounding.FIXED_POINT;
            case Casted casted -> Rounding.TRUNCATION;
        };
    }

    /** How many elements there are. */
    int length();

    /**
     * Real values to codes: {@code round(value / scale) + zeroPoint}, saturated.
     *
     * @param quantization what the codes stand for
     * @param to their type
     * @param inner how many neighbouring elements share a scale
     */
    record Quantized(Quantization quantization, DType to, int inner, int length) implements LoweredCoding {

        /** The code of an element. */
        public long code(float value, int element) {
            return to.saturate(quantization.nearest(value, element / inner % quantization.channels()));
        }
    }

    /**
     * Codes to real values: {@code scale * (code - zeroPoint)}, multiplied in double precision and rounded once.
     *
     * @param quantization what the codes stand for
     * @param from their type
     * @param inner how many neighbouring elements share a scale
     */
    record Dequantized(Quantization quantization, DType from, int inner, int length) implements LoweredCoding {

        /** The value of an element. */
        public float value(long code, int element) {
            return quantization.dequantize(code, element / inner % quantization.channels());
        }
    }

    /**
     * Codes to other codes.
     *
     * @param from the type of the codes that go in
     * @param to the type of those that come out
     * @param multiplier from the scale of the ones to that of the others
     * @param fromZero code of the real 0 in the input
     * @param toZero code of the real 0 in the output
     */
    record Requantized(DType from, DType to, Multiplier multiplier, int fromZero, int toZero, int length)
            implements
                LoweredCoding {

        /** The output's code. */
        public long code(long code) {
            return to.saturate((long) FixedPoint.multiply((int) code - fromZero, multiplier) + toZero);
        }

        /** Whether both types are of 8 bits, so that a table of 256 bytes says it all. */
        public boolean isOfBytes() {
            return from.isByteCode() && to.isByteCode();
        }

        /** What becomes of each code, by its byte taken as unsigned; for 8-bit codes. */
        public byte[] table() {
            byte[] table = CodeChain.same();
            for (int b = 0; b < table.length; b++) {
                table[b] = (byte) code(from == DType.UINT8 ? b : (byte) b);
            }
            return table;
        }
    }

    /**
     * The same numbers in another type: codes as they are, not what they stand for. Fractions are cut off, and integers that the type
     * does not hold wrap. All but 0 is true.
     */
    record Casted(DType from, DType to, int length) implements LoweredCoding {

        /**
         * A value without its fraction. What the type does not hold becomes what it becomes in the reference kernel on x86-64: the
         * nearest end of most types; the smallest of int64; for int8 the last byte of an int32, or 0 beyond that.
         */
        public long whole(float value) {
            return switch (to) {
                case INT8, INT4 -> Math.abs(value) < 0x1p31f ? (byte) (int) value : 0;
                case INT64 -> Math.abs(value) < 0x1p63f ? (long) value : Long.MIN_VALUE;
                case INT32 -> Float.isNaN(value) ? Integer.MAX_VALUE : to.saturate((long) value);
                case UINT8, INT16 -> to.saturate((long) value);
                case BOOL -> value == 0 ? 0 : 1;
                case FLOAT32, FLOAT16 -> throw new AssertionError(to);
            };
        }

        /** An integer as the other type has it before it wraps: as it is, but for truth values, of which all but 0 are true. */
        public long integer(long value) {
            return to != DType.BOOL ? value : value == 0 ? 0 : 1;
        }
    }
}

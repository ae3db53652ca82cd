package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedMath;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;

/** A function of integers, as TensorFlow Lite's reference kernels compute it in integers: of codes, or of numbers as they are. */
public sealed interface CodeFunction {

    /**
     * The output's code.
     *
     * @throws Problem if the function has no value there
     */
    long code(long code);

    /** How it comes to the output's code. */
    default Rounding rounding() {
        return switch (this) {
            case Plain plain -> Rounding.NONE;
            case Rescaled rescaled -> Rounding.FIXED_POINT;
            case HardSwish hardSwish -> Rounding.FIXED_POINT_16;
            case Root root -> Rounding.TRUNCATION;
            case InverseRoot inverseRoot -> Rounding.FIXED_POINT;
        };
    }

    /** What is said of a negative number under a root. */
    static Problem noRoot(Object number) {
        return Problem.of("the square root of a negative number, " + number);
    }

    /** Numbers as they are, or codes whose zero point is 0. */
    enum Plain implements CodeFunction {
        NEG,
        /** Of truth values: 1 for 0, and 0 for 1. */
        NOT,
        SIGN;

        @Override
        public long code(long code) {
            return switch (this) {
                case NEG -> -code;
                case NOT -> 1 - code;
                case SIGN -> Long.signum(code);
            };
        }
    }

    /**
     * Two straight lines that meet in 0, with both ends cut off: rectifiers, leaky ones and magnitudes.
     *
     * @param above from the input's scale to the output's
     * @param below the same for negative numbers that have been multiplied by a slope: from the product of both scales
     * @param slope how many steps of its scale the slope below 0 has
     * @param inputZero code of the real 0 in the input
     * @param outputZero code of the real 0 in the output
     * @param min the smallest output code
     * @param max the largest one
     */
    record Rescaled(Multiplier above, Multiplier below, int slope, int inputZero, int outputZero, int min, int max)
            implements
                CodeFunction {

        @Override
        public long code(long code) {
            return code((int) code, slope);
        }

        /** The output's code with another slope. */
        public int code(int code, int otherSlope) {
            int steps = code - inputZero;
            int scaled = steps >= 0 ? FixedPoint.multiply(steps, above)
                    : FixedPoint.multiply(steps * otherSlope, below);
            return Math.clamp(scaled + outputZero, min, max);
        }
    }

    /**
     * {@code x * min(max(x + 3, 0), 6) / 6} of 8-bit codes, with 16-bit fixed-point numbers.
     *
     * @param inputZero code of the real 0 in the input
     * @param outputZero code of the real 0 in the output
     * @param output 16-bit multiplier from 128ths of the input's scale to the output's
     * @param outputShift how far its result is shifted to the right
     * @param ramp 16-bit multiplier from 128ths of the input's scale to 32,768ths of 3
     * @param rampShift how far that is shifted to the left
     * @param dtype of both codes
     */
    record HardSwish(int inputZero, int outputZero, int output, int outputShift, int ramp, int rampShift, DType dtype)
            implements
                CodeFunction {

        private static final int FINE_BITS = 7;

        /**
         * Prepares it.
         *
         * @param output from 128ths of the input's scale to the output's; its shift must not be to the left
         * @param ramp from 128ths of the input's scale to 32,768ths of 3
         */
        public static HardSwish of(Quantization from, Quantization to, Multiplier output, Multiplier ramp,
                DType dtype) {
            return new HardSwish((int) from.zeroPoint(), (int) to.zeroPoint(), FixedPoint.cut(output.multiplier()),
                    -output.shift(), FixedPoint.cut(ramp.multiplier()), ramp.shift(), dtype);
        }

        @Override
        public long code(long code) {
            int fine = ((int) code - inputZero) << FINE_BITS;
            int unshifted = highHalf(fine, output);
            int product = ((ramp(fine) + (1 << 15)) >> 1) * unshifted / (1 << 15);
            return dtype.saturate(FixedPoint.shiftRight16(product, outputShift) + outputZero);
        }

        /** Where between -3 and 3 the input is, saturated there, in 32,768ths. */
        private int ramp(int fine) {
            if (rampShift <= 0) {
                return FixedPoint.shiftRight16(highHalf(fine, ramp), -rampShift);
            }
            int shifted = saturated((long) fine << Math.min(rampShift - 1, 31));
            return saturated((long) highHalf(shifted, ramp) << 1);
        }

        /** {@code x * multiplier / 2^15}, halves upwards. */
        private static int highHalf(int x, int multiplier) {
            return (x * multiplier + (1 << 14)) >> 15;
        }

        private static int saturated(long value) {
            return Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
        }
    }

    /**
     * The square root in single precision, of which the whole steps of the output's scale are kept.
     *
     * @param from what the input's codes stand for
     * @param to what the output's codes stand for
     * @param dtype of both codes
     */
    record Root(Quantization from, Quantization to, DType dtype) implements CodeFunction {

        @Override
        public long code(long code) {
            float x = from.scale() * (code - from.zeroPoint());
            if (!(x >= 0)) {
                throw noRoot(x);
            }
            return dtype.saturate((long) ((float) Math.sqrt(x) / to.scale()) + to.zeroPoint());
        }
    }

    /**
     * {@code 1 / sqrt(x)} of int8 codes, in fixed point; that of 0 is the largest code.
     *
     * @param multiplier from {@code 1 / sqrt(steps)} to the output's scale
     * @param inputZero code of the real 0 in the input
     * @param outputZero code of the real 0 in the output
     */
    record InverseRoot(Multiplier multiplier, int inputZero, int outputZero) implements CodeFunction {

        private static final int FRACTION_BITS = 20;

        @Override
        public long code(long code) {
            int steps = (int) code - inputZero;
            if (steps < 0) {
                throw noRoot("the code " + code);
            }
            if (steps == 0) {
                return Byte.MAX_VALUE;
            }
            int fine = steps == 1 ? FixedPoint.multiply(1, Integer.MAX_VALUE, FRACTION_BITS)
                    : FixedPoint.multiply(1, FixedMath.inverseRoot(steps),
                            FRACTION_BITS - FixedMath.inverseRootShift(steps));
            int scaled = FixedPoint.multiply(fine, multiplier.multiplier(), multiplier.shift() - FRACTION_BITS);
            return Math.clamp(scaled + outputZero, Byte.MIN_VALUE, Byte.MAX_VALUE);
        }
    }
}

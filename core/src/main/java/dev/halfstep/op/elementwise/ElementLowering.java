package dev.halfstep.op.elementwise;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.CodeFunction;
import dev.halfstep.lower.CodeFunction.HardSwish;
import dev.halfstep.lower.CodeFunction.InverseRoot;
import dev.halfstep.lower.CodeFunction.Rescaled;
import dev.halfstep.lower.CodeFunction.Root;
import dev.halfstep.lower.CodeTable;
import dev.halfstep.lower.InterpolatedTable;
import dev.halfstep.lower.LoweredElements;
import dev.halfstep.lower.LoweredElements.ByteTable;
import dev.halfstep.lower.LoweredElements.Integers;
import dev.halfstep.lower.LoweredElements.Interpolated;
import dev.halfstep.lower.LoweredElements.Reals;
import dev.halfstep.lower.LoweredElements.Sigmoid;
import dev.halfstep.lower.RealFunction;
import dev.halfstep.lower.RealFunction.AboveZero;
import dev.halfstep.lower.RealFunction.Named;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.lower.rounding.PowerOfTwo;
import dev.halfstep.lower.rounding.SigmoidTable;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;

/** The arithmetic of functions of each element, by the type of these. */
final class ElementLowering {

    private final Operands operands;
    private final DType dtype;
    private final int length;

    ElementLowering(Operands operands) {
        this.operands = operands;
        dtype = operands.dtype(0);
        length = operands.shape(0).elements();
    }

    /** A real function, by way of a table where the elements are codes. */
    LoweredElements function(RealFunction function) {
        return switch (dtype) {
            case FLOAT32 -> new Reals(function, length);
            case INT8, UINT8 ->
                new ByteTable(CodeTable.of(operands.scale(0), operands.outputScale(), dtype, function), length);
            case INT16 -> interpolated(function, false);
            case FLOAT16, INT4, INT32, INT64, BOOL -> throw new AssertionError(dtype);
        };
    }

    private Interpolated interpolated(RealFunction function, boolean isRoot) {
        return new Interpolated(InterpolatedTable.ofFloats(operands.scale(0).scale(), operands.outputScale().scale(),
                function), isRoot, length);
    }

    Integers integers(CodeFunction function) {
        return new Integers(function, dtype, length);
    }

    Integers magnitude() {
        return leaky(-1);
    }

    /** Codes below 0 times a slope. */
    Integers leaky(float slope) {
        return integers(line(operands, slope, slope < 0 ? -1 : 1, (int) dtype.min(), (int) dtype.max()));
    }

    /** Codes held between two ends. */
    Integers clamped(long min, long max) {
        return integers(line(operands, 1, 1, (int) min, (int) max));
    }

    /**
     * Codes rescaled on both sides of 0.
     *
     * @param slope that numbers below 0 are multiplied by, or the scale of such slopes
     * @param steps what their codes are multiplied by besides
     */
    static Rescaled line(Operands operands, float slope, int steps, int min, int max) {
        float input = operands.scale(0).scale();
        float output = operands.outputScale().scale();
        return new Rescaled(Binary.multiplier(input / output), Binary.multiplier(Math.abs(input * slope / output)),
                steps, (int) operands.scale(0).zeroPoint(), (int) operands.outputScale().zeroPoint(), min, max);
    }

    /** What lies up to zero gives the smallest code. */
    LoweredElements logarithm() {
        Quantization target = operands.outputScale();
        return function(new AboveZero(Named.LOG, (dtype.min() - target.zeroPoint()) * target.scale()));
    }

    Integers root() {
        return integers(new Root(operands.scale(0), operands.outputScale(), dtype));
    }

    LoweredElements inverseRoot() {
        Quantization source = operands.scale(0);
        Quantization target = operands.outputScale();
        if (dtype == DType.INT16) {
            return interpolated(new AboveZero(Named.RSQRT, Short.MAX_VALUE * target.scale()), true);
        }
        float product = (float) Math.sqrt(source.scale()) * target.scale();
        return integers(new InverseRoot(Binary.multiplier(1.0 / product), (int) source.zeroPoint(),
                (int) target.zeroPoint()));
    }

    Integers hardSwish() {
        Quantization target = operands.outputScale();
        float fine = operands.scale(0).scale() / 128;
        Multiplier output = Binary.multiplier(fine / target.scale());
        require(output.shift() <= 0, () -> "the scale of its output is too small for its input's: " + target.scale());
        return integers(HardSwish.of(operands.scale(0), target, output, Binary.multiplier(fine / (3f / 32_768)),
                dtype));
    }

    /** The logistic function, or the hyperbolic tangent, of int16 codes; scales that are powers of two are exact. */
    Sigmoid sigmoid(boolean isTangent) {
        float scale = operands.scale(0).scale();
        int exponent = PowerOfTwo.is(scale) ? PowerOfTwo.exponent(scale) - SigmoidTable.EXPONENT : -1;
        boolean isExact = exponent == 0 || (isTangent && exponent == 1);
        return new Sigmoid(isExact ? SigmoidTable.ofPowerOfTwo(exponent) : SigmoidTable.of(scale), isTangent, length);
    }
}

package dev.halfstep.op.elementwise;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.op.elementwise.Binary.LEFT;
import static dev.halfstep.op.elementwise.Binary.RIGHT;

import dev.halfstep.lower.CodePair;
import dev.halfstep.lower.CodePair.PowerOfTwoSum;
import dev.halfstep.lower.CodePair.ScaledProduct;
import dev.halfstep.lower.CodePair.ScaledSum;
import dev.halfstep.lower.LoweredPairs.Broadcast;
import dev.halfstep.lower.LoweredPairs.Codes;
import dev.halfstep.lower.LoweredPairs.IntegerPair;
import dev.halfstep.lower.LoweredPairs.Integers;
import dev.halfstep.lower.LoweredPairs.RealPair;
import dev.halfstep.lower.LoweredPairs.Reals;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.lower.rounding.PowerOfTwo;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;

/** The arithmetic of functions of two operands, by the type of these. */
final class PairLowering {

    private final Operands operands;
    private final Activation activation;
    private final DType dtype;
    private final Broadcast broadcast;

    PairLowering(Operands operands, Activation activation) {
        this.operands = operands;
        this.activation = activation;
        dtype = operands.dtype(LEFT);
        broadcast = Broadcast.of(operands.shape(LEFT).toArray(), operands.shape(RIGHT).toArray());
    }

    Reals reals(RealPair function) {
        return new Reals(function, activation.min(), activation.max(), broadcast);
    }

    /** Results beyond what a float holds become the nearest that it does. */
    Reals finite(RealPair function) {
        float min = Math.max(activation.min(), -Float.MAX_VALUE);
        float max = Math.min(activation.max(), Float.MAX_VALUE);
        return new Reals(function, min, max, broadcast);
    }

    Integers integers(IntegerPair function) {
        return new Integers(function, dtype,
                Float.isInfinite(activation.min()) ? dtype.min() : (long) activation.min(),
                Float.isInfinite(activation.max()) ? dtype.max() : (long) activation.max(), broadcast);
    }

    Codes codes(CodePair function) {
        return new Codes(function, dtype, operands.dtype(RIGHT), broadcast);
    }

    /** A sum of codes, a difference, or the square of that. */
    Codes sum(ScaledSum.Kind kind) {
        boolean isSquare = kind == ScaledSum.Kind.SQUARED_DIFFERENCE;
        int bits = isSquare ? ScaledSum.BITS_SQUARED : dtype == DType.INT16 ? ScaledSum.BITS_16 : ScaledSum.BITS_8;
        Quantization left = operands.scale(LEFT);
        Quantization right = operands.scale(RIGHT);
        Quantization target = operands.outputScale();
        double common = 2 * Math.max(left.scale(), right.scale());
        double toOutput = isSquare ? common * common / Math.scalb((double) target.scale(), 2 * bits)
                : common / Math.scalb((double) target.scale(), bits);
        Multiplier output = Binary.multiplier(toOutput);
        // TensorFlow Lite ends the whole process beyond that.
        require(toOutput < 1 && output.shift() <= 0,
                () -> "the scale of its output is too small for its inputs': " + target.scale());
        return codes(new ScaledSum(kind, bits, Multiplier.of(left.scale() / common),
                Multiplier.of(right.scale() / common), output, (int) left.zeroPoint(), (int) right.zeroPoint(),
                (int) target.zeroPoint(), min(), max()));
    }

    /** A sum of int16 codes whose scales are powers of two, or a difference if the sign is -1. */
    Codes powerOfTwoSum(int sign) {
        int output = PowerOfTwo.exponent(operands.outputScale().scale());
        int left = output - PowerOfTwo.exponent(operands.scale(LEFT).scale());
        int right = output - PowerOfTwo.exponent(operands.scale(RIGHT).scale());
        require(left >= 0 && right >= 0 && (left == 0 || right == 0),
                () -> "of two inputs with scales that are powers of two, one must have the output's scale, "
                        + "and none a larger one");
        return codes(new PowerOfTwoSum(sign, left, right, min(), max()));
    }

    /** Whether all scales are powers of two, as near as TensorFlow Lite looks. */
    boolean hasPowerOfTwoScales() {
        return PowerOfTwo.is(operands.scale(LEFT).scale()) && PowerOfTwo.is(operands.scale(RIGHT).scale())
                && PowerOfTwo.is(operands.outputScale().scale());
    }

    /**
     * A product or quotient of codes.
     *
     * @param scale from the scale of the bare one to the output's
     */
    Codes product(boolean isQuotient, double scale) {
        return codes(new ScaledProduct(isQuotient, Binary.multiplier(scale), (int) operands.scale(LEFT).zeroPoint(),
                (int) operands.scale(RIGHT).zeroPoint(), (int) operands.outputScale().zeroPoint(), min(), max()));
    }

    private int min() {
        return activation.min(operands.outputScale(), dtype);
    }

    private int max() {
        return activation.max(operands.outputScale(), dtype);
    }
}

package dev.halfstep.op.elementwise;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.rounding.PowerOfTwo;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Operands;
import dev.halfstep.kernel.elementwise.Broadcast;
import dev.halfstep.kernel.elementwise.Broadcast.Row;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.kernel.elementwise.Pairwise;
import dev.halfstep.lower.PowerOfTwoSum;
import dev.halfstep.lower.ScaledProduct;
import dev.halfstep.lower.ScaledSum;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;

/** What ops on the elements of two operands have in common. The shapes of the two are broadcast to each other. */
public final class Binary {

    static final int LEFT = 0;
    static final int RIGHT = 1;

    /** The rank from which on older interpreters did not broadcast. */
    private static final int HIGH_RANK = 5;
    private static final float LARGEST = Float.MAX_VALUE;

    private Binary() {}

    /**
     * Both operands and the output have the same type.
     *
     * @throws Problem if not
     */
    static void requireSameTypes(Operands operands) {
        TensorInfo left = operands.input(LEFT);
        for (TensorInfo other : List.of(operands.input(RIGHT), operands.output())) {
            require(left.dtype() == other.dtype(), () -> "'" + left.name() + "' of type " + left.dtype().label()
                    + " and '" + other.name() + "' of type " + other.dtype().label() + " do not go together");
        }
    }

    /**
     * Operands and output have the same type, and a scale each if that is a type of codes.
     *
     * @throws Problem if not
     */
    static void requireAlike(Operands operands) {
        Operands.requireAlike(operands.input(LEFT), operands.input(RIGHT));
        Operands.requireAlike(operands.input(LEFT), operands.output());
    }

    /** Whether operands are int16 numbers as they are, not codes. */
    static boolean isPlainInt16(Operands operands) {
        return operands.dtype(LEFT) == DType.INT16 && operands.input(LEFT).quantization().isEmpty()
                && operands.input(RIGHT).quantization().isEmpty() && operands.output().quantization().isEmpty();
    }

    /**
     * The shape that two others are broadcast to.
     *
     * @throws Problem if an axis has two extents other than 1
     */
    static List<Shape> outputShapes(Operands operands) {
        int[] left = operands.shape(LEFT).toArray();
        int[] right = operands.shape(RIGHT).toArray();
        var extents = new int[Math.max(left.length, right.length)];
        for (int fromLast = 1; fromLast <= extents.length; fromLast++) {
            int a = fromLast <= left.length ? left[left.length - fromLast] : 1;
            int b = fromLast <= right.length ? right[right.length - fromLast] : 1;
            require(a == b || a == 1 || b == 1,
                    () -> "the shapes " + operands.shape(LEFT) + " and " + operands.shape(RIGHT)
                            + " cannot be broadcast to each other");
            extents[extents.length - fromLast] = a == 1 ? b : a;
        }
        return List.of(Shape.of(extents));
    }

    /** Whether shapes differ, with an operand of more than four axes. */
    static boolean broadcastsHighRanks(Operands operands) {
        Shape left = operands.shape(LEFT);
        Shape right = operands.shape(RIGHT);
        return !left.equals(right) && Math.max(left.rank(), right.rank()) >= HIGH_RANK;
    }

    static Step floats(Operands operands, Buffers buffers, Pairwise.Floats function) {
        return step(operands,
                Pairwise.floats(buffers.floatsIn(LEFT), buffers.floatsIn(RIGHT), buffers.floatsOut(), function));
    }

    /** Results beyond what the activation lets through, or a float holds, become the nearest that it does. */
    static Step floats(Operands operands, Buffers buffers, Activation activation, Pairwise.Floats function) {
        float min = Math.max(activation.min(), -LARGEST);
        float max = Math.min(activation.max(), LARGEST);
        return floats(operands, buffers, (a, b) -> Math.min(Math.max(function.apply(a, b), min), max));
    }

    /** Integers of up to 32 bits, whatever they stand for. */
    static Step integers(Operands operands, Buffers buffers, Pairwise.Ints function) {
        Row row = switch (operands.dtype(LEFT)) {
            case INT8 -> Pairwise.bytes(buffers.bytesIn(LEFT), buffers.bytesIn(RIGHT), buffers.bytesOut(), function);
            case UINT8 ->
                Pairwise.unsignedBytes(buffers.bytesIn(LEFT), buffers.bytesIn(RIGHT), buffers.bytesOut(), function);
            case INT16 ->
                Pairwise.shorts(buffers.shortsIn(LEFT), buffers.shortsIn(RIGHT), buffers.shortsOut(), function);
            case INT32 -> Pairwise.ints(buffers.intsIn(LEFT), buffers.intsIn(RIGHT), buffers.intsOut(), function);
            case FLOAT32, FLOAT16, INT4, INT64 -> throw new AssertionError(operands.dtype(LEFT));
        };
        return step(operands, row);
    }

    /** Numbers of int32, or of int16 that are no codes. */
    static Step integers(Operands operands, Buffers buffers, Activation activation, Pairwise.Ints function) {
        DType dtype = operands.dtype(LEFT);
        int min = (int) lowest(activation, dtype);
        int max = (int) highest(activation, dtype);
        return dtype == DType.INT16
                ? integers(operands, buffers, (a, b) -> Math.clamp((short) function.apply(a, b), min, max))
                : integers(operands, buffers, (a, b) -> Math.clamp(function.apply(a, b), min, max));
    }

    static Step longs(Operands operands, Buffers buffers, Pairwise.Longs function) {
        return step(operands,
                Pairwise.longs(buffers.longsIn(LEFT), buffers.longsIn(RIGHT), buffers.longsOut(), function));
    }

    static Step longs(Operands operands, Buffers buffers, Activation activation, Pairwise.Longs function) {
        long min = lowest(activation, DType.INT64);
        long max = highest(activation, DType.INT64);
        return longs(operands, buffers, (a, b) -> Math.clamp(function.apply(a, b), min, max));
    }

    static Step step(Operands operands, Row row) {
        if (operands.output().shape().elements() == 0) {
            // Extents of nothing could be any.
            return () -> {};
        }
        var broadcast = Broadcast.of(operands.shape(LEFT).toArray(), operands.shape(RIGHT).toArray());
        return () -> Broadcast.run(broadcast, row);
    }

    private static long lowest(Activation activation, DType dtype) {
        return Float.isInfinite(activation.min()) ? dtype.min() : (long) activation.min();
    }

    private static long highest(Activation activation, DType dtype) {
        return Float.isInfinite(activation.max()) ? dtype.max() : (long) activation.max();
    }

    /** Parameters of a sum or difference of codes. */
    static ScaledSum sum(Operands operands, Activation activation, int bits) {
        double common = commonScale(operands);
        return sum(operands, activation, bits, common / Math.scalb((double) operands.outputScale().scale(), bits));
    }

    /** Parameters of the square of a difference of codes. */
    static ScaledSum square(Operands operands, int bits) {
        double common = commonScale(operands);
        return sum(operands, Activation.NONE, bits,
                common * common / Math.scalb((double) operands.outputScale().scale(), 2 * bits));
    }

    /** Twice the larger scale; the product is rounded as TensorFlow Lite's is. */
    private static double commonScale(Operands operands) {
        return 2 * Math.max(operands.scale(LEFT).scale(), operands.scale(RIGHT).scale());
    }

    private static ScaledSum sum(Operands operands, Activation activation, int bits, double toOutput) {
        double common = commonScale(operands);
        Multiplier output = multiplier(toOutput);
        // TensorFlow Lite ends the whole process beyond that.
        require(toOutput < 1 && output.shift() <= 0, () -> "the scale of its output is too small for its inputs': "
                + operands.outputScale().scale());
        Quantization left = operands.scale(LEFT);
        Quantization right = operands.scale(RIGHT);
        Quantization target = operands.outputScale();
        DType dtype = operands.dtype(LEFT);
        return new ScaledSum(bits, Multiplier.of(left.scale() / common), Multiplier.of(right.scale() / common), output,
                (int) left.zeroPoint(), (int) right.zeroPoint(), (int) target.zeroPoint(),
                activation.min(target, dtype), activation.max(target, dtype));
    }

    /** Parameters of a sum or difference of int16 codes whose scales are powers of two. */
    static PowerOfTwoSum powerOfTwoSum(Operands operands, Activation activation) {
        Quantization target = operands.outputScale();
        int output = PowerOfTwo.exponent(target.scale());
        int left = output - PowerOfTwo.exponent(operands.scale(LEFT).scale());
        int right = output - PowerOfTwo.exponent(operands.scale(RIGHT).scale());
        require(left >= 0 && right >= 0 && (left == 0 || right == 0),
                () -> "of two inputs with scales that are powers of two, one must have the output's scale, "
                        + "and none a larger one");
        return new PowerOfTwoSum(left, right, activation.min(target, DType.INT16),
                activation.max(target, DType.INT16));
    }

    /** Whether all scales are powers of two, as near as TensorFlow Lite looks. */
    static boolean hasPowerOfTwoScales(Operands operands) {
        return PowerOfTwo.is(operands.scale(LEFT).scale()) && PowerOfTwo.is(operands.scale(RIGHT).scale())
                && PowerOfTwo.is(operands.outputScale().scale());
    }

    /** Parameters of a product or quotient of codes. */
    static ScaledProduct product(Operands operands, Activation activation, double scale) {
        Quantization target = operands.outputScale();
        DType dtype = operands.dtype(LEFT);
        return new ScaledProduct(multiplier(scale), (int) operands.scale(LEFT).zeroPoint(),
                (int) operands.scale(RIGHT).zeroPoint(), (int) target.zeroPoint(), activation.min(target, dtype),
                activation.max(target, dtype));
    }

    /**
     * A rescaling in fixed point.
     *
     * @throws Problem if it is beyond what the reference kernel's arithmetic is defined for
     */
    public static Multiplier multiplier(double scale) {
        if (Double.isFinite(scale)) {
            Multiplier multiplier = Multiplier.of(scale);
            if (multiplier.shift() <= FixedPoint.MAX_SHIFT) {
                return multiplier;
            }
        }
        throw Problem.of("the scales of its tensors are too far apart: rescaling by " + scale + ", more than 2^"
                + FixedPoint.MAX_SHIFT);
    }
}

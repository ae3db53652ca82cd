package dev.halfstep.op.elementwise;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.op.Operands;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;

/** What ops on the elements of two operands have in common. The shapes of the two are broadcast to each other. */
public final class Binary {

    static final int LEFT = 0;
    static final int RIGHT = 1;

    /** The rank from which on older interpreters did not broadcast. */
    private static final int HIGH_RANK = 5;

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

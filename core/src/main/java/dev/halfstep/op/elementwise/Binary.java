package dev.halfstep.op.elementwise;

import dev.halfstep.lower.LoweredPairs;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** An op on the elements of two operands, whose shapes are broadcast to each other. */
public interface Binary extends Op {

    int LEFT = 0;
    int RIGHT = 1;

    /** The rank from which on older interpreters did not broadcast. */
    int HIGH_RANK = 5;

    /**
     * Both operands and the output have the same type.
     *
     * @throws Problem if not
     */
    static void requireSameTypes(Operands operands) {
        Operands.requireSameType(operands.input(LEFT), operands.input(RIGHT));
        Operands.requireSameType(operands.input(LEFT), operands.output());
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
     * The same, but the scale of one operand may be 0.
     *
     * @throws Problem if not
     */
    static void requireArithmetic(Operands operands) {
        requireSameTypes(operands);
        if (operands.dtype(LEFT).isCode()) {
            Operands.requireCodesOrZeros(operands.input(LEFT));
            Operands.requireCodesOrZeros(operands.input(RIGHT));
            Operands.requireCodes(operands.output());
            Operands.require(operands.scale(LEFT).scale() > 0 || operands.scale(RIGHT).scale() > 0,
                    () -> "both operands have a scale of 0");
        }
    }

    /**
     * The shape that two others are broadcast to.
     *
     * @throws Problem if an axis has two extents other than 1
     */
    @Override
    default List<Shape> outputShapes(Operands operands) {
        return List.of(Extents.broadcast(operands.shape(LEFT), operands.shape(RIGHT)));
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
    static Multiplier multiplier(double scale) {
        if (Double.isFinite(scale)) {
            Multiplier multiplier = Multiplier.of(scale);
            if (multiplier.shift() <= FixedPoint.MAX_SHIFT) {
                return multiplier;
            }
        }
        throw Problem.of("the scales of its tensors are too far apart: rescaling by " + scale + ", more than 2^"
                + FixedPoint.MAX_SHIFT);
    }

    @Override
    LoweredPairs lower(Operands operands);
}

package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * The same elements in another shape.
 *
 * <p>
 * Inputs: the data; optionally a vector of int32 extents, of which one may be -1 for what is left over. Without the vector, or if
 * it is none of int32, the shape is that of the options.
 *
 * @param newShape the shape in the options; {@code [0]} stands for a scalar, as old files have it
 */
public record Reshape(List<Integer> newShape) implements Mover {

    public static final OpType TYPE = Mover.type("RESHAPE", 17, Reshape::read).inputs(1, 2).shapedBy(1);

    public static final int SHAPE = 1;

    private static final int SHAPE_FIELD = 0;

    public Reshape {
        newShape = List.copyOf(newShape);
    }

    /** To a shape that the second input gives. */
    public static Reshape toInput() {
        return new Reshape(List.of());
    }

    private static Reshape read(OptionReader options) {
        return new Reshape(Arrays.stream(options.ints(SHAPE_FIELD)).boxed().toList());
    }

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return newShape.isEmpty() ? Options.NONE : Options.NONE.ints(SHAPE_FIELD, newShape);
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        long[] extents = extents(operands);
        int elements = operands.shape(0).elements();
        int open = -1;
        long others = 1;
        for (int a = 0; a < extents.length; a++) {
            if (extents[a] == -1) {
                require(open < 0, () -> "two extents of the shape " + Arrays.toString(extents) + " are open");
                open = a;
            } else {
                // No array has as many elements as the smallest product that would wrap.
                others = Math.clamp(others * extents[a], -1, Integer.MAX_VALUE);
            }
        }
        if (open >= 0 && others > 0) {
            extents[open] = elements / others;
            others *= extents[open];
        }
        if (others != elements || Arrays.stream(extents).anyMatch(e -> e < 0)) {
            throw Problem.of(operands.shape(0) + " cannot become " + Arrays.toString(extents(operands))
                    + ": the numbers of elements differ");
        }
        return List.of(Extents.shape(extents));
    }

    private long[] extents(Operands operands) {
        if (operands.has(SHAPE) && operands.shape(SHAPE).rank() == 1 && operands.dtype(SHAPE) == DType.INT32) {
            return operands.integers(SHAPE);
        }
        boolean scalar = newShape.equals(List.of(0));
        return scalar ? new long[0] : newShape.stream().mapToLong(Integer::longValue).toArray();
    }
}

package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Pieces of the data along an axis, one for each output. Inputs: the data; the extent of each piece, of which one may be -1 for
 * what is left over; the axis, from the end if negative.
 *
 * @param pieces how many
 */
public record SplitV(int pieces) implements Mover {

    public static final OpType TYPE = Mover.type("SPLIT_V", 79, options -> new SplitV(options.int32(0, 0))).inputs(3)
            .outputs(1, OpType.ANY).releases("1.13.1", "2.3.0");

    private static final int EXTENTS = 1;
    private static final int AXIS = 2;

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.int32(0, pieces);
    }

    @Override
    public void check(Operands operands) {
        Mover.super.check(operands);
        require(operands.outputs().size() == pieces,
                () -> "it splits into " + pieces + " pieces, but has " + operands.outputs().size() + " outputs");
        Extents.requireIndices(operands, EXTENTS);
        require(operands.dtype(AXIS) == DType.INT32, () -> "its axis must be int32");
    }

    @Override
    public List<Integer> shapeOperands() {
        return List.of(EXTENTS, AXIS);
    }

    private static int axis(Operands operands) {
        return Extents.axis(Extents.single(operands, AXIS), operands.shape(0).rank());
    }

    @Override
    public boolean mixesSamples(Operands operands) {
        return pieces > 1 && operands.knows(AXIS) && axis(operands) == 0;
    }

    /** The extent of each piece, with the open one filled in. */
    private int[] extents(Operands operands) {
        long[] given = operands.integers(EXTENTS);
        int whole = operands.shape(0).extent(axis(operands));
        long left = whole;
        int open = -1;
        boolean fits = given.length == pieces;
        for (int i = 0; i < given.length; i++) {
            if (given[i] == -1 && open < 0) {
                open = i;
            } else {
                fits &= given[i] >= 0 && given[i] <= left;
                left -= fits ? given[i] : 0;
            }
        }
        require(fits && (open >= 0 || left == 0),
                () -> "the extent " + whole + " does not split into " + pieces + " pieces of "
                        + Arrays.toString(given));
        if (open >= 0) {
            given[open] = left;
        }
        return Arrays.stream(given).mapToInt(extent -> (int) extent).toArray();
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        Shape data = operands.shape(0);
        int axis = axis(operands);
        return Arrays.stream(extents(operands)).mapToObj(extent -> data.with(axis, extent)).toList();
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        return Pieces.split(operands, buffers, 0, axis(operands), extents(operands));
    }

    @Override
    public int version(Operands operands) {
        return operands.dtype(0) == DType.INT8 ? 2 : 1;
    }
}

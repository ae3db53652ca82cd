package dev.halfstep.op.move;

import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT8;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Pieces of the data along an axis, one for each output.
 *
 * <p>
 * Inputs of SPLIT, whose pieces are equal: the axis, from the end if negative; the data. Inputs of SPLIT_V: the data; the extent of
 * each piece, of which one may be -1 for what is left over; the axis.
 *
 * @param pieces how many
 * @param sized whether it is SPLIT_V
 */
public record Split(int pieces, boolean sized) implements Mover {

    public static final OpType TYPE = Mover.type("SPLIT", 35, options -> equal(options.int32(0, 0))).inputs(2).data(1)
            .shapedBy(0)
            .outputs(1, OpType.ANY).since("1.14.0", INT8).since("1.14.0", INT32).since("2.3.0", INT16);
    public static final OpType TYPE_V = Mover.type("SPLIT_V", 79, options -> sized(options.int32(0, 0))).inputs(3)
            .shapedBy(1, 2).outputs(1, OpType.ANY).releases("1.13.1").since("2.3.0", INT8);

    private static final int EXTENTS = 1;

    /** Pieces of the same extent. */
    public static Split equal(int pieces) {
        return new Split(pieces, false);
    }

    /** Pieces whose extents an input gives. */
    public static Split sized(int pieces) {
        return new Split(pieces, true);
    }

    @Override
    public OpType type() {
        return sized ? TYPE_V : TYPE;
    }

    private int dataInput() {
        return type().data();
    }

    private int axisInput() {
        return sized ? 2 : 0;
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
        if (sized) {
            Extents.requireIndices(operands, EXTENTS);
        }
        require(operands.dtype(axisInput()) == DType.INT32, () -> "its axis must be int32");
    }

    private int axis(Operands operands) {
        return Extents.axis(Extents.single(operands, axisInput()), operands.shape(dataInput()).rank());
    }

    @Override
    public boolean mixesSamples(Operands operands) {
        return pieces > 1 && operands.knows(axisInput()) && axis(operands) == 0;
    }

    /** The extent of each piece. */
    private int[] extents(Operands operands) {
        Shape data = operands.shape(dataInput());
        int axis = axis(operands);
        if (sized) {
            return extents(operands.integers(EXTENTS), data.extent(axis));
        }
        require(pieces > 0 && data.extent(axis) % pieces == 0,
                () -> "axis " + axis + " of " + data + " does not split into " + pieces + " equal pieces");
        var extents = new int[pieces];
        Arrays.fill(extents, data.extent(axis) / pieces);
        return extents;
    }

    /** Given extents with the open one filled in. */
    private int[] extents(long[] given, int whole) {
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
        require(fits && (open >= 0 || left == 0), () -> "the extent " + whole + " does not split into " + pieces
                + " pieces of " + Arrays.toString(given));
        if (open >= 0) {
            given[open] = left;
        }
        return Arrays.stream(given).mapToInt(extent -> (int) extent).toArray();
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        Shape data = operands.shape(dataInput());
        int axis = axis(operands);
        return Arrays.stream(extents(operands)).mapToObj(extent -> data.with(axis, extent)).toList();
    }

    @Override
    public LoweredMove lower(Operands operands) {
        int[] extents = extents(operands);
        return Pieces.split(operands, dataInput(), axis(operands), i -> extents[i]);
    }
}

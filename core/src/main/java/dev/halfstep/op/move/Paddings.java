package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredMove.Copied;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.Shape;

/**
 * How many elements a padding puts before and behind each axis: an operand {@code [rank, 2]} of int32 or int64.
 *
 * @param before for each axis
 * @param behind for each axis
 */
record Paddings(long[] before, long[] behind) {

    static final int OPERAND = 1;

    /**
     * @throws Problem if they do not go with the data
     */
    static Paddings of(Operands operands) {
        Shape data = operands.shape(0);
        Shape given = operands.shape(OPERAND);
        require(given.equals(Shape.of(data.rank(), 2)),
                () -> "paddings of shape " + given + " do not go with data of shape " + data);
        long[] pairs = operands.integers(OPERAND);
        var paddings = new Paddings(new long[data.rank()], new long[data.rank()]);
        for (int a = 0; a < data.rank(); a++) {
            paddings.before[a] = pairs[2 * a];
            paddings.behind[a] = pairs[2 * a + 1];
            int axis = a;
            require(fits(pairs[2 * a]) && fits(pairs[2 * a + 1]),
                    () -> "axis " + axis + " is padded by " + pairs[2 * axis] + " and " + pairs[2 * axis + 1]);
        }
        return paddings;
    }

    private static boolean fits(long padding) {
        return padding >= 0 && padding <= Integer.MAX_VALUE;
    }

    Shape padded(Shape data) {
        long[] extents = Extents.longs(data);
        for (int a = 0; a < extents.length; a++) {
            extents[a] += before[a] + behind[a];
        }
        return Extents.shape(extents);
    }

    /** The copy of the data to the middle of the output. */
    Copied inner(Shape data, Shape padded) {
        int[] to = Extents.strides(padded);
        return new Copied(0, 0, StridedCopy.of(data.toArray(), Extents.strides(data), 0, to,
                Mover.offset(before, to, padded)));
    }
}

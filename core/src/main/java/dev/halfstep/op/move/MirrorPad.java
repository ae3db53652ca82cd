package dev.halfstep.op.move;

import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT8;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.lower.LoweredMove.Part;
import dev.halfstep.lower.LoweredMove.Repeated;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The data with a border that mirrors them. Inputs: the data; how much goes before and behind each axis.
 *
 * @param symmetric whether the outermost element is mirrored, too
 */
public record MirrorPad(boolean symmetric) implements IndexedMover {

    public static final OpType TYPE =
            Mover.type("MIRROR_PAD", 77, MirrorPad::read).inputs(2).shapedBy(1).releases("1.13.1")
            .since("2.3.0", INT8).since("2.12.0", INT16);

    private static final int SYMMETRIC_NUMBER = 1;

    private static MirrorPad read(OptionReader options) {
        int mode = options.int8(0, 0);
        if (mode < 0 || mode > SYMMETRIC_NUMBER) {
            throw Problem.of("the mode number " + mode + " is not supported");
        }
        return new MirrorPad(mode == SYMMETRIC_NUMBER);
    }

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.int8(0, symmetric ? SYMMETRIC_NUMBER : 0);
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        Shape data = operands.shape(0);
        var paddings = Paddings.of(operands);
        for (int a = 0; a < data.rank(); a++) {
            long most = Math.max(0, data.extent(a) - (symmetric ? 0 : 1));
            int axis = a;
            require(paddings.before()[a] <= most && paddings.behind()[a] <= most,
                    () -> "axis " + axis + " of " + data + " is mirrored further than it reaches: by "
                            + paddings.before()[axis] + " and " + paddings.behind()[axis]);
        }
        return List.of(paddings.padded(data));
    }

    /** The data go to the middle; then each axis from the last on is mirrored within the output. */
    @Override
    public LoweredMove lower(Operands operands) {
        Shape data = operands.shape(0);
        Shape padded = operands.output().shape();
        var paddings = Paddings.of(operands);
        var parts = new ArrayList<Part>();
        parts.add(paddings.inner(data, padded));
        for (int axis = data.rank() - 1; axis >= 0 && data.elements() > 0; axis--) {
            int first = (int) paddings.before()[axis];
            int beyond = first + data.extent(axis);
            int skip = symmetric ? 0 : 1;
            parts.add(mirror(paddings, data, padded, axis, first, first + skip, first - 1));
            parts.add(mirror(paddings, data, padded, axis, (int) paddings.behind()[axis], beyond - 1 - skip, beyond));
        }
        return new Moved(parts);
    }

    /**
     * Copies indices of an axis to others that lie on the other side: from one end on the way back, to the other on the way out.
     * The axes before it are not padded yet, those behind it are.
     */
    private static Part mirror(Paddings paddings, Shape data, Shape padded, int axis, int count, int from,
            int to) {
        int[] strides = Extents.strides(padded);
        int[] extents = padded.toArray();
        int offset = 0;
        for (int a = 0; a < axis; a++) {
            extents[a] = data.extent(a);
            offset += (int) paddings.before()[a] * strides[a];
        }
        extents[axis] = count;
        int[] back = strides.clone();
        int[] out = strides.clone();
        int direction = to > from ? 1 : -1;
        back[axis] = -direction * strides[axis];
        out[axis] = direction * strides[axis];
        return new Repeated(
                StridedCopy.of(extents, back, offset + from * strides[axis], out, offset + to * strides[axis]));
    }
}

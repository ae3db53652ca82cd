package dev.halfstep.op.move;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Operands;
import dev.halfstep.lower.StridedCopy;
import dev.halfstep.tensor.Shape;

/** Steps that copy pieces of one tensor along an axis to an output each, or the other way round. */
final class Pieces {

    private Pieces() {}

    /**
     * Copies consecutive pieces of the data to the outputs.
     *
     * @param data position of the input
     * @param extents of each piece along the axis
     */
    static Step split(Operands operands, Buffers buffers, int data, int axis, int[] extents) {
        Shape whole = operands.shape(data);
        int[] strides = Extents.strides(whole);
        var blocks = new StridedCopy[extents.length];
        var outputs = new Object[extents.length];
        int start = 0;
        for (int i = 0; i < extents.length; i++) {
            Shape piece = whole.with(axis, extents[i]);
            int from = piece.elements() == 0 ? 0 : start * strides[axis];
            blocks[i] = StridedCopy.of(piece.toArray(), strides, from, Extents.strides(piece), 0);
            outputs[i] = buffers.out(i);
            start += extents[i];
        }
        Object in = buffers.in(data);
        return () -> {
            for (int i = 0; i < blocks.length; i++) {
                StridedCopy.run(blocks[i], in, outputs[i]);
            }
        };
    }

    /** Copies the inputs, all of one shape, to the indices of an axis of the output. */
    static Step stack(Operands operands, Buffers buffers, int axis) {
        Shape whole = operands.output().shape();
        Shape piece = whole.with(axis, 1);
        int[] strides = Extents.strides(whole);
        var blocks = new StridedCopy[operands.inputs().size()];
        var inputs = new Object[blocks.length];
        for (int i = 0; i < blocks.length; i++) {
            int to = piece.elements() == 0 ? 0 : i * strides[axis];
            blocks[i] = StridedCopy.of(piece.toArray(), Extents.strides(piece), 0, strides, to);
            inputs[i] = buffers.in(i);
        }
        Object out = buffers.out(0);
        return () -> {
            for (int i = 0; i < blocks.length; i++) {
                StridedCopy.run(blocks[i], inputs[i], out);
            }
        };
    }
}

package dev.halfstep.op.move;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Copied;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.lower.LoweredMove.Part;
import dev.halfstep.lower.LoweredMove.Recoded;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/** Copies of consecutive pieces of one tensor along an axis to an output each, or the other way round. */
final class Pieces {

    private Pieces() {}

    /** Makes the copy of a piece. */
    private interface Maker {
        Part part(int index, Shape piece, int start);
    }

    /**
     * The pieces of the data go to the outputs.
     *
     * @param data position of the input
     * @param extents of each piece along the axis
     */
    static LoweredMove split(Operands operands, int data, int axis, IntUnaryOperator extents) {
        Shape whole = operands.shape(data);
        int[] strides = Extents.strides(whole);
        return pieces(whole, operands.outputs().size(), axis, extents, (i, piece, start) -> new Copied(data, i,
                StridedCopy.of(piece.toArray(), strides, start, Extents.strides(piece), 0)));
    }

    /** The inputs become the pieces of the output; uint8 codes of another scale by way of a table. */
    static LoweredMove joined(Operands operands, int axis, IntUnaryOperator extents) {
        Shape whole = operands.output().shape();
        int[] strides = Extents.strides(whole);
        Optional<Quantization> to = operands.output().quantization();
        return pieces(whole, operands.inputs().size(), axis, extents, (i, piece, start) -> {
            var copy = StridedCopy.of(piece.toArray(), Extents.strides(piece), 0, strides, start);
            Optional<Quantization> from = operands.input(i).quantization();
            return operands.dtype(i) == DType.UINT8 && !from.equals(to)
                    ? new Recoded(i, copy, LoweredMove.recoding(from.orElseThrow(), to.orElseThrow()))
                    : new Copied(i, 0, copy);
        });
    }

    private static LoweredMove pieces(Shape whole, int count, int axis, IntUnaryOperator extents, Maker maker) {
        int[] strides = Extents.strides(whole);
        var parts = new ArrayList<Part>();
        int start = 0;
        for (int i = 0; i < count; i++) {
            Shape piece = whole.with(axis, extents.applyAsInt(i));
            parts.add(maker.part(i, piece, piece.elements() == 0 ? 0 : start * strides[axis]));
            start += piece.extent(axis);
        }
        return new Moved(parts);
    }
}

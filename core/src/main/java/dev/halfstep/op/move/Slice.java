package dev.halfstep.op.move;

import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT8;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** A block of the data. Inputs: the data; where the block begins on each axis; its extents, -1 for all that is left. */
public record Slice() implements IndexedMover {

    public static final OpType TYPE = Mover.type("SLICE", 48, new Slice()).inputs(3).shapedBy(1, 2)
            .releases("1.14.0").since("1.14.0", INT8).since("1.14.0").since("2.4.0", INT16).since("2.5.0");

    private static final int BEGIN = 1;
    private static final int SIZE = 2;

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        Shape data = operands.shape(0);
        long[] begin = Extents.perAxis(operands, BEGIN, data.rank());
        long[] size = Extents.perAxis(operands, SIZE, data.rank());
        for (int a = 0; a < size.length; a++) {
            int extent = data.extent(a);
            boolean starts = begin[a] >= 0 && begin[a] <= extent;
            require(starts && size[a] >= -1 && size[a] <= extent - begin[a], () -> "there is no block at "
                    + Arrays.toString(begin) + " of extents " + Arrays.toString(size) + " in " + data);
            size[a] = size[a] == -1 ? extent - begin[a] : size[a];
        }
        return List.of(Extents.shape(size));
    }

    @Override
    public LoweredMove lower(Operands operands) {
        Shape data = operands.shape(0);
        long[] begin = Extents.perAxis(operands, BEGIN, data.rank());
        int[] strides = Extents.strides(data);
        return Mover.strided(strides, Mover.offset(begin, strides, operands.output().shape()), operands);
    }

    @Override
    public int version(Operands operands) {
        return operands.shape(0).rank() > 4 ? 5 : IndexedMover.super.version(operands);
    }
}

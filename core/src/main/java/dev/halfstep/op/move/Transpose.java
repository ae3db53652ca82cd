package dev.halfstep.op.move;

import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT8;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** The data with its axes in another order. Inputs: the data; for each axis of the output the axis of the data. */
public record Transpose() implements Mover {

    public static final OpType TYPE = Mover.type("TRANSPOSE", 26, new Transpose()).inputs(2).shapedBy(1)
            .releases("1.6.0").since("1.14.0", INT8).since("1.15.0").since("2.3.0").since("2.4.0", INT16).since("2.12.0");

    private static final int ORDER = 1;

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public void check(Operands operands) {
        Mover.super.check(operands);
        require(operands.dtype(ORDER) == DType.INT32,
                () -> "the order of the axes must be int32, not " + operands.dtype(ORDER).label());
    }

    @Override
    public boolean mixesSamples(Operands operands) {
        int[] order = operands.knows(ORDER) ? order(operands) : new int[0];
        return order.length > 0 && order[0] != 0;
    }

    private static int[] order(Operands operands) {
        int rank = operands.shape(0).rank();
        long[] order = Extents.perAxis(operands, ORDER, rank);
        int[] axes = Arrays.stream(order).mapToInt(axis -> Extents.axis(axis, rank)).toArray();
        require(Arrays.stream(axes).distinct().count() == rank,
                () -> Arrays.toString(order) + " does not name each axis once");
        return axes;
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        return List.of(Shape.of(Arrays.stream(order(operands)).map(operands.shape(0)::extent).toArray()));
    }

    @Override
    public LoweredMove lower(Operands operands) {
        int[] strides = Extents.strides(operands.shape(0));
        return Mover.strided(Arrays.stream(order(operands)).map(axis -> strides[axis]).toArray(), 0, operands);
    }

    @Override
    public int version(Operands operands) {
        int rank = operands.shape(0).rank();
        return rank > 5 ? 6 : Math.max(rank > 4 ? 4 : 1, Mover.super.version(operands));
    }
}

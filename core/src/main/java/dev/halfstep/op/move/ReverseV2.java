package dev.halfstep.op.move;

import static dev.halfstep.tensor.DType.INT8;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** The data backwards on some axes. Inputs: the data; a vector of int32 axes, from the end if negative. */
public record ReverseV2() implements Mover {

    public static final OpType TYPE = Mover.type("REVERSE_V2", 81, new ReverseV2()).inputs(2).shapedBy(1)
            .releases("1.14.0", "2.2.0").since("2.5.0", INT8);

    private static final int AXES = 1;

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public void check(Operands operands) {
        Mover.super.check(operands);
        require(operands.dtype(AXES) == DType.INT32, () -> "its axes must be int32");
    }

    private static boolean[] reversed(Operands operands) {
        var reversed = new boolean[operands.shape(0).rank()];
        for (long axis : operands.integers(AXES)) {
            int a = Extents.axis(axis, reversed.length);
            require(!reversed[a], () -> "axis " + a + " is named twice");
            reversed[a] = true;
        }
        return reversed;
    }

    @Override
    public boolean mixesSamples(Operands operands) {
        return operands.shape(0).rank() > 0 && (!operands.knows(AXES) || reversed(operands)[0]);
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        reversed(operands);
        return List.of(operands.shape(0));
    }

    @Override
    public LoweredMove lower(Operands operands) {
        Shape data = operands.shape(0);
        boolean[] reversed = reversed(operands);
        int[] strides = Extents.strides(data);
        int from = 0;
        for (int a = 0; a < reversed.length && data.elements() > 0; a++) {
            from += reversed[a] ? (data.extent(a) - 1) * strides[a] : 0;
            strides[a] = reversed[a] ? -strides[a] : strides[a];
        }
        return Mover.strided(strides, from, operands);
    }
}

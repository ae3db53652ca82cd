package dev.halfstep.op.move;

import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.INT8;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Filled;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** One value in all elements of a shape. Inputs: the shape; the value. */
public record Fill() implements IndexedMover {

    public static final OpType TYPE = Mover.type("FILL", 68, new Fill())
            .types(FLOAT32, INT32, INT64).inputs(2).data(1)
            .shapedBy(0).releases("1.13.0", "2.3.0").since("2.5.0", INT8, INT16);

    private static final int SHAPE = 0;
    private static final int VALUE = 1;

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public void check(Operands operands) {
        IndexedMover.super.check(operands);
        Mover.requireSameScale(operands.input(VALUE), operands.output());
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        require(operands.shape(VALUE).elements() == 1,
                () -> "it fills with one value, not with " + operands.shape(VALUE).elements());
        return List.of(Extents.shape(operands.integers(SHAPE)));
    }

    @Override
    public LoweredMove lower(Operands operands) {
        return new Moved(List.of(new Filled(operands.dtype(VALUE), operands.output().shape().elements(), VALUE, 0)));
    }
}

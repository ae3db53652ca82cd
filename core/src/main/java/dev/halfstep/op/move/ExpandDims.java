package dev.halfstep.op.move;

import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** The data with one more axis, of extent 1. Inputs: the data; the new axis, from the end if negative. */
public record ExpandDims() implements IndexedMover {

    public static final OpType TYPE = Mover.type("EXPAND_DIMS", 52, new ExpandDims()).inputs(2).shapedBy(1).releases("1.10.0");

    private static final int AXIS = 1;

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public void check(Operands operands) {
        IndexedMover.super.check(operands);
        Mover.requireSameScale(operands.input(0), operands.output());
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        Shape data = operands.shape(0);
        return List.of(Mover.inserted(data, Extents.axis(Extents.single(operands, AXIS), data.rank() + 1), 1));
    }
}

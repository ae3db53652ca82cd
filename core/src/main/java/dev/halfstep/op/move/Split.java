package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Equal pieces of the data along an axis, one for each output. Inputs: the axis, from the end if negative; the data.
 *
 * @param pieces how many
 */
public record Split(int pieces) implements Mover {

    public static final OpType TYPE = Mover.type("SPLIT", 35, options -> new Split(options.int32(0, 0))).inputs(2).data(1)
            .outputs(1, OpType.ANY).releases("1.5.0", "1.14.0", "1.14.0", "2.3.0");

    private static final int AXIS = 0;
    private static final int DATA = 1;

    @Override
    public OpType type() {
        return TYPE;
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
        require(operands.dtype(AXIS) == DType.INT32, () -> "its axis must be int32");
    }

    @Override
    public List<Integer> shapeOperands() {
        return List.of(AXIS);
    }

    private static int axis(Operands operands) {
        return Extents.axis(Extents.single(operands, AXIS), operands.shape(DATA).rank());
    }

    @Override
    public boolean mixesSamples(Operands operands) {
        return pieces > 1 && operands.knows(AXIS) && axis(operands) == 0;
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        Shape data = operands.shape(DATA);
        int axis = axis(operands);
        require(pieces > 0 && data.extent(axis) % pieces == 0,
                () -> "axis " + axis + " of " + data + " does not split into " + pieces + " equal pieces");
        return Collections.nCopies(pieces, data.with(axis, data.extent(axis) / pieces));
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        int axis = axis(operands);
        var extents = new int[pieces];
        Arrays.fill(extents, operands.shape(DATA).extent(axis) / pieces);
        return Pieces.split(operands, buffers, DATA, axis, extents);
    }

    @Override
    public int version(Operands operands) {
        return switch (operands.dtype(DATA)) {
            case INT16 -> 4;
            case INT32 -> 3;
            case INT8 -> 2;
            case FLOAT32, FLOAT16, UINT8, INT4, INT64 -> 1;
        };
    }
}

package dev.halfstep.op.reduce;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredRows;
import dev.halfstep.lower.LoweredRows.RunningSum;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/**
 * Sums along an axis of everything up to each element. Inputs: the data; the axis, counted from the end if it is negative.
 *
 * @param exclusive whether an element itself is left out of its sum
 * @param reverse whether sums run from the end of the axis
 */
public record Cumsum(boolean exclusive, boolean reverse) implements Op {

    public static final OpType TYPE = OpType.of("CUMSUM", 102, Cumsum::read).inputs(2).shapedBy(1)
            .types(DType.FLOAT32, DType.INT32, DType.INT64).releases("2.4.0");

    private static final int DATA = 0;
    private static final int AXIS = 1;

    private static Cumsum read(OptionReader options) {
        return new Cumsum(options.bool(0), options.bool(1));
    }

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.bool(0, exclusive).bool(1, reverse);
    }

    @Override
    public void check(Operands operands) {
        Operands.requireAlike(operands.input(DATA), operands.output());
        require(operands.dtype(AXIS) == DType.INT32 && operands.knows(AXIS),
                () -> "the axis " + Quoted.of(operands.input(AXIS).name()) + " must be a constant of type int32");
        require(operands.shape(AXIS).elements() == 1,
                () -> "the axis " + Quoted.of(operands.input(AXIS).name()) + " has the shape " + operands.shape(AXIS));
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        axis(operands);
        return List.of(operands.shape(DATA));
    }

    @Override
    public boolean mixesSamples(Operands operands) {
        return axis(operands) == 0;
    }

    private static int axis(Operands operands) {
        long axis = operands.integers(AXIS)[0];
        int rank = operands.shape(DATA).rank();
        require(axis >= -rank && axis < rank,
                () -> "there is no axis " + axis + " in the shape " + operands.shape(DATA));
        return (int) (axis < 0 ? axis + rank : axis);
    }

    @Override
    public LoweredRows lower(Operands operands) {
        Shape data = operands.shape(DATA);
        int axis = axis(operands);
        if (data.elements() == 0) {
            return new RunningSum(operands.dtype(DATA), 0, 0, 0, exclusive, reverse);
        }
        return new RunningSum(operands.dtype(DATA), Extents.product(data, 0, axis), data.extent(axis),
                Extents.product(data, axis + 1, data.rank()), exclusive, reverse);
    }
}

package dev.halfstep.op.move;

import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT8;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Gathered;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Slices of the data by their indices on an axis. Inputs: the data; the indices, of any shape, which takes the place of the axis
 * in the output.
 *
 * @param axis from the end if negative
 * @param batchDims how many leading axes data and indices have in common; from the end of the indices' if negative
 */
public record Gather(int axis, int batchDims) implements Mover {

    public static final OpType TYPE = Mover
            .type("GATHER", 23, options -> new Gather(options.int32(0, 0), options.int32(1, 0))).inputs(2)
            .releases("1.6.0").since("1.14.0", INT8).since("1.15.0").since("2.4.0", INT16).since("2.5.0").since("2.13.0");

    private static final int INDICES = 1;

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.int32(0, axis).int32(1, batchDims);
    }

    @Override
    public void check(Operands operands) {
        Mover.super.check(operands);
        if (operands.dtype(INDICES) != INT16) {
            Extents.requireIndices(operands, INDICES);
        }
    }

    @Override
    public boolean mixesSamples(Operands operands) {
        return Extents.axis(axis, operands.shape(0).rank()) == 0 && !operands.knows(0);
    }

    private int batchAxes(Operands operands) {
        Shape data = operands.shape(0);
        Shape indices = operands.shape(INDICES);
        long batch = batchDims < 0 ? (long) batchDims + indices.rank() : batchDims;
        boolean fits = batch >= 0 && batch <= Extents.axis(axis, data.rank()) && batch <= indices.rank()
                && Arrays.equals(data.toArray(), 0, (int) batch, indices.toArray(), 0, (int) batch);
        require(fits, () -> "data of shape " + data + " and indices of shape " + indices + " do not have " + batchDims
                + " leading axes in common before axis " + axis);
        return (int) batch;
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        int[] data = operands.shape(0).toArray();
        int at = Extents.axis(axis, data.length);
        int[] indices = operands.shape(INDICES).toArray();
        int batch = batchAxes(operands);
        IntStream picked = Arrays.stream(indices, batch, indices.length);
        IntStream inner = Arrays.stream(data, at + 1, data.length);
        return List.of(Extents.shape(IntStream.concat(IntStream.concat(Arrays.stream(data, 0, at), picked), inner)
                .asLongStream().toArray()));
    }

    @Override
    public LoweredMove lower(Operands operands) {
        if (operands.output().shape().elements() == 0) {
            return LoweredMove.nothing();
        }
        Shape data = operands.shape(0);
        Shape indices = operands.shape(INDICES);
        int at = Extents.axis(axis, data.rank());
        int batch = batchAxes(operands);
        return new Gathered(INDICES, operands.dtype(INDICES), Extents.product(data, 0, batch),
                Extents.product(data, batch, at), data.extent(at), Extents.product(indices, batch, indices.rank()),
                Extents.product(data, at + 1, data.rank()));
    }

    @Override
    public int version(Operands operands) {
        if (operands.dtype(INDICES) == INT16) {
            return 6;
        }
        return batchDims != 0 ? 5 : Mover.super.version(operands);
    }
}

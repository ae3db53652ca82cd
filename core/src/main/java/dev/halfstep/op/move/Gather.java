package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
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
            .releases("1.6.0", "1.14.0", "1.15.0", "2.4.0", "2.5.0", "2.13.0");

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
        if (operands.dtype(INDICES) != DType.INT16) {
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
    public Step prepare(Operands operands, Buffers buffers) {
        if (operands.output().shape().elements() == 0) {
            return () -> {};
        }
        Shape data = operands.shape(0);
        Shape indices = operands.shape(INDICES);
        int at = Extents.axis(axis, data.rank());
        int batch = batchAxes(operands);
        var blocks = new Blocks(Extents.product(data, 0, batch), Extents.product(data, batch, at), data.extent(at),
                Extents.product(indices, batch, indices.rank()), Extents.product(data, at + 1, data.rank()));
        IntegerArray positions = IntegerArray.of(operands.dtype(INDICES), buffers.in(INDICES));
        Object in = buffers.in(0);
        Object out = buffers.out(0);
        return () -> blocks.run(positions, in, out);
    }

    /**
     * Data {@code [batches, outer, extent, inner]}, indices {@code [batches, picked]}, output
     * {@code [batches, outer, picked, inner]}.
     */
    private record Blocks(int batches, int outer, int extent, int picked, int inner) {

        void run(IntegerArray positions, Object in, Object out) {
            for (int i = 0; i < batches * picked; i++) {
                long index = positions.get(i);
                if (index < 0 || index >= extent) {
                    throw Problem
                            .of("GATHER asks for index " + index + " (its element " + i + ") of an axis of " + extent);
                }
            }
            int to = 0;
            for (int block = 0; block < batches * outer; block++) {
                int firstPosition = block / outer * picked;
                for (int p = 0; p < picked; p++) {
                    int index = (int) positions.get(firstPosition + p);
                    copy(in, (block * extent + index) * inner, out, to);
                    to += inner;
                }
            }
        }

        @SuppressWarnings("SuspiciousSystemArraycopy") // both are arrays of the data's type
        private void copy(Object in, int from, Object out, int to) {
            System.arraycopy(in, from, out, to, inner);
        }
    }

    @Override
    public int version(Operands operands) {
        if (operands.dtype(INDICES) == DType.INT16) {
            return 6;
        }
        if (batchDims != 0) {
            return 5;
        }
        return switch (operands.dtype(0)) {
            case INT16 -> 4;
            case INT8 -> 2;
            case FLOAT32, FLOAT16, UINT8, INT4, INT32, INT64 -> 1;
        };
    }
}

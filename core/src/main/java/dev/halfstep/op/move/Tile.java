package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.lower.StridedCopy;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** The data repeated along each axis. Inputs: the data; for each axis how many times. */
public record Tile() implements Mover {

    public static final OpType TYPE = Mover.type("TILE", 51, new Tile())
            .types(DType.FLOAT32, DType.UINT8, DType.INT8, DType.INT32, DType.INT64).inputs(2)
            .releases("1.10.1", "2.2.0", "2.8.0");

    private static final int TIMES = 1;

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public void check(Operands operands) {
        Mover.super.check(operands);
        Extents.requireIndices(operands, TIMES);
    }

    @Override
    public List<Integer> shapeOperands() {
        return List.of(TIMES);
    }

    @Override
    public boolean mixesSamples(Operands operands) {
        return operands.shape(0).rank() > 0 && (!operands.knows(TIMES) || times(operands)[0] != 1);
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.shared(DType.INT8);
    }

    private static long[] times(Operands operands) {
        long[] times = Extents.perAxis(operands, TIMES, operands.shape(0).rank());
        for (long each : times) {
            require(each >= 0 && each <= Integer.MAX_VALUE, () -> "nothing can be repeated " + each + " times");
        }
        return times;
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        long[] extents = times(operands);
        for (int a = 0; a < extents.length; a++) {
            extents[a] *= operands.shape(0).extent(a);
        }
        return List.of(Extents.shape(extents));
    }

    /** Each axis of the output is two: which copy, and which index in it. */
    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        Shape data = operands.shape(0);
        if (operands.output().shape().elements() == 0) {
            return () -> {};
        }
        long[] times = times(operands);
        int[] from = Extents.strides(data);
        int[] to = Extents.strides(operands.output().shape());
        int axes = 2 * data.rank();
        var extents = new int[axes];
        var fromStrides = new int[axes];
        var toStrides = new int[axes];
        for (int a = 0; a < data.rank(); a++) {
            extents[2 * a] = (int) times[a];
            toStrides[2 * a] = to[a] * data.extent(a);
            extents[2 * a + 1] = data.extent(a);
            fromStrides[2 * a + 1] = from[a];
            toStrides[2 * a + 1] = to[a];
        }
        var block = StridedCopy.of(extents, fromStrides, 0, toStrides, 0);
        Object in = buffers.in(0);
        Object out = buffers.out(0);
        return () -> StridedCopy.run(block, in, out);
    }

    @Override
    public int version(Operands operands) {
        return operands.dtype(0) == DType.INT8 ? 3 : 1;
    }
}

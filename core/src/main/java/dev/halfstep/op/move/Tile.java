package dev.halfstep.op.move;

import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.INT8;
import static dev.halfstep.tensor.DType.UINT8;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Copied;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** The data repeated along each axis. Inputs: the data; for each axis how many times. */
public record Tile() implements IndexedMover {

    public static final OpType TYPE = Mover.type("TILE", 51, new Tile())
            .types(FLOAT32, UINT8, INT32, INT64).inputs(2).shapedBy(1).releases("1.10.1", "2.2.0").since("2.8.0", INT8)
            .quantized(QuantizationRule.shared(INT8));

    private static final int TIMES = 1;

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public boolean mixesSamples(Operands operands) {
        return operands.shape(0).rank() > 0 && (!operands.knows(TIMES) || times(operands)[0] != 1);
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
    public LoweredMove lower(Operands operands) {
        Shape data = operands.shape(0);
        if (operands.output().shape().elements() == 0) {
            return LoweredMove.nothing();
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
        return new Moved(List.of(new Copied(0, 0, StridedCopy.of(extents, fromStrides, 0, toStrides, 0))));
    }
}

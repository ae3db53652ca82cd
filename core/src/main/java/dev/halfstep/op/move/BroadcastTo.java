package dev.halfstep.op.move;

import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.INT8;
import static dev.halfstep.tensor.DType.UINT8;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** The data repeated along axes of extent 1, and along new ones in front, to a given shape. Inputs: the data; the shape. */
public record BroadcastTo() implements IndexedMover {

    public static final OpType TYPE = Mover.type("BROADCAST_TO", 104, new BroadcastTo()).inputs(2)
            .shapedBy(1)
            .releases("2.5.0").since("2.5.0", FLOAT32, UINT8, INT32, INT64).since("2.5.0", INT8, INT16);

    private static final int SHAPE = 1;

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        Shape data = operands.shape(0);
        Shape target = Extents.shape(operands.integers(SHAPE));
        int more = target.rank() - data.rank();
        boolean fits = more >= 0;
        for (int a = 0; fits && a < data.rank(); a++) {
            fits = data.extent(a) == 1 || data.extent(a) == target.extent(a + more);
        }
        require(fits, () -> data + " cannot become " + target + " by repeating axes of extent 1");
        return List.of(target);
    }

    @Override
    public LoweredMove lower(Operands operands) {
        Shape data = operands.shape(0);
        int[] strides = Extents.strides(data);
        var fromStrides = new int[operands.output().shape().rank()];
        int more = fromStrides.length - data.rank();
        Arrays.setAll(fromStrides, a -> a < more || data.extent(a - more) == 1 ? 0 : strides[a - more]);
        return Mover.strided(fromStrides, 0, operands);
    }
}

package dev.halfstep.op.reduce;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.INT8;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.LoweredRows;
import dev.halfstep.lower.LoweredRows.Top;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;

/**
 * TOPK_V2: the largest elements along the last axis, from the first on. Inputs: the data; how many, int32 or int16. Outputs: the
 * elements; their indices, int32 or int16.
 */
public record TopK() implements Op {

    public static final OpType TYPE = OpType.of("TOPK_V2", 34, new TopK()).inputs(2).outputs(2, 2).shapedBy(1)
            .since("1.7.0", FLOAT32, UINT8, INT32, INT64).since("1.14.0", INT8).since("2.13.0", INT16)
            .quantized(QuantizationRule.shared(INT8, INT16));

    private static final int COUNT = 1;

    @Override
    public OpType type() {
        return TYPE;
    }

    private static boolean isIndex(TensorInfo tensor) {
        return tensor.dtype() == INT32 || tensor.dtype() == INT16;
    }

    @Override
    public void check(Operands operands) {
        Operands.requireSameType(operands.input(0), operands.output());
        Operands.requireSameScale(operands.input(0), operands.output());
        require(isIndex(operands.input(COUNT)) && isIndex(operands.outputs().get(1)),
                () -> "how many elements and their indices must be int32 or int16");
    }

    @Override
    public boolean mixesSamples(Operands operands) {
        return operands.shape(0).rank() == 1;
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        Shape data = operands.shape(0);
        long count = Extents.single(operands, COUNT);
        DType indices = operands.outputs().size() < 2 ? INT32 : operands.outputs().get(1).dtype();
        require(data.rank() > 0 && count >= 0 && count <= data.lastExtent(),
                () -> "there are no " + count + " largest elements along the last axis of " + data);
        require(indices != INT16 || data.lastExtent() - 1 <= INT16.max(),
                () -> "int16 indices do not reach along the last axis of " + data);
        Shape top = data.with(data.rank() - 1, (int) count);
        return List.of(top, top);
    }

    /** The largest elements of a row. */
    @Override
    public long preparedBytes(Operands operands) {
        return (long) Integer.BYTES * operands.output().shape().elements();
    }

    @Override
    public int version(Operands operands) {
        boolean isShort = operands.dtype(COUNT) == INT16 || operands.outputs().get(1).dtype() == INT16;
        return isShort ? 3 : Op.super.version(operands);
    }

    @Override
    public LoweredRows lower(Operands operands) {
        Shape data = operands.shape(0);
        int depth = data.lastExtent();
        return new Top(operands.dtype(0), operands.outputs().get(1).dtype(), operands.output().shape().lastExtent(),
                depth == 0 ? 0 : data.elements() / depth, depth);
    }
}

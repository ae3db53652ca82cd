package dev.halfstep.op.move;

import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.INT8;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Copied;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.stream.LongStream;

/** An op that moves elements about without looking at them: its outputs have the type of its data, and for codes their scale. */
public interface Mover extends Op {

    /** The row of an op that moves elements of any type, and int8 and int16 codes that share a scale. */
    static OpType type(String name, int optionsType, OpType.Reader reader) {
        return OpType.of(name, optionsType, reader).types(FLOAT32, UINT8, INT8, INT16, INT32, INT64)
                .quantized(QuantizationRule.shared(INT8, INT16));
    }

    /** The row of an op without options. */
    static OpType type(String name, int optionsType, Op op) {
        return type(name, optionsType, options -> op);
    }

    @Override
    default void check(Operands operands) {
        TensorInfo data = operands.input(type().data());
        operands.outputs().forEach(output -> Operands.requireSameType(data, output));
    }

    /** All elements in their order, unless an op says otherwise. */
    @Override
    default LoweredMove lower(Operands operands) {
        return LoweredMove.all(operands.shape(0).elements());
    }

    /** One block of the data to all of the output, by where each of the output's axes comes from. */
    static LoweredMove strided(int[] fromStrides, int from, Operands operands) {
        Shape shape = operands.output().shape();
        return new Moved(List.of(
                new Copied(0, 0, StridedCopy.of(shape.toArray(), fromStrides, from, Extents.strides(shape), 0))));
    }

    /** Where in an array an element is, by its index on each axis; without meaning where the output has no elements. */
    static int offset(long[] indices, int[] strides, Shape output) {
        int offset = 0;
        for (int a = 0; a < strides.length && output.elements() > 0; a++) {
            offset += (int) indices[a] * strides[a];
        }
        return offset;
    }

    /** A shape with one more axis. */
    static Shape inserted(Shape shape, int axis, int extent) {
        long[] extents = Extents.longs(shape);
        return Extents.shape(LongStream.concat(LongStream.concat(LongStream.of(extents).limit(axis),
                LongStream.of(extent)), LongStream.of(extents).skip(axis)).toArray());
    }

    /** A mover with operands of int32 or int64 that decide the output's shape. */
    interface Indexed extends Mover {

        @Override
        default void check(Operands operands) {
            Mover.super.check(operands);
            shapeOperands().forEach(input -> Extents.requireIndices(operands, input));
        }
    }
}

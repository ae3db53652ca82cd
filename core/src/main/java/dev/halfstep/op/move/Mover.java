package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Copied;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.lower.StridedCopy;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.stream.LongStream;

/** An op that moves elements about without looking at them: its outputs have the type of its data, and for codes their scale. */
public interface Mover extends Op {

    /** The row of an op that moves elements of any type. */
    static OpType type(String name, int optionsType, OpType.Reader reader) {
        return OpType.of(name, optionsType, reader).types(DType.FLOAT32, DType.UINT8, DType.INT8, DType.INT16,
                DType.INT32, DType.INT64);
    }

    /** The row of an op without options. */
    static OpType type(String name, int optionsType, Op op) {
        return type(name, optionsType, options -> op);
    }

    @Override
    default void check(Operands operands) {
        TensorInfo data = operands.input(type().data());
        operands.outputs().forEach(output -> requireSameType(data, output));
    }

    @Override
    default QuantizationRule quantization() {
        return QuantizationRule.shared(DType.INT8, DType.INT16);
    }

    /** Refuses a tensor of another type. */
    static void requireSameType(TensorInfo data, TensorInfo other) {
        require(data.dtype() == other.dtype(), () -> "'" + data.name() + "' of type " + data.dtype().label() + " and '"
                + other.name() + "' of type " + other.dtype().label() + " do not go together");
    }

    /** Refuses codes that stand for other values: the kernels do not rescale. */
    static void requireSameScale(TensorInfo data, TensorInfo other) {
        boolean same = data.quantization().isEmpty() && other.quantization().isEmpty();
        if (data.quantization().isPresent() && other.quantization().isPresent()) {
            same = data.quantization().get().channels() == 1
                    && data.quantization().get().equals(other.quantization().get());
        }
        boolean fits = same || !data.dtype().isCode();
        require(fits,
                () -> "'" + data.name() + "' and '" + other.name() + "' must have the same scale and zero point");
    }

    /** The version of most: 1, for int8 2, for int16 3. */
    static int version(DType dtype) {
        return version(dtype, 2, 3);
    }

    /** One version for int8, one for int16, and 1 for all others. */
    static int version(DType dtype, int int8, int int16) {
        return switch (dtype) {
            case INT8 -> int8;
            case INT16 -> int16;
            case FLOAT32, FLOAT16, UINT8, INT4, INT32, INT64 -> 1;
        };
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
}

package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.lower.StridedCopy;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;

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
        return switch (dtype) {
            case INT8 -> 2;
            case INT16 -> 3;
            case FLOAT32, FLOAT16, UINT8, INT4, INT32, INT64 -> 1;
        };
    }

    /** Copies all elements in their order. */
    static Step copyAll(Operands operands, Buffers buffers) {
        int length = operands.shape(0).elements();
        Object in = buffers.in(0);
        Object out = buffers.out(0);
        return () -> copy(in, out, length);
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both are arrays of the data's type
    private static void copy(Object in, Object out, int length) {
        System.arraycopy(in, 0, out, 0, length);
    }

    /** Copies one block of the data to all of the output, by where each of the output's axes comes from. */
    static Step copyToOutput(int[] fromStrides, int from, Operands operands, Buffers buffers) {
        Shape shape = operands.output().shape();
        var block = StridedCopy.of(shape.toArray(), fromStrides, from, Extents.strides(shape), 0);
        Object in = buffers.in(0);
        Object out = buffers.out(0);
        return () -> StridedCopy.run(block, in, out);
    }
}

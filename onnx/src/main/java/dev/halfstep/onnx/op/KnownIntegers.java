package dev.halfstep.onnx.op;

import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.op.Extents;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Value;
import java.util.function.LongBinaryOperator;

/** Arithmetic with integers that are known beforehand, as models do it with extents, where TensorFlow Lite has no op for it. */
final class KnownIntegers {

    private KnownIntegers() {}

    /**
     * An operation on the elements of two operands, broadcast to each other.
     *
     * @throws Problem if they are not known, or not integers
     */
    static Operand apply(Call call, LongBinaryOperator operation) {
        Value left = call.constant(0);
        Value right = call.constant(1);
        if (!(left instanceof Codes a) || !(right instanceof Codes b)) {
            throw Problem.model("its operands are not of the same type");
        }
        Shape shape = Extents.broadcast(a.shape(), b.shape());
        int[] ofLeft = Extents.broadcastStrides(a.shape(), shape);
        int[] ofRight = Extents.broadcastStrides(b.shape(), shape);
        int[] strides = Extents.strides(shape);
        var results = new long[call.network().bounded(shape.toArray())];
        for (int i = 0; i < results.length; i++) {
            results[i] = operation.applyAsLong(a.rawCode(index(i, strides, shape, ofLeft)),
                    b.rawCode(index(i, strides, shape, ofRight)));
            if (results[i] < a.dtype().min() || results[i] > a.dtype().max()) {
                throw Problem.model("a result is beyond what its type holds");
            }
        }
        return call.network().constant(call.name(), Codes.of(a.dtype(), shape, results, null));
    }

    private static int index(int i, int[] strides, Shape shape, int[] of) {
        int index = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            index += i / strides[axis] % shape.extent(axis) * of[axis];
        }
        return index;
    }
}

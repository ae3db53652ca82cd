package dev.halfstep.op;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.kernel.Binder;
import dev.halfstep.kernel.Buffers;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Tensors of a node and what its op makes of them. */
public final class Nodes {

    private Nodes() {}

    public static TensorInfo real(int... extents) {
        return TensorInfo.real("data", Shape.of(extents));
    }

    public static TensorInfo int8(float scale, int... extents) {
        return TensorInfo.codes("codes", DType.INT8, Shape.of(extents), Quantization.perTensor(scale, 3));
    }

    /** A constant vector of int32. */
    public static TensorInfo integers(int... values) {
        return TensorInfo.constant("integers", Codes.int32(Shape.of(values.length), values, null));
    }

    public static Operands inputs(TensorInfo... inputs) {
        return new Operands(new ArrayList<>(List.of(inputs)), List.of());
    }

    public static Operands node(TensorInfo output, TensorInfo... inputs) {
        return new Operands(new ArrayList<>(List.of(inputs)), List.of(output));
    }

    /**
     * Checks an op, and runs it.
     *
     * @param out of the output's type and length
     * @return that, filled
     */
    public static <T> T run(Op op, Operands operands, T out, Object... inputs) {
        op.check(operands);
        Binder.bind(op.lower(operands), new Buffers(inputs, new Object[] {out})).run();
        return out;
    }

    public static Shape shape(Op op, TensorInfo... inputs) {
        return op.outputShapes(inputs(inputs)).getFirst();
    }

    public static void assertRefused(String what, Op op, TensorInfo... inputs) {
        assertProblem(what, () -> op.outputShapes(inputs(inputs)));
    }

    public static void assertProblem(String what, ThrowingCallable call) {
        assertThatExceptionOfType(Problem.class).isThrownBy(call).withMessageContaining(what);
    }
}

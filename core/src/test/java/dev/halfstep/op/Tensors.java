package dev.halfstep.op;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Operands of tests of one op. */
public final class Tensors {

    private Tensors() {}

    public static TensorInfo plain(DType dtype, int... extents) {
        return new TensorInfo("plain", dtype, Shape.of(extents), Shape.of(extents), Optional.empty(), Optional.empty());
    }

    public static TensorInfo codes(DType dtype, long zeroPoint, int... extents) {
        return TensorInfo.codes("codes", dtype, Shape.of(extents), Quantization.perTensor(0.5f, zeroPoint));
    }

    public static TensorInfo perChannel(DType dtype, int channels, int axis, int... extents) {
        var scales = new float[channels];
        for (int c = 0; c < channels; c++) {
            scales[c] = c + 1;
        }
        return TensorInfo.codes("channels", dtype, Shape.of(extents),
                Quantization.perChannel(scales, new long[channels], axis));
    }

    /** The operands of an op, the output first. */
    public static Operands operands(TensorInfo output, TensorInfo... inputs) {
        return new Operands(Arrays.asList(inputs), List.of(output));
    }

    public static void assertCheckRefuses(Op op, String what, TensorInfo output, TensorInfo... inputs) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> op.check(operands(output, inputs)))
                .withMessageContaining(what);
    }

    /** The shape that follows from inputs of {@code float}. */
    public static Shape shape(Op op, Shape... inputs) {
        return op.outputShapes(floats(inputs)).getFirst();
    }

    public static void assertShapesRefused(Op op, String what, Shape... inputs) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> shape(op, inputs)).withMessageContaining(what);
    }

    public static Operands floats(Shape... inputs) {
        return operands(plain(DType.FLOAT32),
                Arrays.stream(inputs).map(shape -> TensorInfo.real("x", shape)).toArray(TensorInfo[]::new));
    }
}

package dev.halfstep.op.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.op.Activation;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Tensors;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FullyConnectedTest {

    private static final FullyConnected DENSE = FullyConnected.with(Activation.NONE);
    private static final Shape WEIGHTS = Shape.of(2, 3);

    @Test
    void rowsAreWhateverFillsTheColumns() {
        assertThat(shapes(DENSE, Shape.of(5, 3), WEIGHTS)).containsExactly(Shape.of(5, 2));
        assertThat(shapes(DENSE, Shape.of(4, 3, 3), WEIGHTS)).containsExactly(Shape.of(12, 2));
        assertThat(shapes(DENSE, Shape.of(2, 6), WEIGHTS)).containsExactly(Shape.of(4, 2));
        assertThat(shapes(DENSE, Shape.of(0, 3), WEIGHTS)).containsExactly(Shape.of(0, 2));
    }

    @Test
    void rankCanBeKept() {
        var keeping = new FullyConnected(Activation.NONE, true, false);
        assertThat(shapes(keeping, Shape.of(4, 3, 3), WEIGHTS)).containsExactly(Shape.of(4, 3, 2));
        assertRefused(keeping, "rows of 6 do not go with weights [2, 3]", Shape.of(2, 6), WEIGHTS);
    }

    @Test
    void shapesMustGoTogether() {
        assertRefused(DENSE, "data of shape [1, 4] do not fill rows of 3", Shape.of(1, 4), WEIGHTS);
        assertRefused(DENSE, "data of shape []", Shape.of(), WEIGHTS);
        assertRefused(DENSE, "rows of 0", Shape.of(0), Shape.of(2, 0));
        assertRefused(DENSE, "rows of 3", Shape.of(3), Shape.of(0, 3));
        assertRefused(DENSE, "the weights must have two axes, not the shape [6]", Shape.of(6), Shape.of(6));
        assertRefused(DENSE, "a bias of shape [3] does not go with 2 outputs", Shape.of(3), WEIGHTS, Shape.of(3));
        assertRefused(DENSE, "a bias of shape [1, 2]", Shape.of(3), WEIGHTS, Shape.of(1, 2));
    }

    @Test
    void aScalarIsARowOfOne() {
        assertThat(shapes(DENSE, Shape.of(), Shape.of(2, 1))).containsExactly(Shape.of(1, 2));
        assertRefused(new FullyConnected(Activation.NONE, true, false), "data of shape []", Shape.of(), Shape.of(2, 1));
    }

    @Test
    void zeroPointsOfWeightsAreForOlderKernels() {
        TensorInfo data = Tensors.codes(DType.INT8, 3, 1, 3);
        DENSE.check(Tensors.operands(data, data, Tensors.codes(DType.INT8, 5, 2, 3)));
        DENSE.check(Tensors.operands(data, data, Tensors.perChannel(DType.INT4, 2, 0, 2, 3)));
        String zeroPoint = "the weights 'codes' have a zero point other than 0";
        TensorInfo values = Tensors.plain(DType.FLOAT32, 1, 3);
        Tensors.assertCheckRefuses(DENSE, zeroPoint, data, data, Tensors.codes(DType.INT4, 5, 2, 3));
        Tensors.assertCheckRefuses(DENSE, zeroPoint, values, values, Tensors.codes(DType.INT8, 5, 2, 3));
        Tensors.assertCheckRefuses(DENSE, "weights uint8", data, data, Tensors.codes(DType.UINT8, 5, 2, 3));
        Tensors.assertCheckRefuses(DENSE, "have neither one scale", data, data,
                Tensors.perChannel(DType.INT8, 3, 1, 2, 3));
        Tensors.assertCheckRefuses(DENSE, "have neither one scale", data, data, Tensors.perChannel(DType.INT8, 3, 0));
    }

    private static List<Shape> shapes(FullyConnected op, Shape... inputs) {
        List<TensorInfo> tensors = Stream.of(inputs).map(shape -> TensorInfo.real("", shape)).toList();
        return op.outputShapes(new Operands(new ArrayList<>(tensors), List.of()));
    }

    private static void assertRefused(FullyConnected op, String what, Shape... inputs) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> shapes(op, inputs))
                .withMessageContaining(what);
    }
}

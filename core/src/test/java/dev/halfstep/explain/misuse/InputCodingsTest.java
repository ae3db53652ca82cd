package dev.halfstep.explain.misuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.explain.misuse.Misuse.Kind;
import dev.halfstep.fixture.Raw;
import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.Interface;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Every code here can be told in the head: steps of a half, and values around the ends of the types. */
class InputCodingsTest {

    private static final float[] VALUES = {-1.4f, -0.2f, 0, 0.4f, 60, 70, 140};

    private static Interface.Port port(DType type, int zeroPoint) {
        return port(type, Quantization.perTensor(0.5f, zeroPoint), Optional.empty(), VALUES.length);
    }

    private static Interface.Port port(DType type, Quantization quantization, Optional<FeatureCodes> features,
            int width) {
        return new Interface.Port(TensorInfo.codes("input", type, Shape.of(1, width), quantization),
                Optional.empty(), true, true, features, 1);
    }

    /** The codes of the values, by the first variant with these faults. */
    private static long[] codes(Interface.Port port, Kind... faults) {
        return codes(port, 0, VALUES, faults);
    }

    private static long[] codes(Interface.Port port, int which, float[] values, Kind... faults) {
        Function<Tensor, Value> how = InputCodings.of(port).stream()
                .filter(variant -> variant.faults().equals(Set.of(faults))).skip(which).findFirst().orElseThrow().how();
        return Raw.codes(how.apply(Tensor.of(Shape.of(1, values.length), values)));
    }

    @Test
    void uint8() {
        Interface.Port port = port(DType.UINT8, 1);
        assertThat(codes(port)).containsExactly(0, 1, 1, 2, 121, 141, 255);
        assertThat(codes(port, Kind.TRUNCATED_INPUTS)).containsExactly(0, 0, 1, 1, 121, 141, 255);
        assertThat(codes(port, Kind.WRAPPED_INPUTS)).containsExactly(254, 1, 1, 2, 121, 141, 25);
        assertThat(codes(port, Kind.TRUNCATED_INPUTS, Kind.WRAPPED_INPUTS))
                .containsExactly(255, 0, 1, 1, 121, 141, 25);
        assertThat(codes(port, Kind.OTHER_SIGN)).containsExactly(254, 1, 1, 2, 121, 127, 127);
        assertThat(codes(port, 1, VALUES, Kind.OTHER_SIGN)).containsExactly(128, 129, 129, 130, 249, 13, 127);
    }

    @Test
    void int8() {
        Interface.Port port = port(DType.INT8, -1);
        assertThat(codes(port)).containsExactly(-4, -1, -1, 0, 119, 127, 127);
        assertThat(codes(port, Kind.TRUNCATED_INPUTS)).containsExactly(-3, -1, -1, 0, 119, 127, 127);
        assertThat(codes(port, Kind.WRAPPED_INPUTS)).containsExactly(-4, -1, -1, 0, 119, -117, 23);
        assertThat(codes(port, Kind.OTHER_SIGN)).containsExactly(0, 0, 0, 0, 119, -117, -1);
        assertThat(codes(port, 1, VALUES, Kind.OTHER_SIGN)).containsExactly(124, 127, 127, -128, -9, -1, -1);
    }

    /** What NumPy 2.4 gives on x86: {@code np.array(VALUES, np.float32).astype(np.uint8)}, and {@code int8}. */
    @Test
    void aCastWithoutScalingIsNumPys() {
        float[] values = {-1.7f, -0.3f, 0.9f, 255.6f, 256.2f, 300, 1e5f, -300.5f, 3e9f, -3e9f, 70000};
        assertThat(codes(port(DType.UINT8, 1), 0, values, Kind.UNSCALED_INPUTS))
                .containsExactly(255, 0, 0, 255, 0, 44, 160, 212, 0, 0, 112);
        assertThat(codes(port(DType.INT8, 1), 0, values, Kind.UNSCALED_INPUTS))
                .containsExactly(-1, 0, 0, -1, 0, 44, -96, -44, 0, 0, 112);
        assertThat(codes(port(DType.UINT8, 1), 1, values, Kind.UNSCALED_INPUTS)).as("clipped")
                .containsExactly(0, 0, 0, 255, 255, 255, 255, 0, 255, 0, 255);
    }

    /** With a scale of a half and a zero point of 1; halves round up. */
    @Test
    void otherFormulas() {
        Interface.Port port = port(DType.UINT8, 1);
        float[] values = {-1, 0.6f, 10};
        assertThat(codes(port, 0, values, Kind.NO_ZERO_POINT)).containsExactly(0, 1, 20);
        assertThat(codes(port, 1, values, Kind.NO_ZERO_POINT)).containsExactly(254, 1, 20);
        assertThat(codes(port, 0, values, Kind.OTHER_FORMULA)).as("(value - 1) / 0.5").containsExactly(0, 0, 18);
        assertThat(codes(port, 1, values, Kind.OTHER_FORMULA)).containsExactly(252, 0, 18);
        assertThat(codes(port, 2, values, Kind.OTHER_FORMULA)).as("value * 0.5 + 1").containsExactly(1, 1, 6);
        assertThat(codes(port, 4, values, Kind.OTHER_FORMULA)).as("(value - 1) * 0.5").containsExactly(0, 0, 5);
        assertThat(InputCodings.of(port(DType.UINT8, 0))).as("without a zero point nothing is left out")
                .noneMatch(variant -> variant.faults().contains(Kind.NO_ZERO_POINT));
    }

    @Test
    void int16HasNoOtherSign() {
        Interface.Port port = port(DType.INT16, 0);
        assertThat(codes(port, Kind.TRUNCATED_INPUTS)).containsExactly(-2, 0, 0, 0, 120, 140, 280);
        assertThat(codes(port, 0, new float[] {16384, -16385}, Kind.WRAPPED_INPUTS)).containsExactly(-32768, 32766);
        assertThat(InputCodings.of(port)).noneMatch(variant -> variant.faults().contains(Kind.OTHER_SIGN));
    }

    @Test
    void aFloatInputLeavesNothingToDoWrong() {
        var real = new Interface.Port(TensorInfo.real("input", Shape.of(1, 2)), Optional.empty(), true, true,
                Optional.empty(), 1);
        assertThat(InputCodings.of(real)).singleElement().matches(Variant::isRight);
    }

    /** The first feature counts tens from 100 on, the second halves from 0 on. */
    @Test
    void codesOfItsOwnForEachFeature() {
        FeatureCodes features = FeatureCodes.of(new double[] {100, 0}, new double[] {10, 0.5});
        Interface.Port port = port(DType.INT8, FeatureCodes.quantization(DType.INT8), Optional.of(features), 2);
        float[] row = {88, 129};
        assertThat(codes(port, 0, row)).containsExactly(-128, 127);
        assertThat(codes(port, 0, row, Kind.TRUNCATED_INPUTS)).containsExactly(-128, 127);
        assertThat(codes(port, 0, row, Kind.WRAPPED_INPUTS)).containsExactly(127, -126);
        assertThat(codes(port, 0, new float[] {119, 0.4f}, Kind.TRUNCATED_INPUTS)).containsExactly(-127, -128);
        assertThat(codes(port, 0, row, Kind.TENSOR_SCALE_INPUTS)).containsExactly(-40, 1);
        assertThat(codes(port, 0, new float[] {-0.7f, 1.7f}, Kind.TENSOR_SCALE_INPUTS)).containsExactly(-128, -126);
        assertThat(codes(port, 0, new float[] {-1.7f, 1.7f}, Kind.TENSOR_SCALE_INPUTS, Kind.WRAPPED_INPUTS))
                .containsExactly(126, -126);
        assertThat(codes(port, 0, new float[] {-1.7f, 1.7f}, Kind.TENSOR_SCALE_INPUTS, Kind.WRAPPED_INPUTS,
                Kind.TRUNCATED_INPUTS)).containsExactly(127, -127);
    }

    @Test
    void severalSlotsOfAFeature() {
        var features = new FeatureCodes(List.of(new FeatureCodes.Slot(0, 0, 1), new FeatureCodes.Slot(1, 0, 1),
                new FeatureCodes.Slot(1, 0.5, 1)));
        Interface.Port port = port(DType.UINT8, FeatureCodes.quantization(DType.UINT8), Optional.of(features), 3);
        float[] row = {3.7f, -1};
        assertThat(codes(port, 0, row)).containsExactly(4, 0, 0);
        assertThat(codes(port, 0, row, Kind.TRUNCATED_INPUTS)).containsExactly(3, 0, 0);
        assertThat(codes(port, 0, row, Kind.WRAPPED_INPUTS)).containsExactly(4, 255, 254);
        assertThat(InputCodings.of(port)).noneMatch(variant -> variant.faults().contains(Kind.TENSOR_SCALE_INPUTS));
    }
}

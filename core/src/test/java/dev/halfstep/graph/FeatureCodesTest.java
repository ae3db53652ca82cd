package dev.halfstep.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Raw;
import dev.halfstep.fixture.Rows;
import dev.halfstep.fixture.Seeds;
import dev.halfstep.graph.FeatureCodes.Slot;
import dev.halfstep.graph.Interface.Port;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureCodesTest {

    private static final Graph NETWORK = NetworkBuilder.mlp(1, 3, 8, 1);
    private static final Tensor ROWS = Rows.normal(2, 50, 3);

    private static Port input(Precision precision) {
        return Interface.of(Quantized.of(NETWORK, precision, ROWS)).inputs().getFirst();
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1, 0", "10, 10, 0.5, 0", "11, 10, 0.5, 2", "0.5, 0, 1, 1", "2.49, 0, 1, 2", "2.5, 0, 1, 3",
            "-1, 0, 1, 0", "254.4, 0, 1, 254", "255, 0, 1, 255", "1e9, 0, 1, 255", "Infinity, -3, 0.1, 255",
            "-Infinity, -3, 0.1, 0"})
    void numbersAreRoundedAndSaturated(double value, double offset, double step, int code) {
        assertThat(new Slot(0, offset, step).code(value)).isEqualTo(code);
    }

    @Test
    void numbersStandForTheirValues() {
        Seeds.forEach(50, random -> {
            var slot = new Slot(0, random.nextGaussian() * 100, Math.exp(random.nextGaussian() * 5));
            for (int code = 0; code < FeatureCodes.LEVELS; code++) {
                assertThat(slot.code(slot.value(code))).isEqualTo(code);
            }
        });
    }

    /** The code of uint8 is the number, that of int8 128 less, and both go into the model as the same numbers. */
    @Test
    void typesDifferByTheirSmallestCode() {
        FeatureCodes features = FeatureCodes.of(new double[] {0, -1}, new double[] {1, 0.5});
        Tensor rows = Tensor.of(Shape.of(2, 2), 3, 4, 1000, -1);
        assertThat(Raw.codes(features.encode(rows, DType.UINT8))).containsExactly(3, 10, 255, 0);
        assertThat(Raw.codes(features.encode(rows, DType.INT8))).containsExactly(-125, -118, 127, -128);
        assertThat(features.encode(rows, DType.UINT8).dequantize().values()).containsExactly(3, 10, 255, 0);
        assertThat(features.encode(rows, DType.INT8).dequantize().values()).containsExactly(3, 10, 255, 0);
    }

    @Test
    void aFeatureMayHaveSeveralSlots() {
        var features = new FeatureCodes(List.of(new Slot(1, 0, 1), new Slot(0, 0, 2), new Slot(1, 255, 10)));
        assertThat(features.features()).isEqualTo(2);
        Codes codes = features.encode(Tensor.of(Shape.of(1, 2), 8, 275), DType.UINT8);
        assertThat(codes.shape()).isEqualTo(Shape.of(1, 3));
        assertThat(Raw.codes(codes)).containsExactly(255, 4, 2);
    }

    @Test
    void slotsMustMakeSense() {
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatExceptionOfType(Problem.class).isThrownBy(() -> new Slot(0, 0, bad))
                    .withMessageContaining("feature 0");
        }
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> new Slot(0, Double.NaN, 1));
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> new Slot(0, Double.NEGATIVE_INFINITY, 1));
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> new Slot(-1, 0, 1));
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> new FeatureCodes(List.of()));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> new FeatureCodes(List.of(new Slot(0, 0, 1), new Slot(2, 0, 1))))
                .withMessageContaining("skip a feature");
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL_UINT8", "FULL_INT8"})
    void rowsThatWereSeenDoNotClipInFarAndOthersSaturate(Precision precision) {
        Port input = input(precision);
        assertThat(input.domain()).isEmpty();
        assertThat(input.width()).isEqualTo(3);
        DType dtype = precision.edges().getFirst();
        assertThat(Raw.codes(input.encode(Tensor.of(Shape.of(1, 3), Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
                Float.MAX_VALUE)))).containsExactly(dtype.max(), dtype.min(), dtype.max());
    }

    @Test
    void notANumberAndOtherWidthsAreAProblem() {
        Port input = input(Precision.FULL_INT8);
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> input.encode(Tensor.of(Shape.of(1, 3), 0, 0, Float.NaN)))
                .withMessageContaining("NaN");
        for (Shape shape : List.of(Shape.of(1, 2), Shape.of(3), Shape.of(1, 4), Shape.of(1, 3, 1))) {
            Tensor other = Tensor.of(shape, new float[shape.elements()]);
            assertThatExceptionOfType(Problem.class).isThrownBy(() -> input.encode(other))
                    .withMessageContaining("the model takes the shape [?, 3], not " + shape);
        }
    }

    /** A row clips if the nearest number of one of its features is none of the 256 of any of its slots. */
    @Test
    void clippedRowsAreThoseOutside() {
        Port input = input(Precision.FULL_UINT8);
        FeatureCodes features = input.features().orElseThrow();
        Tensor rows = Rows.normal(7, 500, 3);
        for (int row = 0; row < 500; row++) {
            boolean outside = false;
            for (int f = 0; f < 3; f++) {
                float value = rows.values()[row * 3 + f];
                outside |= features.slotsOf(f).stream()
                        .noneMatch(slot -> slot.nearest(value) >= 0 && slot.nearest(value) <= 255);
            }
            assertThat(input.clippedRows(rows).get(row)).as("row %d", row).isEqualTo(outside);
        }
        assertThat(input.clippedRows(rows).cardinality()).isBetween(1, 250);
    }

    @Test
    void slotsOfAFeatureReachTogether() {
        var features = new FeatureCodes(List.of(new Slot(0, 0, 1), new Slot(0, 255, 10)));
        var port = new Port(TensorInfo.codes("x", DType.UINT8, Shape.of(1, 2), FeatureCodes.quantization(DType.UINT8)),
                java.util.Optional.empty(), true, true, java.util.Optional.of(features), 1);
        Tensor rows = Tensor.of(Shape.of(6, 1), -1, -0.4f, 200, 256, 2805, 2811);
        assertThat(port.clippedRows(rows).stream()).containsExactly(0, 5);
    }

    /** Half a step outside, the nearest number is none of the 256, as with codes of any other scale. */
    @Test
    void halfAStepOutsideClips() {
        var features = FeatureCodes.of(new double[] {0}, new double[] {2});
        Excess excess = features.excess();
        assertThat(excess.of(0, -0.99f)).isZero();
        assertThat(excess.of(0, -1)).isEqualTo(-1);
        assertThat(excess.of(0, 510.99f)).isZero();
        assertThat(excess.of(0, 511)).isEqualTo(1);
        var domain = new Domain(Quantization.perTensor(2, 0), DType.UINT8);
        for (float value : new float[] {-1.5f, -1, -0.99f, 0, 510.99f, 511, 512, Float.POSITIVE_INFINITY}) {
            assertThat(excess.of(0, value)).as("%s", value).isEqualTo(domain.excess(value));
        }
    }

    @Test
    void excessIsThatOfTheNearestSlot() {
        Excess excess = new FeatureCodes(List.of(new Slot(0, 0, 1), new Slot(0, 255, 10))).excess();
        assertThat(excess.of(0, 300)).isZero();
        assertThat(excess.of(0, 2815)).isEqualTo(10);
        assertThat(excess.of(0, -3)).isEqualTo(-3);
        assertThat(excess.of(0, Float.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
    }
}

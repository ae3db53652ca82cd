package dev.halfstep.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.Seeds;
import dev.halfstep.problem.Problem;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizationTest {

    private static final Quantization WHOLES = Quantization.perTensor(1, 3);

    @ParameterizedTest
    @CsvSource({"0.5, 1", "-0.5, -1", "1.5, 2", "2.5, 3", "-2.5, -3", "0.49999997, 0", "-0.49999997, 0", "0, 0",
            "-0.0, 0",
            "4503599627370497.5, 4503599627370498", "1e300, 9223372036854775807", "-1e300, -9223372036854775808"})
    void roundsHalvesAwayFromZero(double x, long expected) {
        assertThat(Quantization.roundHalfAway(x)).isEqualTo(expected);
    }

    @Test
    void roundsToTheNearestCode() {
        assertThat(WHOLES.quantize(2.4f, DType.INT8)).isEqualTo(5);
        assertThat(WHOLES.quantize(-2.5f, DType.INT8)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"INT8, 1000, 127", "INT8, -1000, -128", "UINT8, 1000, 255", "UINT8, -1000, 0", "INT16, 1e6, 32767",
            "INT16, -1e6, -32768"})
    void saturates(DType dtype, float value, long code) {
        assertThat(WHOLES.quantize(value, dtype)).isEqualTo(code);
    }

    /** Adding the zero point to what is already the largest long must not come out at the other end. */
    @ParameterizedTest
    @ValueSource(floats = {1e20f, Float.MAX_VALUE, Float.POSITIVE_INFINITY})
    void hugeValuesSaturateToTheirOwnEnd(float huge) {
        for (long zeroPoint : new long[] {-128, 0, 127}) {
            var quantization = Quantization.perTensor(0.01f, zeroPoint);
            assertThat(quantization.quantize(huge, DType.INT8)).isEqualTo(127);
            assertThat(quantization.quantize(-huge, DType.INT8)).isEqualTo(-128);
        }
    }

    @Test
    void notANumberHasNoCode() {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> WHOLES.quantize(Float.NaN, DType.INT8))
                .withMessageContaining("NaN");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> WHOLES.quantize(Tensor.of(Shape.of(2), 1, Float.NaN), DType.INT8));
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY})
    void scalesArePositiveAndFinite(float scale) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Quantization.perTensor(scale, 0))
                .withMessageContaining("positive and finite");
    }

    @Test
    void scalesAndZeroPointsGoTogether() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Quantization.perChannel(new float[2], new long[1], 0));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Quantization.perChannel(new float[0], new long[0], 0));
    }

    /** Within the domain at most half a step; the 2^-7 is what float division may add where 16 bits of codes leave it 8. */
    @ParameterizedTest
    @EnumSource(names = {"UINT8", "INT8", "INT16"})
    void costsAtMostHalfAStep(DType dtype) {
        Seeds.forEach(2000, random -> {
            Quantization q = random(random, dtype);
            float value = between(random, q.dequantize(dtype.min(), 0), q.dequantize(dtype.max(), 0));
            float back = q.dequantize(q.quantize(value, dtype), 0);
            assertThat(Math.abs((double) back - value)).isLessThanOrEqualTo(q.scale() * (0.5 + 0x1p-7));
        });
    }

    /** Codes are fixed points: what was read as a value goes back to the same code. */
    @ParameterizedTest
    @EnumSource(names = {"UINT8", "INT8", "INT16"})
    void quantizingADequantizedCodeGivesItBack(DType dtype) {
        Seeds.forEach(2000, random -> {
            Quantization q = random(random, dtype);
            long code = dtype.min() + random.nextInt((int) (dtype.max() - dtype.min()) + 1);
            assertThat(q.quantize(q.dequantize(code, 0), dtype)).isEqualTo(code);
        });
    }

    private static Quantization random(Random random, DType dtype) {
        float scale = (float) Math.exp(random.nextGaussian() * 5);
        long zeroPoint = dtype.min() + random.nextInt((int) (dtype.max() - dtype.min()) + 1);
        return Quantization.perTensor(scale, zeroPoint);
    }

    private static float between(Random random, float min, float max) {
        return (float) (min + random.nextDouble() * ((double) max - min));
    }

    @Test
    void channelsFollowTheirAxis() {
        Tensor ones = Tensor.of(Shape.of(2, 3), 1, 1, 1, 1, 1, 1);
        var rows = Quantization.perChannel(new float[] {1, 0.5f}, new long[] {0, 10}, 0);
        assertThat(rows.quantize(ones, DType.INT8).rawBytes()).containsExactly(1, 1, 1, 12, 12, 12);
        var columns = Quantization.perChannel(new float[] {1, 0.5f, 0.25f}, new long[3], 1);
        assertThat(columns.quantize(ones, DType.INT8).rawBytes()).containsExactly(1, 2, 4, 1, 2, 4);
        assertThat(columns.quantize(ones, DType.INT8).dequantize()).isEqualTo(ones);
    }

    @Test
    void channelsMustFitTheShape() {
        var q = Quantization.perChannel(new float[] {1, 1}, new long[2], 1);
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> q.quantize(Tensor.of(Shape.of(2), 1, 2), DType.INT8))
                .withMessageContaining("2 scales on axis 1 do not fit the shape [2]");
    }

    @Test
    void severalScalesHaveNoSingleOne() {
        var q = Quantization.perChannel(new float[] {1, 2}, new long[2], 0);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(q::scale);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(q::zeroPoint);
    }

    /** One scale means the same on whatever axis it is said to be. */
    @Test
    void axisCountsOnlyWithSeveralChannels() {
        var one = Quantization.perChannel(new float[] {2}, new long[] {1}, 3);
        assertThat(one).isEqualTo(Quantization.perTensor(2, 1)).hasSameHashCodeAs(Quantization.perTensor(2, 1));
        float[] scales = {1, 2};
        assertThat(Quantization.perChannel(scales, new long[2], 0))
                .isNotEqualTo(Quantization.perChannel(scales, new long[2], 1));
    }
}

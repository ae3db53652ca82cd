package dev.halfstep.quantize.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.calibrate.Range;
import dev.halfstep.fixture.Seeds;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers are those that TensorFlow 2.21's converter puts into its files for these ranges. */
class ScalesTest {

    @ParameterizedTest
    @CsvSource({"-1, 1, 0.007843138, -1", "0, 0, 7.843137e-9, 0", "5, 5, 0.019607844, -128", "-5, -5, 0.019607844, 127",
            "-0.5, 254.5, 1, -128", "-2.5, 252.5, 1, -126", "1e-6, 1e-6, 1.17647065e-8, -43"})
    void int8(float min, float max, float scale, long zeroPoint) {
        assertThat(Scales.activation(new Range(min, max), DType.INT8))
                .isEqualTo(Quantization.perTensor(scale, zeroPoint));
    }

    @ParameterizedTest
    @CsvSource({"-1, 1, 3.051851e-5", "0, 3, 9.155553e-5", "-7, 2, 2.1362957e-4"})
    void int16IsSymmetric(float min, float max, float scale) {
        assertThat(Scales.activation(new Range(min, max), DType.INT16)).isEqualTo(Quantization.perTensor(scale, 0));
    }

    /** TensorFlow writes a denormal scale here, which other tools refuse; a large one would coarsen the next layer's bias. */
    @Test
    void tensorsOfZerosHaveASmallScale() {
        float scale = Scales.activation(new Range(0, 0), DType.INT16).scale();
        assertThat(scale).isBetween(Float.MIN_NORMAL, 1e-10f);
    }

    /** What a padded or switched-off value stands for must be exact. */
    @Test
    void zeroHasACodeOfItsOwn() {
        Seeds.forEach(2000, random -> {
            float a = (float) (random.nextGaussian() * Math.exp(random.nextGaussian() * 4));
            float b = (float) (random.nextGaussian() * Math.exp(random.nextGaussian() * 4));
            for (DType dtype : new DType[] {DType.INT8, DType.INT16}) {
                Quantization q = Scales.activation(new Range(Math.min(a, b), Math.max(a, b)), dtype);
                assertThat(q.dequantize(q.quantize(0, dtype), 0)).isZero();
            }
        });
    }

    /** Nothing that calibration saw is moved by more than a step: half for its code, half for the rounded zero point. */
    @Test
    void rangesAreCovered() {
        Seeds.forEach(2000, random -> {
            float min = (float) random.nextGaussian() * 10;
            float max = min + random.nextFloat() * 20;
            for (DType dtype : new DType[] {DType.INT8, DType.INT16}) {
                Quantization q = Scales.activation(new Range(min, max), dtype);
                for (float end : new float[] {min, max}) {
                    assertThat(Math.abs(q.dequantize(q.quantize(end, dtype), 0) - end)).isLessThan(q.scale() * 1.01f);
                }
            }
        });
    }

    @Test
    void endlessRangesAreAProblem() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Scales.activation(new Range(-3e38f, 3e38f), DType.INT8))
                .withMessageContaining("a scale must be positive and finite, not Infinity");
    }
}

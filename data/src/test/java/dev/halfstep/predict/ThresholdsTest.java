package dev.halfstep.predict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.graph.FeatureCodes.Slot;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codes by their steps against the function itself: at random, at every step and right before it, and far away. */
class ThresholdsTest {

    @ParameterizedTest
    @CsvSource({"0, 1, 0.02, 128", "39.2, 14.05, 0.0157, 97", "-1e9, 3e-7, 0.1, 0", "1e-30, 1e30, 3e-9, 255",
            "13270.4, 12110.0, 1e-38, 3", "0, 1e-300, 1e30, 128"})
    void areThoseOfTheFunction(double mean, double deviation, float scale, int zeroPoint) {
        var scaling = new Scaling("x", mean, deviation);
        Quantization quantization = Quantization.perTensor(scale, zeroPoint);
        check(v -> quantization.quantize(scaling.standardise(v), DType.UINT8), 0, 255, mean, deviation * scale);
        var slot = new Slot(0, -2.5, scale);
        check(v -> -128 + slot.code(scaling.standardise(v)), -128, 127, mean, deviation * scale);
    }

    private static void check(DoubleUnaryOperator function, int least, int most, double centre, double step) {
        var thresholds = new Thresholds(function, least, most);
        var random = new Random(1);
        double last = centre - 300 * step;
        for (int i = 0; i < 20_000; i++) {
            double value = centre + random.nextGaussian() * step * Math.pow(10, random.nextInt(-3, 4));
            equal(thresholds, function, value);
        }
        for (int i = -300; i < 300; i++) {
            double value = centre + (i + 0.5) * step;
            for (int n = -3; n <= 3; n++) {
                equal(thresholds, function, value + n * Math.ulp(value));
            }
            last = value;
        }
        for (double value : new double[] {last, 0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE,
                Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            equal(thresholds, function, value);
        }
    }

    private static void equal(Thresholds thresholds, DoubleUnaryOperator function, double value) {
        assertThat(thresholds.of(value)).as("at %s", value).isEqualTo((int) function.applyAsDouble(value));
    }
}

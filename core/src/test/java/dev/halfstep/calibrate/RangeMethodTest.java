package dev.halfstep.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.Seeds;
import dev.halfstep.problem.Problem;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeMethodTest {

    @ParameterizedTest
    @EnumSource
    void isFoundByItsLabel(RangeMethod method) {
        assertThat(RangeMethod.of(method.label())).isEqualTo(method);
    }

    @Test
    void unknownLabelsNameTheOthers() {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> RangeMethod.of("kl")).withMessage(
                "there is no range method 'kl'. Choose one of min-max, moving-average, percentile, mse, entropy.");
    }

    @ParameterizedTest
    @ValueSource(doubles = {50, 100.01, -1, Double.NaN})
    void percentilesHaveLimits(double percentile) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> RangeOptions.defaults().withPercentile(percentile))
                .withMessageContaining("must be more than 50 and at most 100, not " + percentile);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 257})
    void codesHaveLimits(int codes) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> RangeOptions.defaults().withCodes(codes))
                .withMessageContaining("with 2 to 256 codes, not " + codes);
    }

    /** Whatever the values, a range is finite, within what was seen, and holds something of it. */
    @ParameterizedTest
    @EnumSource
    void staysWithinWhatWasSeen(RangeMethod method) {
        Seeds.forEach(60, random -> {
            var values = new float[1 + random.nextInt(300)];
            double size = Math.scalb(1.0, random.nextInt(250) - 145);
            double shift = random.nextInt(3) * random.nextGaussian() * 2;
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((random.nextGaussian() + shift) * size);
            }
            Range seen = SampleRows.range(values);
            Range found = SampleRows.find(method, values);
            assertThat(found.min()).isBetween(seen.min(), seen.max());
            assertThat(found.max()).isBetween(found.min(), seen.max());
            if (seen.magnitude() > 0) {
                assertThat(found.magnitude()).isPositive();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void equalValuesAreTheirOwnRange(RangeMethod method) {
        for (float value : new float[] {0, 5, -5, Float.MIN_VALUE, -Float.MIN_VALUE, 1e30f, -Float.MAX_VALUE}) {
            var values = new float[100];
            Arrays.fill(values, value);
            assertThat(SampleRows.find(method, values)).isEqualTo(new Range(value, value));
            assertThat(SampleRows.find(method, value)).isEqualTo(new Range(value, value));
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoValuesAndExtremesHaveRanges(RangeMethod method) {
        for (float[] values : new float[][] {{0, 5}, {-5, 5}, {-5, 0}, {5, 6}, {-6, -5}, {0, Float.MIN_VALUE},
                {-Float.MAX_VALUE, Float.MAX_VALUE}, {1e-30f, 1e30f}, {-1e-30f, 1}}) {
            Range found = SampleRows.find(method, values);
            assertThat(found.min()).isGreaterThanOrEqualTo(values[0]);
            assertThat(found.max()).isLessThanOrEqualTo(values[1]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void scalingValuesByAPowerOfTwoScalesTheRange(RangeMethod method) {
        float[] values = SampleRows.heavyTailed(3, 5000);
        float[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= 0x1p-20f;
        }
        Range range = SampleRows.find(method, values);
        assertThat(SampleRows.find(method, scaled))
                .isEqualTo(new Range(range.min() * 0x1p-20f, range.max() * 0x1p-20f));
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheEndAwayFromZeroIsLookedForWhenTheSignIsOne(RangeMethod method) {
        float[] values = SampleRows.relu(SampleRows.heavyTailed(4, 20_000));
        assertThat(SampleRows.find(method, values).min()).isZero();
        float[] mirrored = values.clone();
        for (int i = 0; i < mirrored.length; i++) {
            mirrored[i] = -mirrored[i];
        }
        Range mirror = SampleRows.find(method, mirrored);
        assertThat(mirror.max()).isZero();
        assertThat((double) -mirror.min()).isCloseTo(SampleRows.find(method, values).max(), within(1e-2));
    }

    @ParameterizedTest
    @EnumSource(names = {"MOVING_AVERAGE", "PERCENTILE", "MSE", "ENTROPY"})
    void aHeavyTailIsClipped(RangeMethod method) {
        float[] values = SampleRows.withOutliers(5, 400_000, -40, 40);
        Range found = SampleRows.find(method, values);
        assertThat(found.max()).isBetween(1.5f, 30f);
        assertThat(found.min()).isBetween(-30f, -1.5f);
        assertThat(SampleRows.find(RangeMethod.MIN_MAX, values)).isEqualTo(new Range(-40, 40));
    }

    /** The ends of both sides are found apart: clipping one does not need the other to be wide. */
    @ParameterizedTest
    @EnumSource(names = {"PERCENTILE", "MSE", "ENTROPY"})
    void onlyTheSideWithTheTailIsClipped(RangeMethod method) {
        float[] values = SampleRows.withOutliers(6, 400_000, 40);
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(values[i], -1);
        }
        Range found = SampleRows.find(method, values);
        assertThat(found.min()).isBetween(-1f, -0.9f);
        assertThat(found.max()).isBetween(1.5f, 30f);
    }

    @Test
    void percentilesLeaveTheirShareOutside() {
        Seeds.forEach(100, random -> {
            float[] values = SampleRows.normal(random.nextLong(), 1 + random.nextInt(3000));
            double percentile = 50.1 + 49.9 * random.nextDouble();
            Range found = SampleRows.observation(values).range(RangeMethod.PERCENTILE,
                    RangeOptions.defaults().withPercentile(percentile));
            double mayClip = (100 - percentile) / 100 * values.length;
            float[] sorted = values.clone();
            Arrays.sort(sorted);
            double width = SampleRows.histogram(values).width();
            int at = (int) mayClip;
            // The end is the value itself, or less than a bin further out.
            assertThat((double) found.min()).isLessThanOrEqualTo(sorted[at]).isGreaterThan(sorted[at] - width);
            float high = sorted[sorted.length - 1 - at];
            assertThat((double) found.max()).isGreaterThanOrEqualTo(high).isLessThanOrEqualTo(high + width);
        });
    }

    @Test
    void thePercentile100ClipsNothing() {
        float[] values = SampleRows.heavyTailed(7, 1000);
        assertThat(
                SampleRows.observation(values).range(RangeMethod.PERCENTILE,
                        RangeOptions.defaults().withPercentile(100)))
                .isEqualTo(SampleRows.range(values));
    }

    /** A percentile next to 50 of two values: what may be clipped on each side rounds to one of them. */
    @Test
    void percentilesDoNotCross() {
        Range found = SampleRows.observation(1, 2).range(RangeMethod.PERCENTILE,
                RangeOptions.defaults().withPercentile(Math.nextUp(50.0)));
        assertThat(found).isEqualTo(new Range(1, 2));
    }
}

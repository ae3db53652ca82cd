package dev.halfstep.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DivergenceTest {

    private static final int CODES = 64;

    /** Ends somewhere in a bin, so that no bin's middle is as near to one code as to the next. */
    private static final double INWARDS = 0.31371;

    @Test
    void isTheDivergenceOfTheTwoDistributions() {
        float[] values = SampleRows.heavyTailed(1, 30_000);
        Histogram histogram = SampleRows.histogram(values).coarser(2);
        var cost = new Divergence(histogram, CODES);
        int[] counts = counts(histogram);
        double whole = byDefinition(counts, histogram.first(), 0, counts.length);
        Seeds.forEach(200, random -> {
            int from = random.nextInt(-histogram.first() - CODES / 2);
            int to = counts.length - random.nextInt(histogram.last() - CODES / 2);
            double expected = byDefinition(counts, histogram.first(), from, to);
            double actual = cost.of(histogram.first() + from + INWARDS, histogram.first() + to - INWARDS);
            // The cost leaves out what is the same for all ends, and is of all values together.
            double relative = (actual - cost.of(histogram.first() + INWARDS, histogram.last() + 1 - INWARDS))
                    / values.length;
            assertThat(relative).isCloseTo(expected - whole, within(1e-9));
        });
    }

    /** Where all that is left shares one bin, nothing more could be lost. */
    @Test
    void moreThanOneBinIsLeft() {
        var cost = new Divergence(SampleRows.histogram(-1, 0.1f, 0.1f, 1), CODES);
        assertThat(cost.of(-100, 1000)).isInfinite();
    }

    /** Fewer bins than codes would lose nothing, which says nothing. */
    @Test
    void endsAreAtLeastAsFarApartAsThereAreCodes() {
        Histogram histogram = SampleRows.histogram(SampleRows.heavyTailed(2, 30_000)).coarser(2);
        var cost = new Divergence(histogram, CODES);
        assertThat(cost.of(-10, CODES - 11)).isInfinite();
        assertThat(cost.of(-10, CODES - 10)).isFinite();
    }

    /** The zeros of a relu are half of its values and must not decide where the others are clipped. */
    @Test
    void exactZerosDoNotCount() {
        float[] positive = SampleRows.relu(SampleRows.heavyTailed(3, 20_000));
        int count = 0;
        for (float value : positive) {
            if (value > 0) {
                positive[count++] = value;
            }
        }
        float[] withoutZeros = Arrays.copyOf(positive, count);
        float[] withZeros = Arrays.copyOf(withoutZeros, 10 * count);
        assertThat(SampleRows.find(RangeMethod.ENTROPY, withZeros).max())
                .isEqualTo(SampleRows.find(RangeMethod.ENTROPY, withoutZeros).max());
    }

    private static int[] counts(Histogram histogram) {
        var counts = new int[histogram.last() - histogram.first() + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = Math.toIntExact(histogram.count(histogram.first() + i));
        }
        return counts;
    }

    /** The formula, bin by bin. */
    private static double byDefinition(int[] counts, int bottom, int from, int to) {
        double total = 0;
        double inside = 0;
        int first = from;
        while (counts[first] == 0) {
            first++;
        }
        int last = to - 1;
        while (counts[last] == 0) {
            last--;
        }
        var p = new double[counts.length];
        for (int i = 0; i < counts.length; i++) {
            p[Math.clamp(i, first, last)] += counts[i];
            total += counts[i];
            inside += i >= from && i < to ? counts[i] : 0;
        }
        double step = (to - from - 2 * INWARDS) / (CODES - 1);
        long zeroPoint = Math.round(-(bottom + from + INWARDS) / step);
        var mass = new double[CODES];
        var filled = new int[CODES];
        for (int i = from; i < to; i++) {
            mass[code(bottom + i, step, zeroPoint)] += counts[i];
            filled[code(bottom + i, step, zeroPoint)] += counts[i] > 0 ? 1 : 0;
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
            int code = code(bottom + i, step, zeroPoint);
            sum += counts[i] > 0 ? p[i] / total * Math.log(p[i] / total / (mass[code] / filled[code] / inside)) : 0;
        }
        return sum;
    }

    private static int code(int bin, double step, long zeroPoint) {
        return Math.clamp((long) Math.floor((bin + 0.5) / step + 0.5) + zeroPoint, 0, CODES - 1);
    }
}

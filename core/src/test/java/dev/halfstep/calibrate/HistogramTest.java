package dev.halfstep.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.Allocation;
import dev.halfstep.fixture.Seeds;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HistogramTest {

    @Test
    void countsWhatFallsIntoEachBin() {
        Seeds.forEach(200, random -> {
            float[] values = values(random);
            Histogram histogram = SampleRows.histogram(values);
            var counts = new TreeMap<Integer, Long>();
            for (float value : values) {
                if (value != 0) {
                    counts.merge((int) Math.floor(value / histogram.width()), 1L, Long::sum);
                }
            }
            assertThat(counts(histogram)).isEqualTo(counts);
            assertThat(histogram.zeros()).isEqualTo(values.length - counts.values().stream().mapToLong(n -> n).sum());
        });
    }

    /** The bins are as fine as their number allows. */
    @Test
    void usesAtLeastAQuarterOfItsBins() {
        Seeds.forEach(200, random -> {
            Histogram histogram = SampleRows.histogram(values(random));
            int bins = histogram.last() - histogram.first() + 1;
            assertThat(bins).isLessThanOrEqualTo(Histogram.BINS);
            if (histogram.width() > Float.MIN_VALUE) {
                assertThat(bins).isGreaterThan(Histogram.BINS / 4);
            }
        });
    }

    @Test
    void orderAndPartsMakeNoDifference() {
        Seeds.forEach(300, random -> {
            float[] values = values(random);
            Histogram once = SampleRows.histogram(values);
            float[] shuffled = shuffled(values, random);
            var left = new Histogram();
            var right = new Histogram();
            var inBlocks = new Histogram();
            for (int from = 0; from < shuffled.length;) {
                int to = Math.min(shuffled.length, from + 1 + random.nextInt(20));
                float[] block = Arrays.copyOfRange(shuffled, from, to);
                inBlocks.add(block, SampleRows.range(block));
                (random.nextBoolean() ? left : right).add(block, SampleRows.range(block));
                from = to;
            }
            assertSame(inBlocks, once);
            Histogram merged = left.copy();
            merged.add(right);
            assertSame(merged, once);
            right.add(left);
            assertSame(right, once);
        });
    }

    /** Each step makes bins coarser by far more than the width of their numbers in bits. */
    @Test
    void holdsEverySizeOfFloat() {
        var histogram = new Histogram();
        for (float value : new float[] {Float.MIN_VALUE, -Float.MIN_VALUE, 1e-20f, -1, 1e30f, Float.MAX_VALUE,
                -Float.MAX_VALUE}) {
            histogram.add(new float[] {value}, new Range(value, value));
        }
        assertThat(counts(histogram).values().stream().mapToLong(n -> n).sum()).isEqualTo(7);
        assertThat(histogram.count(0)).isEqualTo(3);
        assertThat(histogram.count(-1)).isEqualTo(2);
        assertThat(histogram.count(histogram.first())).isOne();
        assertThat(histogram.count(histogram.last())).isOne();
    }

    @Test
    void denormalsHaveBinsOfTheirOwn() {
        Histogram histogram = SampleRows.histogram(Float.MIN_VALUE, 3 * Float.MIN_VALUE, -2 * Float.MIN_VALUE);
        assertThat(histogram.width()).isEqualTo(Float.MIN_VALUE);
        assertThat(counts(histogram)).containsOnlyKeys(-2, 1, 3);
    }

    /** Both zeros are 0, and take no bin. */
    @Test
    void zerosAreCountedApart() {
        Histogram histogram = SampleRows.histogram(0f, -0f, 0f);
        assertThat(histogram.zeros()).isEqualTo(3);
        assertThat(counts(histogram)).isEmpty();
    }

    @Test
    void coarserBinsHoldTheSame() {
        Seeds.forEach(50, random -> {
            Histogram histogram = SampleRows.histogram(values(random));
            Histogram coarser = histogram.coarser(3);
            var expected = new TreeMap<Integer, Long>();
            counts(histogram).forEach((bin, count) -> expected.merge(Math.floorDiv(bin, 8), count, Long::sum));
            assertThat(counts(coarser)).isEqualTo(expected);
            assertThat(coarser.width()).isEqualTo(histogram.width() * 8);
            assertThat(coarser.zeros()).isEqualTo(histogram.zeros());
        });
    }

    @Test
    void memoryDoesNotGrowWithTheValues() {
        float[] values = values(new Random(1));
        Range range = SampleRows.range(values);
        var histogram = new Histogram();
        Runnable add = () -> histogram.add(values, range);
        add.run();
        long first = Allocation.of(add);
        assertThat(Allocation.of(() -> {
            for (int i = 0; i < 10_000; i++) {
                add.run();
            }
        })).isLessThanOrEqualTo(first + Histogram.BINS);
        assertThat(histogram.last() - histogram.first()).isLessThan(Histogram.BINS);
    }

    /** Values of a random size, one-sided or not, with zeros among them, sometimes with an outlier. */
    private static float[] values(Random random) {
        var values = new float[1 + random.nextInt(400)];
        double size = Math.scalb(1.0, random.nextInt(240) - 140);
        boolean oneSided = random.nextBoolean();
        for (int i = 0; i < values.length; i++) {
            double value = random.nextGaussian() * size;
            values[i] = random.nextInt(5) == 0 ? 0 : (float) (oneSided ? Math.abs(value) : value);
        }
        if (random.nextInt(3) == 0) {
            values[random.nextInt(values.length)] *= 1000;
        }
        return values;
    }

    private static float[] shuffled(float[] values, Random random) {
        float[] shuffled = values.clone();
        for (int i = shuffled.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            float value = shuffled[i];
            shuffled[i] = shuffled[other];
            shuffled[other] = value;
        }
        return shuffled;
    }

    private static Map<Integer, Long> counts(Histogram histogram) {
        var counts = new TreeMap<Integer, Long>();
        for (int bin = histogram.first(); bin <= histogram.last(); bin++) {
            if (histogram.count(bin) > 0) {
                counts.put(bin, histogram.count(bin));
            }
        }
        return counts;
    }

    private static void assertSame(Histogram actual, Histogram expected) {
        assertThat(counts(actual)).isEqualTo(counts(expected));
        assertThat(actual.width()).isEqualTo(expected.width());
        assertThat(actual.zeros()).isEqualTo(expected.zeros());
        assertThat(actual.first()).isEqualTo(expected.first());
        assertThat(actual.last()).isEqualTo(expected.last());
    }
}

package dev.halfstep.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MovingAverageTest {

    private static final Range WIDE = new Range(-1e6f, 1e6f);

    /** The sums of the formula, block by block; the last one counts for as many rows as it has. */
    @Test
    void isTheWeightedMeanOfTheBlocksEnds() {
        Seeds.forEach(50, random -> {
            int rows = 1 + random.nextInt(500);
            int width = 1 + random.nextInt(3);
            float[] values = SampleRows.normal(random.nextLong(), rows * width);
            double low = 0;
            double high = 0;
            double weights = 0;
            for (int from = 0; from < rows; from += 32) {
                int to = Math.min(rows, from + 32);
                Range block = SampleRows.range(Arrays.copyOfRange(values, from * width, to * width));
                double weight = Math.pow(0.99, (rows - to) / 32.0) - Math.pow(0.99, (rows - from) / 32.0);
                low += weight * block.min();
                high += weight * block.max();
                weights += weight;
            }
            Range actual = of(values, rows).range(WIDE);
            assertThat((double) actual.min()).isCloseTo(low / weights, within(1e-6));
            assertThat((double) actual.max()).isCloseTo(high / weights, within(1e-6));
        });
    }

    /** A first block is one like the others: a single one is its own mean. */
    @Test
    void oneBlockIsItsOwnMean() {
        assertThat(of(new float[] {1, 2, 3}, 3).range(WIDE)).isEqualTo(new Range(1, 3));
    }

    @Test
    void howRowsArriveMakesNoDifference() {
        Seeds.forEach(50, random -> {
            float[] values = SampleRows.normal(random.nextLong(), 900);
            var inParts = new MovingAverage();
            for (int from = 0; from < 300;) {
                int to = Math.min(300, from + 1 + random.nextInt(70));
                inParts.add(Arrays.copyOfRange(values, 3 * from, 3 * to), to - from);
                from = to;
            }
            assertThat(inParts.range(WIDE)).isEqualTo(of(values, 300).range(WIDE));
        });
    }

    /** Later blocks count for more. */
    @Test
    void dependsOnOrder() {
        var values = new float[64];
        Arrays.fill(values, 32, 64, 1);
        assertThat(of(values, 64).range(WIDE).max()).isCloseTo((float) (1 / 1.99), within(1e-6f));
    }

    @Test
    void askingChangesNothing() {
        MovingAverage average = of(SampleRows.normal(2, 40), 40);
        Range before = average.range(WIDE);
        assertThat(average.range(WIDE)).isEqualTo(before);
        average.add(SampleRows.normal(3, 24), 24);
        float[] values = Arrays.copyOf(SampleRows.normal(2, 40), 64);
        System.arraycopy(SampleRows.normal(3, 24), 0, values, 40, 24);
        assertThat(average.range(WIDE)).isEqualTo(of(values, 64).range(WIDE));
    }

    /** A network may gather rows into fewer values than rows. */
    @Test
    void fewerValuesThanRowsAreAllSeen() {
        Range range = of(new float[] {7, 8}, 100).range(WIDE);
        assertThat(range.min()).isGreaterThan(7).isLessThan(8).isEqualTo(range.max());
    }

    private static MovingAverage of(float[] values, int rows) {
        var average = new MovingAverage();
        average.add(values, rows);
        return average;
    }
}

package dev.halfstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawsTest {

    /** The test vector that goes with SplitMix64 for seed 1234567 in many languages. */
    @Test
    void drawsTheKnownNumbers() {
        var draws = new Draws(1234567);
        assertThat(draws.bits()).isEqualTo(6457827717110365317L);
        assertThat(draws.bits()).isEqualTo(3203168211198807973L);
        assertThat(draws.bits()).isEqualTo(Long.parseUnsignedLong("9817491932198370423"));
        assertThat(draws.bits()).isEqualTo(4593380528125082431L);
        assertThat(draws.bits()).isEqualTo(Long.parseUnsignedLong("16408922859458223821"));
    }

    @Test
    void uniformNumbersFillTheirRange() {
        var draws = new Draws(1);
        double[] drawn = IntStream.range(0, 100_000).mapToDouble(_ -> draws.within(0.5)).toArray();
        var statistics = Arrays.stream(drawn).summaryStatistics();
        assertThat(statistics.getMin()).isBetween(-0.5, -0.4999);
        assertThat(statistics.getMax()).isBetween(0.4999, 0.5);
        assertThat(statistics.getAverage()).isCloseTo(0, within(0.005));
        double variance = Arrays.stream(drawn).map(value -> value * value).average().orElseThrow();
        assertThat(variance).isCloseTo(1.0 / 12, within(0.001));
    }

    @Test
    void everyOrderIsEquallyLikely() {
        var draws = new Draws(2);
        var seen = new int[6];
        for (int i = 0; i < 60_000; i++) {
            int[] order = {0, 1, 2};
            draws.shuffle(order);
            seen[order[0] * 2 + (order[1] > order[2] ? 1 : 0)]++;
        }
        for (int count : seen) {
            assertThat(count).isBetween(9_600, 10_400);
        }
    }

    @Test
    void aShuffleLosesNothing() {
        int[] order = IntStream.range(0, 1000).toArray();
        new Draws(3).shuffle(order);
        assertThat(order).containsExactlyInAnyOrder(IntStream.range(0, 1000).toArray());
        assertThat(order).isNotEqualTo(IntStream.range(0, 1000).toArray());
    }
}

package dev.halfstep.quantize.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.Rows;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnseenTailTest {

    private static float[] sorted(int count, long seed) {
        float[] values = Rows.normal(seed, count, 1).values().clone();
        Arrays.sort(values);
        return values;
    }

    @Test
    void ofManyRowsNothingIsUnseen() {
        float[] values = sorted(UnseenTail.ENOUGH, 1);
        assertThat(UnseenTail.beyond(values, 1)).isZero();
        assertThat(UnseenTail.deviations(UnseenTail.ENOUGH)).isZero();
    }

    /** One of 1,024 normally distributed values lies beyond 3.1 deviations; of 50, the furthest is at 2 to 2.5 on average. */
    @ParameterizedTest
    @ValueSource(ints = {30, 50, 100, 200})
    void reachesAsFarAsManyWould(int rows) {
        double reach = 0;
        for (int seed = 1; seed <= 40; seed++) {
            float[] values = sorted(rows, seed);
            reach += (values[rows - 1] + UnseenTail.beyond(values, 1)) / 80;
            reach -= (values[0] - UnseenTail.beyond(values, -1)) / 80;
        }
        assertThat(reach).isBetween(3.1, 4.8);
    }

    /** A uniform distribution ends; a long tail has an end on its other side. */
    @Test
    void endsAreFoundWithTheRows() {
        for (int rows : new int[] {100, 400}) {
            var uniform = new float[rows];
            var exponential = new float[rows];
            for (int i = 0; i < rows; i++) {
                uniform[i] = (i + 0.5f) / rows;
                exponential[i] = (float) -Math.log(1 - uniform[i]);
            }
            assertThat(UnseenTail.beyond(uniform, 1)).isLessThan(30.0 / rows);
            assertThat(UnseenTail.beyond(exponential, -1)).isLessThan(30.0 / rows);
            assertThat(exponential[rows - 1] + UnseenTail.beyond(exponential, 1)).isGreaterThan(6.8);
        }
    }

    @Test
    void flagsAndConstantsEndWhereTheyEnd() {
        var flags = new float[60];
        Arrays.fill(flags, 25, 60, 1);
        assertThat(UnseenTail.beyond(flags, 1)).isZero();
        assertThat(UnseenTail.beyond(flags, -1)).isZero();
        assertThat(UnseenTail.beyond(new float[60], 1)).isZero();
        assertThat(UnseenTail.beyond(new float[] {3}, 1)).isZero();
        assertThat(UnseenTail.beyond(new float[] {3, 4}, 1)).isFinite().isNotNegative();
    }
}

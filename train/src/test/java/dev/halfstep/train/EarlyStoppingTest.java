package dev.halfstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {

    private static boolean epoch(EarlyStopping stopping, int epoch, double validation) {
        return stopping.stopAfter(new EpochLoss(epoch, 100 - epoch, validation), new float[] {epoch});
    }

    @Test
    void stopsWhenPatienceEndsAndKeepsTheBest() {
        var stopping = new EarlyStopping(OptionalInt.of(2));
        assertThat(epoch(stopping, 1, 5)).isFalse();
        assertThat(epoch(stopping, 2, 3)).isFalse();
        assertThat(epoch(stopping, 3, 4)).isFalse();
        assertThat(epoch(stopping, 4, 2.5)).isFalse();
        assertThat(epoch(stopping, 5, 2.5)).isFalse();
        assertThat(epoch(stopping, 6, 2.6)).isTrue();
        assertThat(stopping.bestEpoch()).isEqualTo(4);
        assertThat(stopping.keep(new float[] {6})).containsExactly(4);
    }

    @Test
    void withoutPatienceKeepsTheEndAndNeverStops() {
        var stopping = new EarlyStopping(OptionalInt.empty());
        assertThat(epoch(stopping, 1, 1)).isFalse();
        for (int i = 2; i < 50; i++) {
            assertThat(epoch(stopping, i, i)).isFalse();
        }
        assertThat(stopping.bestEpoch()).isEqualTo(1);
        assertThat(stopping.keep(new float[] {49})).containsExactly(49);
    }

    @Test
    void withoutValidationRowsWatchesTheTrainingLoss() {
        var stopping = new EarlyStopping(OptionalInt.of(1));
        assertThat(epoch(stopping, 1, Double.NaN)).isFalse();
        assertThat(epoch(stopping, 2, Double.NaN)).isFalse();
        assertThat(stopping.bestEpoch()).isEqualTo(2);
    }
}

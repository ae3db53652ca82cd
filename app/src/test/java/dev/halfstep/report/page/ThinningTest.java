package dev.halfstep.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThinningTest {

    @Test
    void keepsAllRowsWhereThereIsRoom() {
        assertThat(Thinning.rows(target(100), 100)).hasSize(100);
    }

    @Test
    void keepsTheExtremesAndSpreadsTheRest() {
        TargetValues target = target(100_000);
        double[] reference = target.reference().orElseThrow();
        target.quantized()[12_345] = 50;
        target.quantized()[77_777] = reference[77_777] - 9;
        target.actual().orElseThrow()[55_555] = -300;
        int[] rows = Thinning.rows(target, 1000);
        assertThat(rows).hasSizeBetween(900, 1000).isSorted().doesNotHaveDuplicates().contains(12_345, 77_777, 55_555);
        for (int tenth = 0; tenth < 10; tenth++) {
            int from = tenth * 10_000;
            assertThat(Arrays.stream(rows).filter(row -> row >= from && row < from + 10_000).count())
                    .isBetween(80L, 130L);
        }
    }

    private static TargetValues target(int rows) {
        var random = new Random(3);
        double[] reference = random.doubles(rows).toArray();
        double[] quantized = Arrays.stream(reference).map(value -> value + 0.01 * random.nextGaussian()).toArray();
        double[] actual = IntStream.range(0, rows).mapToDouble(row -> reference[row] + random.nextGaussian()).toArray();
        return new TargetValues("y", Optional.of(actual), Optional.of(reference), quantized, Optional.empty());
    }
}

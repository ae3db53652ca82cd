package dev.halfstep.quantize.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.CpuTime;
import dev.halfstep.graph.FeatureCodes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnCandidatesTest {

    private static float[] column(IntStream whole, double factor, double shift) {
        double[] values = whole.mapToDouble(i -> i * factor + shift).toArray();
        var column = new float[values.length];
        for (int n = 0; n < column.length; n++) {
            column[n] = (float) values[n];
        }
        return column;
    }

    /** As a pipeline standardises: in double precision, then narrowed. */
    private static float[] standardised(IntStream whole) {
        int[] values = whole.toArray();
        double mean = IntStream.of(values).average().orElseThrow();
        double square = IntStream.of(values).mapToDouble(v -> (v - mean) * (v - mean)).average().orElseThrow();
        return column(IntStream.of(values), 1 / Math.sqrt(square), -mean / Math.sqrt(square));
    }

    private static IntStream drawn(int low, int high) {
        return new Random(5).ints(500, low, high + 1);
    }

    static Stream<Named<float[]>> onAGrid() {
        return Stream.of(Named.of("whole numbers", column(drawn(-20, 200), 1, 0)),
                Named.of("all 256 numbers", column(IntStream.range(0, 256), 1, -128)),
                Named.of("two values", column(drawn(0, 1), 1, 0)),
                Named.of("two odd values", column(drawn(0, 1), 0.3, -1.7)),
                Named.of("one hot", column(IntStream.range(0, 100).map(i -> i == 7 ? 1 : 0), 1, 0)),
                Named.of("tenths", column(drawn(5, 230), 0.1, 0)), Named.of("a constant", column(drawn(3, 3), 1.7, 0)),
                Named.of("ages", standardised(drawn(18, 64))), Named.of("many ages", standardised(drawn(0, 250))),
                Named.of("years", standardised(drawn(1990, 2025))),
                Named.of("standardised flags", standardised(drawn(0, 1))),
                Named.of("gaps", standardised(IntStream.of(0, 6, 10, 15, 40))),
                Named.of("thousands", column(drawn(1, 60), 1e6, 1e7)), Named.of("one row", new float[] {-2.5f}),
                Named.of("two rows", new float[] {-2.5f, 1e-3f}));
    }

    @ParameterizedTest
    @MethodSource("onAGrid")
    void valuesOnAGridAreExact(float[] column) {
        var candidates = new ColumnCandidates(0, column);
        assertThat(candidates.isExact()).isTrue();
        float smallest = column[0];
        float largest = column[0];
        for (float value : column) {
            smallest = Math.min(smallest, value);
            largest = Math.max(largest, value);
        }
        double magnitude = Math.max(Math.abs(smallest), Math.abs(largest));
        assertThat(candidates.single()).isNotEmpty();
        for (ColumnCode code : candidates.single()) {
            FeatureCodes.Slot slot = code.slots().getFirst();
            var values = new HashMap<Integer, Float>();
            for (float value : column) {
                assertThat(Math.abs(code.coded(value) - value)).as("%s as %s", value, slot)
                        .isLessThanOrEqualTo(1e-6 * magnitude);
                Float other = values.putIfAbsent(slot.code(value), value);
                assertThat(other == null || other == value).as("%s and %s have one number", other, value).isTrue();
            }
        }
    }

    /** Each keeps to its codes: nothing is further off than half a step, except what lies beyond the ends. */
    private static void assertSound(List<ColumnCode> codes, float[] column) {
        assertThat(codes).isNotEmpty();
        for (ColumnCode code : codes) {
            double step = code.slots().stream().mapToDouble(FeatureCodes.Slot::step).max().orElseThrow();
            double low = code.slots().stream().mapToDouble(FeatureCodes.Slot::offset).min().orElseThrow();
            double high = code.slots().stream().mapToDouble(FeatureCodes.Slot::last).max().orElseThrow();
            for (float value : column) {
                if (value >= low && value <= high) {
                    assertThat(Math.abs(code.coded(value) - value)).as("%s as %s", value, code.slots())
                            .isLessThanOrEqualTo(step * 1.01);
                }
            }
        }
    }

    private static float[] heavyTail(int rows) {
        var random = new Random(9);
        var column = new float[rows];
        for (int n = 0; n < rows; n++) {
            column[n] = (float) Math.exp(2 * random.nextGaussian());
        }
        return column;
    }

    /** Of the ranges offered, one takes in all, and others leave out the far values for finer steps. */
    @Test
    void heavyTailsHaveRanges() {
        float[] column = heavyTail(2000);
        var candidates = new ColumnCandidates(3, column);
        assertThat(candidates.isExact()).isFalse();
        List<ColumnCode> codes = candidates.single();
        assertThat(codes).allMatch(code -> code.slots().getFirst().feature() == 3);
        double[] steps = codes.stream().mapToDouble(code -> code.slots().getFirst().step()).sorted().toArray();
        float[] sorted = column.clone();
        java.util.Arrays.sort(sorted);
        assertThat(codes).anyMatch(
                code -> code.slots().getFirst().offset() == sorted[0]
                        && code.slots().getFirst().last() >= sorted[1999] * 0.999999);
        assertThat(steps[0]).isLessThan(steps[steps.length - 1] / 4);
        assertSound(codes, column);
        assertSound(candidates.pairs(), column);
    }

    @Test
    void manyDistinctValuesAreNoMatter() {
        float[] column = heavyTail(100_000);
        assertThat(CpuTime.of(() -> {
            var candidates = new ColumnCandidates(0, column);
            assertThat(candidates.single()).hasSizeBetween(10, 1000);
        })).isLessThan(Duration.ofSeconds(10));
    }

    /** Values next to each other in float32, and as far apart as it can hold. */
    @Test
    void extremeSpacingsHaveCodes() {
        var random = new Random(2);
        for (float magnitude : new float[] {1e-40f, 1e-30f, 1, 1e30f, 3e38f}) {
            var column = new float[400];
            for (int n = 0; n < column.length; n++) {
                column[n] = (random.nextFloat() * 2 - 1) * magnitude;
            }
            assertSound(new ColumnCandidates(0, column).single(), column);
        }
        assertSound(new ColumnCandidates(0, new float[] {1, Math.nextUp(1f), 1e9f}).single(),
                new float[] {1, 1e9f});
        assertSound(new ColumnCandidates(0, new float[] {-0f, 0f, Float.MAX_VALUE, -Float.MAX_VALUE}).single(),
                new float[] {0});
    }
}

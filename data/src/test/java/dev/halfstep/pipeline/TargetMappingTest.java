package dev.halfstep.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.pipeline.TargetMapping.Kind;
import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for each mapping, whatever the values it was fitted on. */
class TargetMappingTest {

    private static final int SEEDS = 60;
    /** What {@link YeoJohnsonMapping} promises, the least exact of them. */
    private static final double RESOLUTION = 0x1p-24;

    /** Values of many makes: of both signs, in thin and heavy tails, with ties, and in a tiny range far from zero. */
    private static double[] values(Random random) {
        int make = random.nextInt(7);
        DoubleSupplier value = () -> {
            double normal = random.nextGaussian();
            return switch (make) {
                case 0 -> normal;
                case 1 -> Math.exp(2 * normal);
                case 2 -> -Math.exp(3 * normal);
                case 3 -> Math.max(0, Math.rint(2 * normal));
                case 4 -> normal / random.nextGaussian();
                case 5 -> 1e6 + 1e-3 * normal;
                default -> random.nextBoolean() ? 0 : 1e-9 * normal;
            };
        };
        double[] values = DoubleStream.generate(value).limit(2 + random.nextInt(1000)).toArray();
        values[0] = values[1] + Math.ulp(values[1]) * (1 + random.nextInt(3));
        return values;
    }

    private static void forEachSeed(BiConsumer<String, Random> property) {
        for (int seed = 0; seed < SEEDS; seed++) {
            property.accept("seed " + seed, new Random(seed));
        }
    }

    private static double[] sorted(double[] values) {
        return Arrays.stream(values).sorted().toArray();
    }

    /** From below the smallest value to above the largest. */
    private static double[] around(double[] sorted, Random random) {
        double low = sorted[0];
        double span = sorted[sorted.length - 1] - low;
        return IntStream.range(0, 500).mapToDouble(i -> low + span * (3 * random.nextDouble() - 1)).toArray();
    }

    @ParameterizedTest
    @EnumSource
    void valuesComeBack(Kind kind) {
        forEachSeed((seed, random) -> {
            double[] sorted = sorted(values(random));
            double span = sorted[sorted.length - 1] - sorted[0];
            TargetMapping mapping = kind.fit(sorted);
            String what = seed + ", " + mapping;
            for (double value : DoubleStream.concat(Arrays.stream(sorted), Arrays.stream(around(sorted, random)))
                    .toArray()) {
                assertThat(mapping.invert(mapping.map(value))).as(what)
                        .isCloseTo(value, within(2 * RESOLUTION * span + 4 * Math.ulp(value)));
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void orderIsKeptBothWays(Kind kind) {
        forEachSeed((seed, random) -> {
            double[] fitted = sorted(values(random));
            TargetMapping mapping = kind.fit(fitted);
            double[] all = sorted(DoubleStream.concat(Arrays.stream(fitted), Arrays.stream(around(fitted, random)))
                    .toArray());
            double[] mapped = Arrays.stream(all).map(mapping::map).toArray();
            double[] back = Arrays.stream(mapped).map(mapping::invert).toArray();
            double span = fitted[fitted.length - 1] - fitted[0];
            String what = seed + ", " + mapping;
            for (int i = 1; i < all.length; i++) {
                assertThat(mapped[i]).as(what).isFinite().isGreaterThanOrEqualTo(mapped[i - 1]);
                if (all[i] - all[i - 1] > 8 * RESOLUTION * span) {
                    assertThat(mapped[i]).as(what).isGreaterThan(mapped[i - 1]);
                    assertThat(back[i]).as(what).isGreaterThan(back[i - 1]);
                }
            }
        });
    }

    /** There is no jump where a straight line takes over. */
    @ParameterizedTest
    @EnumSource
    void continuousAtTheEnds(Kind kind) {
        double[] values = {-3, -1, 0, 0, 0.5, 2, 11, 400};
        TargetMapping mapping = kind.fit(values);
        for (double end : new double[] {-3, 400}) {
            double here = mapping.map(end);
            assertThat(mapping.map(end - 1e-9)).isCloseTo(here, within(1e-8));
            assertThat(mapping.map(end + 1e-9)).isCloseTo(here, within(1e-8));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOrderOfRowsDoesNotMatter(Kind kind) {
        double[] values = values(new Random(1));
        double[] other = sorted(values);
        assertThat(kind.fit(other)).isEqualTo(kind.fit(values));
    }

    @ParameterizedTest
    @EnumSource
    void twoValuesAreEnough(Kind kind) {
        TargetMapping mapping = kind.fit(new double[] {7, 3});
        assertThat(mapping.kind()).isEqualTo(kind);
        assertThat(mapping.invert(mapping.map(5))).isCloseTo(5, within(1e-12));
    }

    @Test
    void linearChangesNothing() {
        TargetMapping linear = Kind.LINEAR.fit(new double[] {1, 2});
        assertThat(linear.map(0.1)).isEqualTo(0.1);
        assertThat(linear.invert(-3)).isEqualTo(-3);
    }

    @Test
    void logarithmOfWhatIsAboveZero() {
        TargetMapping log = Kind.LOG.fit(new double[] {100, 1, 10});
        assertThat(log).isEqualTo(new LogMapping(0, 1, 100));
        assertThat(log.map(10)).isCloseTo(Math.log(10), within(1e-15));
        assertThat(log.invert(Math.log(50))).isCloseTo(50, within(1e-12));
        assertThat(log.map(0)).as("on the tangent at 1").isEqualTo(-1);
        assertThat(log.map(200)).as("on the tangent at 100").isCloseTo(Math.log(100) + 1, within(1e-15));
    }

    /** Counts from zero, of which half of those above are 1: the logarithm of one more than the count. */
    @Test
    void logarithmOfCounts() {
        TargetMapping log = Kind.LOG.fit(new double[] {0, 0, 0, 1, 1, 1, 4, 9});
        assertThat(log).isEqualTo(new LogMapping(-1, 0, 9));
        assertThat(log.map(4)).isEqualTo(Math.log1p(4));
    }

    @Test
    void logarithmOfValuesBelowZero() {
        assertThat(Kind.LOG.fit(new double[] {-5, -3, 1, 20})).isEqualTo(new LogMapping(-11, -5, 20));
    }

    @Test
    void theUnitDoesNotMatterToTheLogarithm() {
        double[] values = {0, 1, 3, 3.5, 80};
        TargetMapping log = Kind.LOG.fit(values);
        TargetMapping thousands = Kind.LOG.fit(Arrays.stream(values).map(v -> 1000 * v).toArray());
        assertThat(thousands.map(2000)).isCloseTo(log.map(2), within(1e-12));
    }

    @Test
    void quantilesAreSharesOfRows() {
        TargetMapping quantile = Kind.QUANTILE.fit(new double[] {4, 1, 2, 8, 16});
        assertThat(quantile.map(1)).isZero();
        assertThat(quantile.map(4)).isEqualTo(0.5);
        assertThat(quantile.map(6)).isEqualTo(0.625);
        assertThat(quantile.map(16)).isEqualTo(1);
        assertThat(quantile.invert(1.1)).as("by the mean slope").isCloseTo(16 + 0.1 * 15, within(1e-12));
    }

    @Test
    void equalValuesShareTheirRanks() {
        var quantile = (QuantileMapping) Kind.QUANTILE.fit(new double[] {0, 0, 0, 5, 6});
        assertThat(quantile).isEqualTo(new QuantileMapping(List.of(0.0, 5.0, 6.0), List.of(1.0, 3.0, 4.0), 5));
        assertThat(quantile.map(0)).isEqualTo(0.25);
    }

    @Test
    void knotsAreBoundedAndHoldEquallyManyRows() {
        double[] values = IntStream.range(0, 100_000).mapToDouble(i -> Math.exp(i / 1e4)).toArray();
        var quantile = (QuantileMapping) Kind.QUANTILE.fit(values);
        assertThat(quantile.values()).hasSize(QuantileMapping.MAX_KNOTS);
        for (int k = 1; k < quantile.ranks().size(); k++) {
            assertThat(quantile.ranks().get(k) - quantile.ranks().get(k - 1)).isCloseTo(99_999 / 255.0, within(1.0));
        }
        for (int i = 0; i < values.length; i += 777) {
            assertThat(quantile.map(values[i])).isCloseTo(i / 99_999.0, within(1 / 255.0));
        }
    }

    @Test
    void whatCannotBeMappedIsAProblem() {
        assertImpossible(() -> Kind.LOG.fit(new double[] {1e-300, 1e300}), "by log", "no usable logarithm");
        assertImpossible(() -> Kind.QUANTILE.fit(new double[] {-1e308, 1e308}), "by quantile", "is too large");
        assertImpossible(() -> Kind.YEO_JOHNSON.fit(new double[] {-1e308, 1e308}), "by yeo-johnson");
        assertImpossible(() -> new LogMapping(1, 1, 2), "by log");
        assertImpossible(() -> new LogMapping(0, 2, 1), "by log");
        assertImpossible(() -> new YeoJohnsonMapping(Double.NaN, 0, 1), "by yeo-johnson");
        assertImpossible(() -> new YeoJohnsonMapping(-5, 0, 1e12), "do not come back from the power -5.0");
        assertImpossible(() -> new QuantileMapping(List.of(1.0), List.of(0.0), 1), "do not make one");
        assertImpossible(() -> new QuantileMapping(List.of(1.0, 1.0), List.of(0.0, 1.0), 2), "do not make one");
        assertImpossible(() -> new QuantileMapping(List.of(1.0, 2.0), List.of(0.0, 2.0), 2), "do not make one");
    }

    private static void assertImpossible(Runnable action, String... parts) {
        assertThatExceptionOfType(Problem.class).isThrownBy(action::run)
                .satisfies(problem -> assertThat(problem.getMessage()).startsWith("the target cannot be mapped")
                        .contains(parts).endsWith("Choose another targetMapping."));
    }

    @Test
    void names() {
        assertThat(Kind.values()).extracting(Kind::label).containsExactly("linear", "log", "yeo-johnson", "quantile");
        for (Kind kind : Kind.values()) {
            assertThat(Kind.of(kind.label())).isEqualTo(kind);
        }
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Kind.of("sqrt"))
                .withMessage("there is no target mapping 'sqrt'. Choose one of linear, log, yeo-johnson, quantile.");
    }
}

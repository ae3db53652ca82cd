package dev.halfstep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.Damage;
import dev.halfstep.fixture.Seeds;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Means and scores that are gathered in parts, sent as bytes, and merged in any order. */
class GatheredScoresTest {

    /** Rows with made-up predictions: what a model would have given is of no weight here. */
    private static final class Scored {

        private final int width;
        private final float[] labels;
        private final double[] predicted;
        private final double[] floats;
        private final double[] codes;
        private final boolean hasCodes;
        private final boolean hasFloats;

        Scored(Random random) {
            width = 1 + random.nextInt(3);
            int values = width * (1 + random.nextInt(80));
            double size = Math.scalb(1.0, random.nextInt(200) - 100);
            labels = new float[values];
            predicted = new double[values];
            floats = new double[values];
            codes = new double[values];
            for (int i = 0; i < values; i++) {
                labels[i] = (float) (random.nextGaussian() * size);
                predicted[i] = labels[i] + random.nextGaussian() * size * (random.nextInt(9) == 0 ? 1e12 : 0.01);
                floats[i] = predicted[i] + random.nextGaussian() * size * 1e-4;
                codes[i] = random.nextInt(256);
            }
            hasCodes = random.nextBoolean();
            hasFloats = random.nextBoolean();
        }

        int rows() {
            return labels.length / width;
        }

        Labelled labelled(List<Integer> rows) {
            var some = new float[rows.size() * width];
            for (int i = 0; i < some.length; i++) {
                some[i] = labels[rows.get(i / width) * width + i % width];
            }
            return new Labelled(Tensor.of(Shape.of(rows.size(), 1), new float[rows.size()]),
                    Tensor.of(Shape.of(rows.size(), width), some), inUnits(some));
        }

        private static double[] inUnits(float[] labels) {
            var units = new double[labels.length];
            Arrays.setAll(units, i -> labels[i] * 12_345.678);
            return units;
        }

        Measured measured(List<Integer> rows) {
            double[] actual = some(rows, i -> labels[i]);
            return new Measured(width, some(rows, i -> predicted[i]), actual,
                    hasFloats ? Optional.of(some(rows, i -> floats[i])) : Optional.empty(),
                    hasCodes ? Optional.of(some(rows, i -> codes[i])) : Optional.empty(),
                    hasCodes ? Optional.of(new double[width]) : Optional.empty());
        }

        private interface At {
            double value(int index);
        }

        private double[] some(List<Integer> rows, At at) {
            var values = new double[rows.size() * width];
            Arrays.setAll(values, i -> at.value(rows.get(i / width) * width + i % width));
            return values;
        }

        Meter.Measurement measurement(List<Integer> rows) {
            Measured measured = measured(rows);
            return new Meter.Measurement(measured, measured, rows.size(), rows.size(), 0);
        }

        /** The rows in another order and in parts, some of them in blocks. */
        List<List<Integer>> parts(Random random) {
            var order = new ArrayList<Integer>();
            for (int row = 0; row < rows(); row++) {
                order.add(row);
            }
            Collections.shuffle(order, random);
            var parts = new ArrayList<List<Integer>>();
            for (int from = 0; from < order.size();) {
                int to = Math.min(order.size(), from + 1 + random.nextInt(order.size()));
                parts.add(order.subList(from, to));
                from = to;
            }
            return parts;
        }

        LabelMeans means(Random random) {
            var merged = new LabelMeans();
            for (List<Integer> part : parts(random)) {
                var means = new LabelMeans();
                means.add(labelled(part));
                switch (random.nextInt(3)) {
                    case 0 -> merged.merge(means);
                    case 1 -> merged.merge(LabelMeans.fromBytes(means.toBytes()));
                    default -> merged.add(labelled(part));
                }
                merged.merge(new LabelMeans());
            }
            return merged;
        }

        Tally tally(LabelMeans means, Random random) {
            var merged = new Tally(means);
            for (List<Integer> part : parts(random)) {
                var tally = new Tally(LabelMeans.fromBytes(means.toBytes()));
                for (int row : part) {
                    tally.add(measurement(List.of(row)));
                }
                switch (random.nextInt(3)) {
                    case 0 -> merged.merge(tally);
                    case 1 -> merged.merge(Tally.fromBytes(tally.toBytes()));
                    default -> {
                        tally.merge(merged);
                        merged = tally;
                    }
                }
                merged.merge(new Tally(means));
            }
            return merged;
        }
    }

    @Test
    void meansAreTheSameInAnyOrderAndParts() {
        Seeds.forEach(200, random -> {
            var scored = new Scored(random);
            LabelMeans one = scored.means(random);
            LabelMeans other = scored.means(random);
            assertThat(one.rows()).isEqualTo(scored.rows());
            assertThat(one.inUnits()).isEqualTo(other.inUnits());
            assertThat(one.standardised()).isEqualTo(other.standardised());
            assertThat(one.toBytes()).isEqualTo(other.toBytes());
        });
    }

    @Test
    void scoresAreTheSameInAnyOrderAndParts() {
        Seeds.forEach(200, random -> {
            var scored = new Scored(random);
            LabelMeans means = scored.means(random);
            Tally one = scored.tally(means, random);
            Tally other = scored.tally(means, random);
            assertThat(one.evaluation()).isEqualTo(other.evaluation());
            assertThat(one.toBytes()).isEqualTo(other.toBytes());
            assertThat(one.rows()).isEqualTo(scored.rows());
        });
    }

    /** The sums of the definition, without any rounding. */
    @Test
    void scoresAreThoseOfTheDefinition() {
        Seeds.forEach(50, random -> {
            var scored = new Scored(random);
            Scores scores = scored.tally(scored.means(random), random).evaluation().standardised();
            var absolute = BigDecimal.ZERO;
            for (int i = 0; i < scored.labels.length; i++) {
                absolute = absolute.add(new BigDecimal(Math.abs(scored.predicted[i] - scored.labels[i])));
            }
            assertThat(scores.mae()).isEqualTo(absolute.doubleValue() / scored.rows() / scored.width);
            assertThat(scores.maeOfRawCodes().isPresent()).isEqualTo(scored.hasCodes);
            assertThat(scores.maxAbsDiff().isPresent()).isEqualTo(scored.hasFloats);
        });
    }

    @Test
    void notANumberStaysOne() {
        var means = new LabelMeans();
        means.add(labelled(1, Float.NaN));
        means.add(labelled(3));
        assertThat(means.standardised()).containsExactly(Double.NaN);
        assertThat(LabelMeans.fromBytes(means.toBytes()).inUnits()).containsExactly(Double.NaN);
        var tally = new Tally(means);
        var measured = new Measured(1, new double[] {Double.NaN, 1}, new double[] {1, 2},
                Optional.of(new double[] {1, 1}), Optional.empty(), Optional.empty());
        tally.add(new Meter.Measurement(measured, measured, 2, 0, 0));
        Scores scores = Tally.fromBytes(tally.toBytes()).evaluation().inUnits();
        assertThat(scores.mae()).isNaN();
        assertThat(scores.maxAbsDiff().orElseThrow()).isNaN();
    }

    private static Labelled labelled(float... labels) {
        var units = new double[labels.length];
        Arrays.setAll(units, i -> labels[i]);
        Tensor column = Tensor.of(Shape.of(labels.length, 1), labels);
        return new Labelled(column, column, units);
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        var means = new LabelMeans();
        means.add(labelled(1, 2));
        var others = new LabelMeans();
        others.add(labelled(1, 3));
        assertRefused(() -> new Tally(means).merge(new Tally(others)), "tallies that stand on different means");
        assertRefused(() -> new Tally(new LabelMeans()), "there are no rows to evaluate");
        var wide = new LabelMeans();
        Tensor two = Tensor.of(Shape.of(1, 2), 1, 2);
        wide.add(new Labelled(two, two, new double[2]));
        assertRefused(() -> wide.merge(means), "labels of 2 and of 1 targets do not add up");
        assertRefused(() -> wide.add(labelled(1)), "labels of 2 and of 1 targets do not add up");
        var tally = new Tally(means);
        tally.add(measurement(Optional.empty()));
        assertRefused(() -> tally.add(measurement(Optional.of(new double[2]))),
                "measurements of different models, or with and without a float model");
        var compared = new Tally(means);
        compared.add(measurement(Optional.of(new double[2])));
        assertRefused(() -> tally.merge(compared), "measurements of different models");
        assertRefused(() -> new Tally(wide).add(measurement(Optional.empty())), "1 targets do not go with means of 2");
    }

    private static Meter.Measurement measurement(Optional<double[]> floats) {
        var measured = new Measured(1, new double[2], new double[2], floats, Optional.empty(), Optional.empty());
        return new Meter.Measurement(measured, measured, 2, 0, 0);
    }

    private static void assertRefused(Runnable action, String message) {
        assertThatExceptionOfType(Problem.class).isThrownBy(action::run).withMessageStartingWith(message);
    }

    @Test
    void damagedBytesAreProblemsAndForgedOnesHarmless() {
        var random = new Random(1);
        var scored = new Scored(random);
        LabelMeans means = scored.means(random);
        Tally tally = scored.tally(means, random);
        Damage.assertFound(means.toBytes(), LabelMeans::fromBytes);
        Damage.assertFound(tally.toBytes(), Tally::fromBytes);
        Damage.assertHarmless(means.toBytes(), LabelMeans::fromBytes, read -> {
            read.merge(means);
            read.inUnits();
        });
        Damage.assertHarmless(tally.toBytes(), Tally::fromBytes, read -> {
            read.evaluation();
            read.merge(tally);
        });
        assertThat(LabelMeans.fromBytes(new LabelMeans().toBytes()).rows()).isZero();
    }
}

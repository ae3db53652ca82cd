package dev.halfstep.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.Damage;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Rows;
import dev.halfstep.fixture.Seeds;
import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ranges and observations that are gathered in parts, sent as bytes, and merged in any order. */
class GatheredRangesTest {

    private static final Graph NETWORK = NetworkBuilder.mlp(1, 3, 4, 1);

    /** Rows of any size, among them zeros of both signs and denormal values. */
    private static Tensor rows(Random random) {
        var values = new float[3 * (2 + random.nextInt(150))];
        double size = Math.scalb(1.0, random.nextInt(180) - 140);
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (random.nextInt(8)) {
                case 0 -> random.nextBoolean() ? 0f : -0f;
                case 1 -> (float) (random.nextGaussian() * size * 100);
                default -> (float) (random.nextGaussian() * size);
            };
        }
        return Tensor.of(Shape.of(values.length / 3, 3), values);
    }

    /** The rows in another order and in parts, some of which have none. */
    private static List<Tensor> parts(Tensor rows, Random random) {
        var order = new ArrayList<Integer>();
        for (int row = 0; row < rows.shape().extent(0); row++) {
            order.add(row);
        }
        Collections.shuffle(order, random);
        var parts = new ArrayList<Tensor>();
        for (int from = 0; from < order.size();) {
            int to = Math.min(order.size(), from + random.nextInt(1 + order.size() / 2));
            var values = new float[3 * (to - from)];
            for (int i = from; i < to; i++) {
                System.arraycopy(rows.values(), 3 * order.get(i), values, 3 * (i - from), 3);
            }
            parts.add(Tensor.of(Shape.of(to - from, 3), values));
            from = to;
        }
        return parts;
    }

    private static Ranges ranges(Tensor rows) {
        return rows.values().length == 0 ? Ranges.NONE : Calibrator.calibrate(NETWORK, rows);
    }

    private static Observations observations(Tensor rows) {
        return rows.values().length == 0 ? Observations.NONE : RangeObserver.observe(NETWORK, rows);
    }

    @Test
    void rangesAreTheSameInAnyOrderAndParts() {
        Seeds.forEach(150, random -> {
            Tensor rows = rows(random);
            Ranges merged = Ranges.NONE;
            for (Tensor part : parts(rows, random)) {
                Ranges sent = Ranges.fromBytes(ranges(part).toBytes());
                merged = random.nextBoolean() ? merged.merge(sent) : sent.merge(merged);
            }
            assertThat(merged).isEqualTo(ranges(rows));
            assertThat(merged.toBytes()).isEqualTo(ranges(rows).toBytes());
        });
    }

    @Test
    void observationsAreTheSameInAnyOrderAndParts() {
        Seeds.forEach(60, random -> {
            Tensor rows = rows(random);
            Observations whole = observations(rows);
            Observations one = merged(parts(rows, random), random);
            Observations other = merged(parts(rows, random), random);
            for (RangeMethod method : RangeMethod.values()) {
                if (method != RangeMethod.MOVING_AVERAGE) {
                    assertThat(one.ranges(method)).isEqualTo(whole.ranges(method)).isEqualTo(other.ranges(method));
                }
            }
            assertThat(one.toBytes()).isEqualTo(other.toBytes());
        });
    }

    /** At least two parts, so that what goes by the order is lost in both cases. */
    private static Observations merged(List<Tensor> parts, Random random) {
        Observations merged = Observations.NONE;
        for (Tensor part : parts) {
            Observations sent = random.nextBoolean() ? observations(part)
                    : Observations.fromBytes(observations(part).toBytes());
            merged = random.nextBoolean() ? merged.merge(sent) : sent.merge(merged);
        }
        return merged;
    }

    /** Also the moving average, which goes on to be that of the whole. */
    @ParameterizedTest
    @EnumSource
    void observationsRoundTrip(RangeMethod method) {
        Seeds.forEach(30, random -> {
            Observations whole = observations(rows(random));
            Observations read = Observations.fromBytes(whole.toBytes());
            assertThat(read.rows()).isEqualTo(whole.rows());
            assertThat(read.ranges(method)).isEqualTo(whole.ranges(method));
            assertThat(read.toBytes()).isEqualTo(whole.toBytes());
        });
    }

    @Test
    void nothingRoundTrips() {
        assertThat(Ranges.fromBytes(Ranges.NONE.toBytes())).isEqualTo(Ranges.NONE);
        assertThat(Observations.fromBytes(Observations.NONE.toBytes()).ranges(RangeMethod.MSE)).isEqualTo(Ranges.NONE);
    }

    /** Bytes are kept and sent between versions, so their form must not change unnoticed. */
    @Test
    void bytesLookTheSameForEver() {
        var ranges = new Ranges(300, Map.of(0, new Range(-1, 2), 5, new Range(0, 0.5f)));
        assertThat(HexFormat.of().formatHex(ranges.toBytes()))
                .isEqualTo("4853475201ac020200bf8000004000000004000000003f0000007c28482b");
        byte[] seen = RangeObserver.observe(NetworkBuilder.mlp(1, 1, 1), Tensor.of(Shape.of(2, 1), -1, 0)).toBytes();
        assertThat(HexFormat.of().formatHex(seen)).isEqualTo("4853474f01020200bf80000000000000010100010100000000000000"
                + "000000000000000000000000000000000002bf8000000000000002bfcfaac8bd791c9200020001fc31010100000000000000"
                + "000000000000000000000000000000000002bfcfaac8bd791c92924cbdaf");
    }

    @Test
    void damagedBytesAreProblems() {
        Tensor rows = Rows.normal(5, 70, 3);
        Damage.assertFound(ranges(rows).toBytes(), Ranges::fromBytes);
        Observations few = observations(Rows.slice(rows, 0, 4));
        Damage.assertFound(few.toBytes(), Observations::fromBytes);
        Damage.assertFound(few.merge(few).toBytes(), Observations::fromBytes);
    }

    @Test
    void forgedBytesAreHarmless() {
        Tensor rows = Rows.normal(5, 70, 3);
        Damage.assertHarmless(ranges(rows).toBytes(), Ranges::fromBytes,
                read -> read.merge(ranges(rows)).toBytes());
        Observations few = observations(Rows.slice(rows, 0, 3));
        Damage.assertHarmless(few.toBytes(), Observations::fromBytes, read -> {
            for (RangeMethod method : RangeMethod.values()) {
                read.ranges(method);
            }
            read.merge(few).toBytes();
        });
    }

    @Test
    void oneKindIsNotTakenForAnother() {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Ranges.fromBytes(Observations.NONE.toBytes()))
                .withMessage("bytes of ranges: byte 4: they are of another kind, 'O'. Gather the rows anew, or get the "
                        + "bytes once more from where they were made.");
    }
}

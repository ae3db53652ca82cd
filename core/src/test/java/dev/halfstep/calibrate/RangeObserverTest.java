package dev.halfstep.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.Allocation;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Rows;
import dev.halfstep.fixture.Seeds;
import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeObserverTest {

    private static final Graph NETWORK = NetworkBuilder.mlp(1, 3, 8, 1);
    private static final Tensor ROWS = Rows.normal(2, 1300, 3);
    private static final Set<RangeMethod> ALL = EnumSet.allOf(RangeMethod.class);
    private static final Set<RangeMethod> WITHOUT_ORDER = EnumSet
            .complementOf(EnumSet.of(RangeMethod.MOVING_AVERAGE));

    @Test
    void smallestAndLargestAreTheCalibrators() {
        assertThat(RangeObserver.observe(NETWORK, ROWS).ranges(RangeMethod.MIN_MAX))
                .isEqualTo(Calibrator.calibrate(NETWORK, ROWS));
    }

    @ParameterizedTest
    @EnumSource
    void theCalibratorAsksForOneMethod(RangeMethod method) {
        assertThat(Calibrator.calibrate(NETWORK, ROWS, method))
                .isEqualTo(RangeObserver.observe(NETWORK, ROWS).ranges(method));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 512, 1299})
    void blocksGiveWhatAllAtOnceGives(int first) {
        RangeObserver inParts = RangeObserver.of(NETWORK);
        inParts.observe(List.of(Rows.slice(ROWS, 0, first)));
        inParts.observe(List.of(Rows.slice(ROWS, first, 1300)));
        assertSame(inParts.observations(), RangeObserver.observe(NETWORK, ROWS), ALL);
    }

    @Test
    void partsMayBeGatheredAnywhereAndInAnyOrder() {
        Observations all = RangeObserver.observe(NETWORK, ROWS);
        Seeds.forEach(4, random -> {
            int first = 1 + random.nextInt(1000);
            int second = first + 1 + random.nextInt(298);
            Observations a = RangeObserver.observe(NETWORK, Rows.slice(ROWS, 0, first));
            Observations b = RangeObserver.observe(NETWORK, Rows.slice(ROWS, first, second));
            Observations c = RangeObserver.observe(NETWORK, Rows.slice(ROWS, second, 1300));
            assertSame(a.merge(b).merge(c), all, WITHOUT_ORDER);
            assertSame(c.merge(a.merge(b)), all, WITHOUT_ORDER);
            assertSame(b.merge(c).merge(a), all, WITHOUT_ORDER);
        });
    }

    /** Parts do not know which rows come before and after theirs. */
    @Test
    void mergedObservationsHaveNoMovingAverage() {
        Observations merged = RangeObserver.observe(NETWORK, Rows.slice(ROWS, 0, 640))
                .merge(RangeObserver.observe(NETWORK, Rows.slice(ROWS, 640, 1300)));
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> merged.ranges(RangeMethod.MOVING_AVERAGE))
                .withMessage("there is no moving average over observations that were merged: it goes by the order of "
                        + "rows. Observe all rows in one place, in their order, or take one of min-max, percentile, "
                        + "mse, entropy.");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> merged.range(0, RangeMethod.MOVING_AVERAGE, RangeOptions.defaults()));
    }

    @Test
    void mergingWithNothingChangesNothing() {
        Observations all = RangeObserver.observe(NETWORK, Rows.slice(ROWS, 0, 128));
        assertSame(all.merge(Observations.NONE), all, ALL);
        assertSame(Observations.NONE.merge(all), all, ALL);
        assertThat(Observations.NONE.ranges(RangeMethod.MSE)).isEqualTo(Ranges.NONE);
    }

    @Test
    void whatWasSeenDoesNotChangeWhenMoreIs() {
        RangeObserver observer = RangeObserver.of(NETWORK);
        observer.observe(List.of(Rows.slice(ROWS, 0, 100)));
        Observations before = observer.observations();
        Ranges ranges = before.ranges(RangeMethod.MSE);
        observer.observe(List.of(Rows.slice(ROWS, 100, 1300)));
        before.merge(observer.observations());
        assertThat(before.ranges(RangeMethod.MSE)).isEqualTo(ranges);
        assertThat(before.rows()).isEqualTo(100);
        assertThat(observer.observations().ranges(RangeMethod.MSE)).isNotEqualTo(ranges);
    }

    @Test
    void eachTensorMayHaveItsOwnMethod() {
        Observations seen = RangeObserver.observe(NETWORK, ROWS);
        int input = NETWORK.inputs().getFirst();
        RangeOptions options = RangeOptions.defaults().withPercentile(99);
        Ranges mixed = seen.ranges(t -> t == input ? RangeMethod.PERCENTILE : RangeMethod.MIN_MAX, options);
        Ranges plain = Calibrator.calibrate(NETWORK, ROWS);
        assertThat(mixed.rows()).isEqualTo(1300);
        mixed.byTensor().forEach((tensor, range) -> {
            if (tensor == input) {
                assertThat(range).isNotEqualTo(plain.byTensor().get(tensor));
                assertThat(seen.range(tensor, RangeMethod.PERCENTILE, options)).contains(range);
            } else {
                assertThat(range).isEqualTo(plain.byTensor().get(tensor));
            }
        });
        assertThat(seen.range(1000, RangeMethod.MSE, options)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void oneRowIsEnough(RangeMethod method) {
        Ranges ranges = Calibrator.calibrate(NETWORK, Rows.slice(ROWS, 7, 8), method);
        assertThat(ranges.rows()).isOne();
        assertThat(ranges.byTensor()).hasSize(3);
    }

    /** The block is refused as a whole, also where only a later tensor overflows. */
    @Test
    void notFiniteIsAProblemAndLeavesNoTrace() {
        RangeObserver observer = RangeObserver.of(NETWORK);
        observer.observe(List.of(Rows.slice(ROWS, 0, 64)));
        Observations before = observer.observations();
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> observer.observe(List.of(Tensor.of(Shape.of(1, 3), 3e38f, -3e38f, 3e38f))))
                .withMessageStartingWith("tensor ").withMessageContaining("a calibration row gives the value ");
        assertSame(observer.observations(), before, ALL);
    }

    @Test
    void noRowsAreAProblem() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> RangeObserver.observe(NETWORK, Tensor.of(Shape.of(0, 3))))
                .withMessageContaining("there are no calibration rows");
    }

    /** A snapshot, which copies all there is, is as large after many rows as after few. */
    @Test
    void memoryDoesNotGrowWithTheRows() {
        RangeObserver observer = RangeObserver.of(NETWORK);
        observer.observe(List.of(ROWS));
        observer.observations();
        long few = Allocation.of(observer::observations);
        for (int i = 0; i < 100; i++) {
            observer.observe(List.of(ROWS));
        }
        assertThat(Allocation.of(observer::observations)).isLessThanOrEqualTo(few + 1024);
        assertThat(observer.observations().rows()).isEqualTo(1300 * 101);
    }

    private static void assertSame(Observations actual, Observations expected, Set<RangeMethod> methods) {
        for (RangeMethod method : methods) {
            assertThat(actual.ranges(method)).as(method.label()).isEqualTo(expected.ranges(method));
        }
    }
}

package dev.halfstep.explain.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShapleyTest {

    /** What anybody adds does not depend on the others. */
    private static double[] additive(boolean[] joined) {
        return new double[] {IntStream.range(0, joined.length).filter(p -> joined[p]).mapToDouble(p -> p + 1).sum()};
    }

    /** Two left gloves and one right one: a pair is worth 1 (Shapley's own kind of example). */
    private static double[] gloves(boolean[] joined) {
        return new double[] {(joined[0] || joined[1]) && joined[2] ? 1 : 0};
    }

    @Test
    void whoAddsTheSameToAllGetsThat() {
        Shapley.Shares shares = Shapley.exact(4, ShapleyTest::additive);
        for (int p = 0; p < 4; p++) {
            assertThat(shares.shares()[p][0]).isCloseTo(p + 1, within(1e-12));
        }
        assertThat(shares.orders()).isZero();
    }

    @Test
    void theRareGloveGetsMost() {
        Shapley.Shares shares = Shapley.exact(3, ShapleyTest::gloves);
        assertThat(shares.shares()[0][0]).isCloseTo(1.0 / 6, within(1e-12));
        assertThat(shares.shares()[1][0]).isCloseTo(1.0 / 6, within(1e-12));
        assertThat(shares.shares()[2][0]).isCloseTo(4.0 / 6, within(1e-12));
    }

    @Test
    void nobodyGetsNothing() {
        assertThat(Shapley.exact(0, joined -> new double[] {3}).shares()).isEmpty();
    }

    /** A game in which everybody meddles with everybody. */
    private static Shapley.Game meddling(int players) {
        var random = new Random(5);
        var pushes = DoubleStream.generate(random::nextGaussian).limit(players).toArray();
        return joined -> {
            double sum = 0;
            for (int p = 0; p < players; p++) {
                sum += joined[p] ? pushes[p] : 0;
            }
            return new double[] {sum * sum, Math.abs(sum)};
        };
    }

    @Test
    void drawnOrdersComeCloseToAllSetsAndSayHowClose() {
        int players = 9;
        Shapley.Shares exact = Shapley.exact(players, meddling(players));
        Shapley.Shares drawn = Shapley.sampled(players, List.of(() -> meddling(players)), 200);
        assertThat(drawn.orders()).isPositive();
        double sum = 0;
        int within2Errors = 0;
        for (int p = 0; p < players; p++) {
            sum += drawn.shares()[p][0];
            // For squared sums an order and its reverse together are exact: nothing is left to chance.
            assertThat(drawn.shares()[p][0]).isCloseTo(exact.shares()[p][0], within(1e-9));
            double off = Math.abs(drawn.shares()[p][1] - exact.shares()[p][1]);
            within2Errors += off <= 2 * drawn.errors()[p][1] ? 1 : 0;
        }
        var all = new boolean[players];
        Arrays.fill(all, true);
        assertThat(sum).isCloseTo(meddling(players).worth(all)[0], within(1e-9));
        assertThat(within2Errors).isGreaterThanOrEqualTo(7);
    }

    @Test
    void theSameOrdersAreDrawnEachTime() {
        assertThat(Shapley.sampled(6, List.of(() -> meddling(6)), 20).shares())
                .isDeepEqualTo(Shapley.sampled(6, List.of(() -> meddling(6)), 20).shares());
    }

    @Test
    void partsWithOrdersOfTheirOwnAreKnownMoreExactlyForTheSameWork() {
        int players = 9;
        int count = 16;
        Shapley.Game whole = meddling(players);
        Shapley.Game part = joined -> Arrays.stream(whole.worth(joined)).map(worth -> worth / count).toArray();
        Shapley.Shares exact = Shapley.exact(players, whole);
        Shapley.Shares alone = Shapley.sampled(players, List.of(() -> whole), 8);
        Shapley.Shares parts = Shapley.sampled(players, Collections.nCopies(count, () -> part), 8);
        for (int p = 0; p < players; p++) {
            assertThat(parts.errors()[p][1]).isLessThan(alone.errors()[p][1]);
            assertThat(parts.shares()[p][1]).isCloseTo(exact.shares()[p][1], within(4 * parts.errors()[p][1]));
        }
        double sum = Arrays.stream(parts.shares()).mapToDouble(share -> share[1]).sum();
        var all = new boolean[players];
        Arrays.fill(all, true);
        assertThat(sum).isCloseTo(whole.worth(all)[1], within(1e-9));
    }
}

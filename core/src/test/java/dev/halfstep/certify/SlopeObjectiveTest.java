package dev.halfstep.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.certify.network.chain.FloatChain;
import dev.halfstep.fixture.NetworkBuilder;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The steepest slope of networks of one feature, whose slope changes at a few places only. */
class SlopeObjectiveTest {

    private static final double REACH = 4;
    private static final int PLACES = 20_000;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void slopesAreLookedForUntilTheSteepestIsKnown(boolean isRising) {
        for (int seed = 0; seed < 20; seed++) {
            FloatChain network = FloatChain.of(NetworkBuilder.mlp(seed, 1, 12, 1));
            double steepest = steepest(network, isRising ? 1 : -1);
            Search.Outcome outcome = searched(network, isRising);

            assertThat(outcome.bound()).as("seed %s", seed).isCloseTo(steepest, within(1e-6));
        }
    }

    private static Search.Outcome searched(FloatChain network, boolean isRising) {
        Space space = Space.of(InputDomain.box(new double[] {-REACH}, new double[] {REACH}), List.of());
        CertifyOptions options = CertifyOptions.defaults().withThreads(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
            return new Search(space, () -> new SlopeObjective(network, space, 0, 0, isRising), options, threads,
                    System.nanoTime() + TimeUnit.SECONDS.toNanos(20)).run();
        }
    }

    /** By differences between many places. */
    private static double steepest(FloatChain network, int sign) {
        double steepest = Double.NEGATIVE_INFINITY;
        double step = 2 * REACH / PLACES;
        for (int i = 0; i < PLACES; i++) {
            double from = -REACH + i * step;
            double rise = network.predicted(new double[] {from + step})[0] - network.predicted(new double[] {from})[0];
            steepest = Math.max(steepest, sign * rise / step);
        }
        return steepest;
    }
}

package dev.halfstep.certify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.certify.Certified.Method;
import dev.halfstep.certify.Certified.OutputBound;
import dev.halfstep.fixture.Seeds;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Nothing exceeds a bound, of any network, at any precision, on any domain. */
class SoundnessTest {

    private static final int NETWORKS = Integer.getInteger("halfstep.soundness.networks", 40);
    private static final int POINTS = Integer.getInteger("halfstep.soundness.points", 2_000);

    @Test
    void nothingThatIsTriedExceedsABound() {
        assertThat(exactOf(NETWORKS, RandomPairs::of)).isGreaterThan(NETWORKS / 2);
    }

    @Test
    void nothingExceedsABoundOfSkipsAndConvolutions() {
        assertThat(exactOf(NETWORKS / 2, RandomPairs::ofUnits)).isPositive();
    }

    private static int exactOf(int networks, Function<Random, RandomPairs> pairs) {
        var exact = new AtomicInteger();
        Seeds.forEach(networks, random -> {
            RandomPairs pair = pairs.apply(random);
            Certified certified = Certifier.of(pair.network(), pair.quantized(), pair.domain(), pair.units())
                    .certify(CertifyOptions.defaults().withTime(Duration.ofMillis(300)));
            double[] found = pair.attacked(random, POINTS);
            for (OutputBound bound : certified.outputs()) {
                assertThat(found[bound.target()]).isLessThanOrEqualTo(bound.bound());
                assertThat(Math.abs(bound.witness().deviation())).isLessThanOrEqualTo(bound.bound());
                exact.addAndGet(bound.method() == Method.EXACT ? 1 : 0);
            }
        });
        return exact.get();
    }
}

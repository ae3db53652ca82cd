package dev.halfstep.certify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.certify.Certified.Method;
import dev.halfstep.certify.Certified.OutputBound;
import dev.halfstep.fixture.Seeds;
import java.time.Duration;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing exceeds a bound, of any network, at any precision, on any domain. */
class SoundnessTest {

    private static final int NETWORKS = Integer.getInteger("halfstep.soundness.networks", 40);
    private static final int POINTS = Integer.getInteger("halfstep.soundness.points", 2_000);

    @Test
    void nothingThatIsTriedExceedsABound() {
        assertSound(NETWORKS, RandomPairs::of);
    }

    @Test
    void nothingExceedsABoundOfSkipsAndConvolutions() {
        assertSound(NETWORKS / 2, RandomPairs::ofUnits);
    }

    private static void assertSound(int networks, Function<Random, RandomPairs> pairs) {
        Seeds.forEach(networks, random -> {
            RandomPairs pair = pairs.apply(random);
            Certified certified = certified(pair, Duration.ofMillis(300));
            double[] found = pair.attacked(random, POINTS);
            for (OutputBound bound : certified.outputs()) {
                assertThat(found[bound.target()]).isLessThanOrEqualTo(bound.bound());
                assertThat(Math.abs(bound.witness().deviation())).isLessThanOrEqualTo(bound.bound());
            }
        });
    }

    /** Of these networks the search ends long before its time does. */
    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 15, 17, 18, 19, 22, 23, 25, 28, 30, 31, 32, 36})
    void boundsOfManyNetworksAreExact(long seed) {
        assertExact(RandomPairs.of(new Random(seed)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 16})
    void boundsOfSomeSkipsAndConvolutionsAreExact(long seed) {
        assertExact(RandomPairs.ofUnits(new Random(seed)));
    }

    private static void assertExact(RandomPairs pair) {
        assertThat(certified(pair, CertifyOptions.defaults().time()).outputs()).extracting(OutputBound::method)
                .containsOnly(Method.EXACT);
    }

    private static Certified certified(RandomPairs pair, Duration time) {
        return Certifier.of(pair.network(), pair.quantized(), pair.domain(), pair.units())
                .certify(CertifyOptions.defaults().withTime(time));
    }
}

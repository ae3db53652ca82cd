package dev.halfstep.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.kernel.Rescaling;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SingleScaleTest {

    private static final int LARGEST = 1 << 18;

    static DoubleStream scales() {
        Random random = new Random(5);
        return random.doubles(40).map(share -> Math.exp(-9 * share));
    }

    private static void isRight(double scale, int largest, int least, int most, SingleScale single) {
        for (int sum = -largest; sum <= largest; sum++) {
            float shifted = Math.fma((float) (sum * single.multiple()), single.value(), SingleScale.MAGIC);
            int result = Math.clamp(Float.floatToRawIntBits(shifted), SingleScale.MAGIC_BITS + least,
                    SingleScale.MAGIC_BITS + most) - SingleScale.MAGIC_BITS;
            assertThat(result).as("sum %d of scale %s", sum, scale)
                    .isEqualTo(Math.clamp(Rescaling.scaled(sum, scale), least, most));
        }
    }

    @ParameterizedTest
    @MethodSource("scales")
    void allSumsComeToTheSameCodes(double scale) {
        SingleScale single = SingleScale.of(scale, LARGEST, -100, 155).orElseThrow();
        isRight(scale, LARGEST, -100, 155, single);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0x1p-7, 0x1p-10, 0x3p-9, 0.5, 0.75, 1, 1.5, 3})
    void halvesGoAwayFromZero(double scale) {
        SingleScale single = SingleScale.of(scale, LARGEST, -128, 127).orElseThrow();
        isRight(scale, LARGEST, -128, 127, single);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-300, 1e-40, 1e-12})
    void whatIsTooSmallToCountComesToZero(double scale) {
        SingleScale single = SingleScale.of(scale, LARGEST, -128, 127).orElseThrow();
        isRight(scale, LARGEST, -128, 127, single);
    }

    @Test
    void isRefusedWhereNoFloatDoes() {
        // Sums so long that no multiple of them is held, and so close that each step has one beside it.
        assertThat(SingleScale.of(1.0000001e-5, 1 << 24, 0, 255)).isEmpty();
        assertThat(SingleScale.of(1000, 1 << 10, 0, 255)).isEqualTo(Optional.empty());
    }
}

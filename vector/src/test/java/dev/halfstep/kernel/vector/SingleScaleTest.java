package dev.halfstep.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.halfstep.lower.rounding.Rescaling;
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
            int result = Math.clamp(bits(single, sum * single.multiple()) - SingleScale.MAGIC_BITS, least, most);
            int asked = Math.clamp(Rescaling.scaled(sum, scale), least, most);
            if (result != asked) {
                fail("sum %d of scale %s comes to %d, not %d", sum, scale, result, asked);
            }
        }
    }

    private static int bits(SingleScale single, float sum) {
        float shifted = Math.fma(sum, single.value(), SingleScale.MAGIC);
        float remainder = Math.fma(sum, single.value(), SingleScale.MAGIC - shifted);
        return Float.floatToRawIntBits(
                single.rest() == 0 ? shifted : shifted + Math.fma(sum, single.rest(), remainder));
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

    @ParameterizedTest
    @MethodSource("scales")
    void twoPartsDoForLongSums(double scale) {
        int largest = 1 << 22;
        isRight(scale, largest, -100, 155, SingleScale.inTwoParts(scale, largest, -100, 155).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0x1p-7, 0x1p-10, 0x3p-9, 0x1p-16, 0.5, 0.75, 1, 1.5, 3})
    void halvesGoAwayFromZeroInTwoPartsToo(double scale) {
        int largest = 1 << 22;
        isRight(scale, largest, -128, 127, SingleScale.inTwoParts(scale, largest, -128, 127).orElseThrow());
    }

    @Test
    void isRefusedWhereNoFloatDoes() {
        // Sums so long that no multiple of them is held, and so close that each step has one beside it.
        assertThat(SingleScale.of(1.0000001e-5, 1 << 24, 0, 255)).isEmpty();
        assertThat(SingleScale.of(1000, 1 << 10, 0, 255)).isEmpty();
        assertThat(SingleScale.inTwoParts(1e-7, 1 << 20, 0, 255)).isEmpty();
        assertThat(SingleScale.inTwoParts(0.01, (1 << 24) + 1, 0, 255)).isEmpty();
    }
}

package dev.halfstep.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Powers against those of scikit-learn 1.9.1, {@code PowerTransformer('yeo-johnson').fit(values).lambdas_}, of the same
 * formulas.
 */
class YeoJohnsonFitTest {

    private static final double PLACES = 2e-6;

    private static double lambda(int count, IntToDoubleFunction value) {
        double[] sorted = IntStream.range(0, count).mapToDouble(value).sorted().toArray();
        return YeoJohnsonFit.of(sorted).lambda();
    }

    @Test
    void squaresAreDrawnIn() {
        assertThat(lambda(40, i -> (i + 1) * (i + 1))).isCloseTo(0.3573841079, within(PLACES));
    }

    @Test
    void heavyTailsToTheRight() {
        assertThat(lambda(40, i -> Math.exp(i / 8.0))).isCloseTo(-0.0856304669, within(PLACES));
    }

    /** The mirror image has the power 2 less that of the original. */
    @Test
    void heavyTailsToTheLeft() {
        assertThat(lambda(40, i -> -Math.exp(i / 8.0))).isCloseTo(2.0856304648, within(PLACES));
    }

    @Test
    void bothSigns() {
        assertThat(lambda(50, i -> Math.pow((i - 20) / 5.0, 3))).isCloseTo(0.8510030737, within(PLACES));
    }

    @Test
    void symmetricValuesStayAsTheyAre() {
        assertThat(lambda(101, i -> ((i * 37) % 101 - 50) / 10.0)).isEqualTo(1);
    }

    /** Large powers of large numbers lose the values that they are of: scikit-learn's mapping of these is constant. */
    @Test
    void valuesFarFromZeroKeepTheirDigits() {
        for (double offset : new double[] {1e3, 1e6, 1e9, 1e12}) {
            double[] values = IntStream.range(0, 60).mapToDouble(i -> offset + (i * i) % 23).sorted().toArray();
            YeoJohnsonMapping mapping = YeoJohnsonFit.of(values);
            for (double value : values) {
                assertThat(mapping.invert(mapping.map(value))).as(mapping.toString())
                        .isCloseTo(value, within(0x1p-23 * 22));
            }
        }
    }

    @Test
    void examplesOfTheTransformation() {
        assertThat(YeoJohnsonMapping.bend(3, 0.5)).isCloseTo(2, within(1e-15));
        assertThat(YeoJohnsonMapping.bend(-3, 1.5)).isCloseTo(-2, within(1e-15));
        assertThat(YeoJohnsonMapping.bend(Math.E - 1, 0)).isCloseTo(1, within(1e-15));
        assertThat(YeoJohnsonMapping.bend(1 - Math.E, 2)).isCloseTo(-1, within(1e-15));
        assertThat(YeoJohnsonMapping.bend(2, 2)).isCloseTo(4, within(1e-14));
        assertThat(YeoJohnsonMapping.bend(0, -3)).isZero();
    }
}

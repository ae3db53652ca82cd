package dev.halfstep.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.lower.CodePair.PowerOfTwoSum;
import dev.halfstep.lower.CodePair.ScaledProduct;
import dev.halfstep.lower.CodePair.ScaledSum;
import dev.halfstep.lower.CodePair.ScaledSum.Kind;
import dev.halfstep.lower.CodePair.Sloped;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.problem.Problem;
import org.junit.jupiter.api.Test;

class CodePairTest {

    private static final Multiplier HALF = Multiplier.of(0.5);
    private static final Multiplier ONE = Multiplier.of(1);

    /** All scales are 1, and twice that between them. */
    @Test
    void sumsAreTakenAtOneScale() {
        assertThat(sum(Kind.SUM, 20, Math.scalb(2.0, -20)).code(13, 24)).isEqualTo(7);
        assertThat(sum(Kind.DIFFERENCE, 20, Math.scalb(2.0, -20)).code(13, 24)).isEqualTo(-1);
        assertThat(sum(Kind.SQUARED_DIFFERENCE, 7, Math.scalb(4.0, -14)).code(13, 25)).isEqualTo(4);
        assertThat(sum(Kind.SUM, 20, Math.scalb(2.0, -20)).code(110, 120)).isEqualTo(50);
    }

    private static ScaledSum sum(Kind kind, int bits, double output) {
        return new ScaledSum(kind, bits, HALF, HALF, Multiplier.of(output), 10, 20, 0, -50, 50);
    }

    @Test
    void powersOfTwoAreShifted() {
        assertThat(new PowerOfTwoSum(1, 1, 0, -100, 100).code(5, 2)).isEqualTo(5);
        assertThat(new PowerOfTwoSum(-1, 0, 2, -100, 100).code(5, -8)).isEqualTo(7);
    }

    @Test
    void productsAndQuotientsAreRescaled() {
        assertThat(new ScaledProduct(false, HALF, 1, 2, -3, -128, 127).code(5, 12)).isEqualTo(17);
        var quotient = new ScaledProduct(true, ONE, 1, 2, 0, -128, 127);
        assertThat(quotient.code(-7, 4)).isEqualTo(-4);
        assertThat(quotient.code(9, -2)).isEqualTo(-2);
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> quotient.code(1, 2))
                .withMessageContaining("division by zero");
    }

    @Test
    void slopesHaveAZeroPoint() {
        var sloped = new Sloped(new CodeFunction.Rescaled(ONE, HALF, 1, 0, 0, -128, 127), 4);
        assertThat(sloped.code(9, 10)).isEqualTo(9);
        assertThat(sloped.code(-8, 7)).isEqualTo(-12);
    }
}

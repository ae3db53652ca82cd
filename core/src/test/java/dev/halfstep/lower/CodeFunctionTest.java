package dev.halfstep.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.lower.CodeFunction.HardSwish;
import dev.halfstep.lower.CodeFunction.InverseRoot;
import dev.halfstep.lower.CodeFunction.Plain;
import dev.halfstep.lower.CodeFunction.Rescaled;
import dev.halfstep.lower.CodeFunction.Root;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import org.junit.jupiter.api.Test;

class CodeFunctionTest {

    private static final Multiplier HALF = Multiplier.of(0.5);
    private static final Multiplier QUARTER = Multiplier.of(0.25);

    @Test
    void linesMeetInZeroAndAreCutOff() {
        var rectifier = new Rescaled(HALF, HALF, 1, 3, -10, -10, 20);
        assertThat(codes(rectifier, 3, 13, 63, 103, -97)).containsExactly(-10, -5, 20, 20, -10);
        assertThat(codes(new Rescaled(HALF, QUARTER, -1, 0, 0, -128, 127), 20, -20)).containsExactly(10, 5);
        assertThat(rectifier.code(-5, 2)).isEqualTo(-10);
    }

    @Test
    void hardSwishIsFlatAndThenStraight() {
        var scale = Quantization.perTensor(0.05f, 0);
        var swish = HardSwish.of(scale, scale, Multiplier.of(1.0 / 128), Multiplier.of(0.05 / 128 / (3.0 / 32_768)),
                DType.INT8);
        assertThat(codes(swish, -100, -60, 0, 60, 100)).containsExactly(0, 0, 0, 60, 100);
    }

    @Test
    void rootsOfNegativeNumbersAreRefused() {
        var root = new Root(Quantization.perTensor(1, 1), Quantization.perTensor(1, -2), DType.INT8);
        assertThat(codes(root, 1, 11, 101)).containsExactly(-2, 1, 8);
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> root.code(0))
                .withMessageContaining("the square root of a negative number, -1.0");
        var inverse = new InverseRoot(Multiplier.of(100), 0, 0);
        assertThat(codes(inverse, 0, 1, 4, 100)).containsExactly(127, 100, 50, 10);
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> inverse.code(-3))
                .withMessageContaining("the square root of a negative number, the code -3");
    }

    @Test
    void numbersChangeTheirSign() {
        assertThat(codes(Plain.NEG, 5, -5)).containsExactly(-5, 5);
        assertThat(codes(Plain.SIGN, 5, 0, -5)).containsExactly(1, 0, -1);
    }

    private static int[] codes(CodeFunction function, int... codes) {
        return java.util.Arrays.stream(codes).map(code -> (int) function.code(code)).toArray();
    }
}

package dev.halfstep.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.problem.Problem;
import org.junit.jupiter.api.Test;

class TensorTest {

    @Test
    void valuesFillTheirShape() {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Tensor.of(Shape.of(2), 1, 2, 3))
                .withMessageContaining("3 values do not fill the shape [2]");
    }

    /** 2049 lies between the halves 2048 and 2050, 2051 between 2050 and 2052: ties go to the even significand. */
    @Test
    void halvesRoundToEven() {
        Tensor half = Tensor.half(Shape.of(4), 2049, 2051, 1e-9f, 0.1f);
        assertThat(half.values()).containsExactly(2048, 2052, 0, 0.099975586f);
        assertThat(half.dtype()).isEqualTo(DType.FLOAT16);
    }

    @Test
    void typeIsPartOfWhatItIs() {
        assertThat(Tensor.half(Shape.of(1), 1)).isNotEqualTo(Tensor.of(Shape.of(1), 1));
    }
}

package dev.halfstep.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.problem.Problem;
import org.junit.jupiter.api.Test;

class ShapeTest {

    @Test
    void countsElements() {
        assertThat(Shape.of(2, 3, 4).elements()).isEqualTo(24);
        assertThat(Shape.of().elements()).isEqualTo(1);
        assertThat(Shape.of(5, 0, 7).elements()).isZero();
    }

    /** The product of these extents is 0 modulo 2^32, and modulo 2^64. */
    @Test
    void elementsDoNotWrapAround() {
        assertTooMany(1 << 16, 1 << 16);
        assertTooMany(1 << 16, 1 << 16, 1 << 16, 1 << 16);
        assertTooMany(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
        assertTooMany(Integer.MAX_VALUE);
    }

    private static void assertTooMany(int... extents) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Shape.of(extents).elements())
                .withMessageContaining("more elements than can be held");
    }

    @Test
    void openExtentHasNoCount() {
        Shape open = Shape.of(1, 9).with(0, Shape.UNKNOWN);
        assertThat(open).hasToString("[?, 9]");
        assertThat(open.isKnown()).isFalse();
        assertThatExceptionOfType(Problem.class).isThrownBy(open::elements)
                .withMessageContaining("leaves an extent open");
    }

    @Test
    void negativeExtentIsAProblem() {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Shape.of(3, -2)).withMessageContaining("[3, -2]");
    }

    @Test
    void doesNotChangeWithTheArrayItCameFrom() {
        int[] extents = {2, 3};
        Shape shape = Shape.of(extents);
        extents[0] = 9;
        shape.toArray()[1] = 9;
        assertThat(shape).isEqualTo(Shape.of(2, 3)).hasSameHashCodeAs(Shape.of(2, 3));
    }
}

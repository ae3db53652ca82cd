package dev.halfstep.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartsTest {

    /** Rows {@code (r, 100 + r)}. */
    private static Tensor rows(int count) {
        var values = new float[2 * count];
        for (int row = 0; row < count; row++) {
            values[2 * row] = row;
            values[2 * row + 1] = 100 + row;
        }
        return Tensor.of(Shape.of(count, 2), values);
    }

    @Test
    void everyFifthRowIsMeasuredOn() {
        Tensor labels = Tensor.of(Shape.of(12, 1), 0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110);
        Parts parts = Parts.of(rows(12), Optional.of(labels));
        assertThat(parts.validation().shape()).isEqualTo(Shape.of(2, 2));
        assertThat(parts.validation().values()).containsExactly(4, 104, 9, 109);
        assertThat(parts.validationLabels().orElseThrow().values()).containsExactly(40, 90);
        assertThat(parts.fitting().values()).containsExactly(0, 100, 1, 101, 2, 102, 3, 103, 5, 105, 6, 106, 7, 107, 8,
                108, 10, 110, 11, 111);
        assertThat(parts.fittingRows()).isEqualTo(10);
        assertThat(parts.validationRows()).isEqualTo(2);
        assertThat(parts.all().values()).containsExactly(rows(12).values());
    }

    /** Rows may have any shape, and need no labels. */
    @Test
    void rowsOfManyAxes() {
        Parts parts = Parts.of(Tensor.of(Shape.of(5, 1, 2), rows(5).values()), Optional.empty());
        assertThat(parts.fitting().shape()).isEqualTo(Shape.of(4, 1, 2));
        assertThat(parts.validation().shape()).isEqualTo(Shape.of(1, 1, 2));
        assertThat(parts.validation().values()).containsExactly(4, 104);
        assertThat(parts.validationLabels()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void tooFew(int count) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Parts.of(rows(count), Optional.empty()))
                .withMessage(count + " rows are too few to set some aside for measuring."
                        + " Give at least 5 rows, better some hundred.");
    }

    @Test
    void aSingleNumberIsNoRow() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Parts.of(Tensor.of(Shape.of(), 1), Optional.empty()))
                .withMessageStartingWith("0 rows are too few");
    }

    @Test
    void otherLabels() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Parts.of(rows(10), Optional.of(Tensor.of(Shape.of(2, 1), 1, 2))))
                .withMessageContaining("do not go together");
    }
}

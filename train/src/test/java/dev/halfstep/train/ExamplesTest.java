package dev.halfstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfstep.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplesTest {

    private static Examples of(int rows) {
        return new Examples(new float[rows], new float[rows], rows, 1, 1);
    }

    /** The numbers of Keras' train_validation_split. */
    @ParameterizedTest
    @CsvSource({"1070, 0.2, 856", "10, 0.3, 7", "10, 0.25, 7", "16512, 0.2, 13209", "5, 0.2, 4", "7, 0, 7",
            "5, 0.75, 1"})
    void splitsAsKeras(int rows, double share, int training) {
        assertThat(of(rows).trainingRows(share)).isEqualTo(training);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void learnsFromAllOfVeryFewRows(int rows) {
        assertThat(of(rows).trainingRows(0.5)).isEqualTo(rows);
    }

    @Test
    void refusesAShareThatLeavesNothing() {
        assertThatThrownBy(() -> of(5).trainingRows(0.9)).isInstanceOf(Problem.class)
                .hasMessageContaining("0.9").hasMessageContaining("5 rows");
    }

    @Test
    void namesTheValueThatIsNoNumber() {
        float[] x = {1, 2, 3, 4, Float.NaN, 6};
        assertThatThrownBy(() -> new Examples(x, new float[3], 3, 2, 1)).isInstanceOf(Problem.class)
                .hasMessageContaining("training row 3: feature 1: the value is NaN");
        float[] y = {0, Float.NEGATIVE_INFINITY, 0};
        assertThatThrownBy(() -> new Examples(new float[6], y, 3, 2, 1)).isInstanceOf(Problem.class)
                .hasMessageContaining("training row 2: target 1: the value is -Infinity");
    }

    @Test
    void refusesNothingAndWrongSizes() {
        assertThatThrownBy(() -> of(0)).isInstanceOf(Problem.class).hasMessageContaining("0 rows");
        assertThatThrownBy(() -> new Examples(new float[0], new float[2], 2, 0, 1)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> new Examples(new float[5], new float[2], 2, 2, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Examples(new float[0], new float[0], 1 << 16, 1 << 16, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package dev.halfstep.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected rows were printed by NumPy 2 and pandas 3. */
class SplitTest {

    @Test
    void permutesAsNumpy() {
        assertThat(new MersenneTwister(0).permutation(10)).containsExactly(2, 8, 4, 9, 1, 6, 7, 3, 0, 5);
        assertThat(new MersenneTwister(4294967295L).permutation(6)).containsExactly(1, 4, 5, 0, 2, 3);
    }

    @Test
    void drawsAsPandasSample() {
        Split.Parts parts = new Split(0.8, 0).of(IntStream.range(0, 1338).toArray());
        assertThat(parts.train()).hasSize(1070).startsWith(578, 610, 569, 1034, 198, 981, 31, 1256, 1219, 1320);
        assertThat(parts.test()).hasSize(268).isSorted();
    }

    /** Python rounds halves to even: 0.5 of 5 rows are 2, of 7 rows 4. */
    @ParameterizedTest
    @CsvSource({"0.5, 5, 2", "0.5, 7, 4", "0.8, 10, 8", "1.0, 3, 3", "0.01, 10, 0"})
    void takesAsManyRowsAsPandas(double share, int rows, int train) {
        Split.Parts parts = new Split(share, 7).of(IntStream.range(0, rows).toArray());
        assertThat(parts.train()).hasSize(train);
        assertThat(IntStream.concat(Arrays.stream(parts.train()), Arrays.stream(parts.test())).sorted().toArray())
                .containsExactly(IntStream.range(0, rows).toArray());
    }

    @Test
    void refusesSharesAndSeedsThatPandasDoesNotKnow() {
        for (double share : new double[] {0, -0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> new Split(share, 0)).isInstanceOf(Problem.class)
                    .hasMessageContaining("Give split ");
        }
        for (long seed : new long[] {-1, 1L << 32}) {
            assertThatThrownBy(() -> new Split(0.8, seed)).isInstanceOf(Problem.class)
                    .hasMessageContaining("Give splitSeed ");
        }
    }
}

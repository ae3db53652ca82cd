package dev.halfstep.quantize.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InputMomentsTest {

    private static int[][] codes(Random random, int width, int rows) {
        var codes = new int[width][];
        for (int i = 0; i < width; i++) {
            int shift = random.nextInt(100);
            codes[i] = random.ints(rows, -128 + shift, 28 + shift).toArray();
        }
        return codes;
    }

    /** Rows begin at the diagonal. */
    private static double root(InputMoments moments, int row, int column) {
        return column < row ? 0 : moments.root()[row][column - row];
    }

    private static void assertRootOf(int[][] codes, float[] weights, InputMoments moments) {
        int width = codes.length;
        double total = 0;
        for (float weight : weights) {
            total += weight;
        }
        var covariance = new double[width][width];
        double trace = 0;
        for (int i = 0; i < width; i++) {
            double mean = 0;
            for (int n = 0; n < weights.length; n++) {
                mean += weights[n] * codes[i][n] / total;
            }
            assertThat(moments.means()[i]).isCloseTo(mean, within(1e-3));
        }
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < width; j++) {
                for (int n = 0; n < weights.length; n++) {
                    covariance[i][j] += weights[n] * (codes[i][n] - moments.means()[i])
                            * (codes[j][n] - moments.means()[j]) / total;
                }
            }
            trace += covariance[i][i];
        }
        double ridge = 1e-4 * trace / width;
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < width; j++) {
                double product = 0;
                for (int k = 0; k < width; k++) {
                    product += root(moments, k, i) * root(moments, k, j);
                }
                assertThat(product).as("%d, %d", i, j).isCloseTo(covariance[i][j] + (i == j ? ridge : 0),
                        within(1e-5 * trace / width));
            }
        }
    }

    @Test
    void rootTimesRootIsTheCovariance() {
        Seeds.forEach(30, random -> {
            int[][] codes = codes(random, 1 + random.nextInt(8), 20 + random.nextInt(100));
            var ones = new float[codes[0].length];
            Arrays.fill(ones, 1);
            assertRootOf(codes, ones, InputMoments.of(codes, null));
        });
    }

    @Test
    void rowsCountByTheirWeights() {
        Seeds.forEach(30, random -> {
            int[][] codes = codes(random, 1 + random.nextInt(8), 20 + random.nextInt(100));
            var weights = new float[codes[0].length];
            for (int n = 0; n < weights.length; n++) {
                weights[n] = random.nextBoolean() ? 1 : 0.02f;
            }
            assertRootOf(codes, weights, InputMoments.of(codes, weights));
        });
    }

    /** Memory and work grow with the inputs, not with their square or cube. */
    @Test
    void ofManyInputsNeighboursAreLookedAt() {
        var random = new Random(1);
        int width = 2 * InputMoments.TOGETHER + 3;
        InputMoments moments = InputMoments.of(codes(random, width, 4), null);
        for (int i = 0; i < width; i++) {
            int end = Math.min(width, (i / InputMoments.TOGETHER + 1) * InputMoments.TOGETHER);
            assertThat(moments.root()[i].length).isEqualTo(end - i);
        }
        for (double[] row : InputMoments.independent(width).root()) {
            assertThat(row).containsExactly(1);
        }
        double[] weights = random.doubles(width, -1, 1).toArray();
        UnitRounding rounding = UnitRounding.best(weights, 0, moments, true);
        assertThat(rounding.error()).isLessThan(UnitRounding.best(weights, 0, moments, false).error());
    }

    /** Inputs that are alike, and such as never change, have a root nevertheless. */
    @Test
    void singularCovariancesHaveARoot() {
        int[] column = {1, 5, -3, 8};
        int[][] codes = {column, column, {7, 7, 7, 7}};
        assertRootOf(codes, new float[] {1, 1, 1, 1}, InputMoments.of(codes, null));
        for (int[][] constant : new int[][][] {{{3, 3}, {0, 0}}, {{-128}}}) {
            for (double[] row : InputMoments.of(constant, null).root()) {
                assertThat(Arrays.stream(row)).allMatch(Double::isFinite);
            }
            double[] weights = constant.length == 2 ? new double[] {0.5, -1} : new double[] {0.5};
            UnitRounding rounding = UnitRounding.best(weights, 0, InputMoments.of(constant, null), true);
            assertThat(rounding.codes()).as("rounded one by one").endsWith(constant.length == 2 ? -127 : 127);
        }
    }
}

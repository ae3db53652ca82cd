package dev.halfstep.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutliersTest {

    private static final int ROWS = 5000;

    /** Rows that are their own numbers, with outputs that are mostly normal. */
    private static Optional<Outliers> find(float[] outputs, int width, double price) {
        int count = outputs.length / width;
        var rows = new float[count];
        for (int n = 0; n < count; n++) {
            rows[n] = n;
        }
        return Outliers.find(Tensor.of(Shape.of(count, 1), rows), Tensor.of(Shape.of(count, width), outputs), 0, price,
                price > 1 ? 0.05 : 0.2);
    }

    private static float[] normal(int count) {
        var random = new Random(5);
        var outputs = new float[count];
        for (int n = 0; n < count; n++) {
            outputs[n] = (float) random.nextGaussian();
        }
        return outputs;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 1000, 5000})
    void ordinaryRowsAllStay(int count) {
        assertThat(find(normal(count), 1, 1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1000, 1", "1000, 4", "-1000, 1", "-1000, 4", "30, 1"})
    void anAbsurdRowIsLeftOut(float output, double price) {
        float[] outputs = normal(ROWS);
        outputs[17] = output;
        Outliers outliers = find(outputs, 1, price).orElseThrow();
        assertThat(outliers.rows().values()).doesNotContain(17).contains(16, 18);
        assertThat(outliers.count()).isLessThanOrEqualTo(8);
        assertThat(outliers.limits().max() - outliers.limits().min()).isLessThan(10);
    }

    @Test
    void aPriceKeepsWhatIsNotWorthIt() {
        float[] outputs = normal(ROWS);
        for (int n = 0; n < 3; n++) {
            outputs[n * 100] = 50 + n;
        }
        assertThat(find(outputs, 1, 1).orElseThrow().count()).isBetween(3, 8);
        assertThat(find(outputs, 1, 8)).isEmpty();
    }

    @Test
    void fewRowsSayLittleOfWhatIsAbsurd() {
        float[] outputs = normal(500);
        outputs[3] = 1000;
        assertThat(find(outputs, 1, 1)).isEmpty();
    }

    @Test
    void anOutlierOfOneOutputIsLeftOutOfAll() {
        float[] one = normal(ROWS);
        var outputs = new float[2 * ROWS];
        for (int n = 0; n < ROWS; n++) {
            outputs[2 * n] = one[n];
            outputs[2 * n + 1] = 100 * one[ROWS - 1 - n];
        }
        outputs[2 * 40] = -900; // far for the first, though the second has such
        Outliers outliers = find(outputs, 2, 1).orElseThrow();
        assertThat(outliers.rows().values()).doesNotContain(40);
        assertThat(outliers.rows().shape()).isEqualTo(Shape.of(ROWS - outliers.count(), 1));
    }

    @Test
    void outputsThatAreAllAlikeHaveNone() {
        assertThat(find(new float[ROWS], 1, 1)).isEmpty();
    }

    /** The limits against all others that there are: rounding and clipping together are least. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noOtherLimitsAreBetter(long seed) {
        var random = new Random(seed);
        var outputs = new float[3000];
        for (int n = 0; n < outputs.length; n++) {
            double far = random.nextInt(400) == 0 ? 200 : 1;
            outputs[n] = (float) (random.nextGaussian() * far);
        }
        Outliers outliers = find(outputs, 1, 1).orElseThrow();
        double found = cost(outputs, outliers.limits().min(), outliers.limits().max());
        double least = Double.POSITIVE_INFINITY;
        float[] sorted = outputs.clone();
        java.util.Arrays.sort(sorted);
        for (int low = 0; low < 12; low++) {
            for (int high = 0; high < 12; high++) {
                least = Math.min(least, cost(outputs, sorted[low], sorted[sorted.length - 1 - high]));
            }
        }
        assertThat(found).isCloseTo(least, within(1e-6 * least));
    }

    private static double cost(float[] outputs, double low, double high) {
        double cost = outputs.length * (high - low) / 255 / 4;
        for (float output : outputs) {
            cost += Math.max(0, Math.max(output - high, low - output));
        }
        return cost;
    }
}

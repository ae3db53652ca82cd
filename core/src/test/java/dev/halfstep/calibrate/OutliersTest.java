package dev.halfstep.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutliersTest {

    private static final int ROWS = 5000;

    private static Optional<Outliers> find(float[] outputs, int width, double price) {
        return Outliers.find(tensor(outputs, width), 0, price, price > 1 ? 0.05 : 0.2);
    }

    private static Tensor tensor(float[] values, int width) {
        return Tensor.of(Shape.of(values.length / width, width), values);
    }

    /** How many rows are left out, of which these are the outputs. */
    private static int count(Outliers outliers, float[] outputs, int width) {
        int count = 0;
        for (boolean kept : outliers.kept(tensor(outputs, width))) {
            count += kept ? 0 : 1;
        }
        return count;
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
        assertThat(outliers.kept(tensor(outputs, 1))[17]).isFalse();
        assertThat(count(outliers, outputs, 1)).isLessThanOrEqualTo(8);
        assertThat(outliers.limits().getFirst().high() - outliers.limits().getFirst().low()).isLessThan(10);
    }

    @Test
    void aPriceKeepsWhatIsNotWorthIt() {
        float[] outputs = normal(ROWS);
        for (int n = 0; n < 3; n++) {
            outputs[n * 100] = 50 + n;
        }
        assertThat(count(find(outputs, 1, 1).orElseThrow(), outputs, 1)).isBetween(3, 8);
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
        assertThat(outliers.kept(tensor(outputs, 2))[40]).isFalse();
        assertThat(outliers.limits().get(1)).isEqualTo(Outliers.Limits.NONE);
        assertThat(count(outliers, outputs, 2)).isLessThanOrEqualTo(8);
    }

    /** Whoever reads samples without outliers gets full blocks, as of all others. */
    @ParameterizedTest
    @CsvSource({"1, 100000", "7, 100000", "512, 100000", "100000, 100000", "7, 12"})
    void samplesWithoutOutliersComeInBlocks(int blockSize, long limit) {
        Graph network = NetworkBuilder.mlp(1, 3, 1);
        Tensor rows = Rows.normal(2, ROWS, 3);
        for (int f = 0; f < 3; f++) {
            rows.values()[33 * 3 + f] = 1e4f;
        }
        Tensor outputs = Predictor.of(network).predict(rows).values();
        Outliers outliers = Outliers.find(outputs, 0, 1, 0.2).orElseThrow();
        Samples within = outliers.without(network, Samples.of(rows), ROWS);
        int left = ROWS - count(outliers, outputs.values(), 1);
        assertThat(within.count()).isEqualTo(left);

        var sizes = new ArrayList<Integer>();
        var values = new ArrayList<Float>();
        within.read(limit, blockSize, block -> {
            sizes.add(block.getFirst().shape().extent(0));
            for (float value : ((Tensor) block.getFirst()).values()) {
                values.add(value);
            }
        });
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo((int) Math.min(limit, left));
        assertThat(sizes.subList(0, sizes.size() - 1)).allMatch(size -> size == blockSize);
        assertThat(values).doesNotContain(1e4f).startsWith(rows.values()[0], rows.values()[1]);
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
        double found = cost(outputs, outliers.limits().getFirst().low(), outliers.limits().getFirst().high());
        double least = Double.POSITIVE_INFINITY;
        float[] sorted = outputs.clone();
        Arrays.sort(sorted);
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

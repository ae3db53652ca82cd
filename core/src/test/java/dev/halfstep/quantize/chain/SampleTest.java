package dev.halfstep.quantize.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.Rows;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SampleTest {

    private static final int COUNT = 10_007;

    /** Far values in odd rows, which an even spread misses. */
    private static Tensor rows() {
        float[] values = Rows.normal(1, COUNT, 2).values().clone();
        values[2 * 4711] = 99;
        values[2 * 815 + 1] = -77;
        values[2 * 2222 + 1] = -0.0f;
        return Tensor.of(Shape.of(COUNT, 2), values);
    }

    @Test
    void theEndsOfEachFeatureAreInTheSample() {
        Tensor rows = rows();
        Sample sample = Sample.withEnds(rows, 100);
        assertThat(sample.rows()).isLessThanOrEqualTo(100);
        assertThat(sample.columns()[0]).contains(99);
        assertThat(sample.columns()[1]).contains(-77);
        for (int f = 0; f < 2; f++) {
            var all = new float[COUNT];
            for (int n = 0; n < COUNT; n++) {
                all[n] = rows.values()[2 * n + f];
            }
            Arrays.sort(all);
            assertThat(sample.columns()[f]).contains(all[0], all[1], all[2], all[COUNT - 1], all[COUNT - 2],
                    all[COUNT - 3]);
        }
    }

    @Test
    void theRowsOfASampleStandForAll() {
        Sample sample = Sample.withEnds(rows(), 100);
        double rows = 0;
        for (float weight : sample.weights()) {
            rows += weight;
        }
        assertThat(rows).isCloseTo(COUNT, within(0.1));
        int far = 0;
        while (sample.columns()[0][far] != 99) {
            far++;
        }
        assertThat(sample.weights()[far]).isEqualTo(1);
    }

    @Test
    void fewRowsAreAllThere() {
        Sample sample = Sample.withEnds(Rows.normal(1, 50, 3), 100);
        assertThat(sample.rows()).isEqualTo(50);
        assertThat(sample.weights()).containsOnly(1);
    }

    @Test
    void manyFeaturesHaveNoRoomForTheirEnds() {
        Sample sample = Sample.withEnds(Rows.normal(1, 1000, 300), 64);
        assertThat(sample.rows()).isEqualTo(64);
        assertThat(sample.weights()).containsOnly(1000f / 64);
    }
}

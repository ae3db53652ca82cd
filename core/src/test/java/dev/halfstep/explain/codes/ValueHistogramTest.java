package dev.halfstep.explain.codes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValueHistogramTest {

    private static CodeUse.Histogram of(double from, double to, List<Double> values) {
        var histogram = new ValueHistogram(from, to);
        values.forEach(histogram::add);
        return histogram.histogram();
    }

    @Test
    void coversTheExpectedEndsWithoutValues() {
        CodeUse.Histogram empty = of(-1, 1, List.of());
        assertThat(empty.from()).isEqualTo(-1);
        assertThat(empty.to()).isEqualTo(1);
        assertThat(empty.counts()).hasSize(32).containsOnly(0L);
    }

    @Test
    void everyValueIsInItsBin() {
        Seeds.forEach(20, random -> {
            var values = new ArrayList<Double>();
            for (int i = 0; i < 500; i++) {
                values.add(random.nextGaussian() * Math.exp(random.nextInt(6)));
            }
            CodeUse.Histogram histogram = of(-2, 3, values);
            assertThat(histogram.counts().size()).isBetween(32, 128);
            double width = (histogram.to() - histogram.from()) / histogram.counts().size();
            for (int bin = 0; bin < histogram.counts().size(); bin++) {
                double low = histogram.from() + bin * width;
                assertThat(histogram.counts().get(bin))
                        .isEqualTo(values.stream().filter(v -> v >= low && v < low + width).count());
            }
        });
    }

    @Test
    void theOrderMakesNoDifference() {
        List<Double> values = new ArrayList<>(List.of(0.1, -700.0, 3.0, 1e6, -2.0, 0.0, 41.0));
        CodeUse.Histogram there = of(0, 1, values);
        Collections.reverse(values);
        assertThat(of(0, 1, values)).isEqualTo(there);
    }

    @Test
    void takesValuesOfAnySize() {
        CodeUse.Histogram histogram = of(-1, 1, List.of(1e300, -1e300, 1e-300));
        assertThat(histogram.counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(3);
        assertThat(histogram.counts()).hasSizeLessThanOrEqualTo(128);
    }
}

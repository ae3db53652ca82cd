package dev.halfstep.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.explain.codes.CodeUse.Histogram;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BinsTest {

    @Test
    void everyValueFallsIntoItsBin() {
        var random = new Random(1);
        for (int n = 0; n < 200; n++) {
            double scale = Math.pow(10, random.nextInt(-12, 12));
            double shift = random.nextBoolean() ? 0 : scale * random.nextGaussian() * 100;
            double[] values = DoubleStream.generate(() -> shift + scale * random.nextGaussian()).limit(500).toArray();
            Histogram bins = Bins.of(values);
            assertThat(bins.counts()).hasSizeBetween(10, Bins.MOST);
            assertThat(bins.counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(500);
            double width = (bins.to() - bins.from()) / bins.counts().size();
            assertThat(DoubleStream.of(values).min().orElseThrow()).isBetween(bins.from() - 1e-9 * width, bins.to());
            assertThat(DoubleStream.of(values).max().orElseThrow()).isBetween(bins.from(), bins.to() + 1e-9 * width);
            assertThat(bins.from() / width).as("0 is an edge").isCloseTo(Math.rint(bins.from() / width),
                    Offset.offset(1e-6));
        }
    }

    @Test
    void oddValuesHaveBinsToo() {
        assertThat(Bins.of(new double[0]).counts()).containsExactly(0L);
        assertThat(Bins.of(new double[] {Double.NaN, Double.POSITIVE_INFINITY}).counts()).containsExactly(0L);
        assertThat(Bins.of(new double[] {0, 0, 0})).isEqualTo(new Histogram(0, 1, List.of(3L)));
        assertThat(Bins.of(new double[] {1e300, -1e300}).counts()).contains(1L).hasSizeBetween(2, Bins.MOST);
        assertThat(Bins.of(new double[] {Double.MIN_VALUE, 0, -Double.MIN_VALUE}).counts()).hasSizeBetween(1, 2);
        assertThat(Bins.of(new double[] {5, 5 + 1e-12}).counts()).containsExactly(2L);
    }

    @Test
    void joiningKeepsTheSum() {
        var fine = new Histogram(-3, 7, LongStream.range(0, 1000).boxed().toList());
        Histogram joined = Bins.joined(fine);
        assertThat(joined.counts()).hasSizeBetween(Bins.MOST / 2, Bins.MOST);
        assertThat(joined.counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(499_500);
        assertThat(joined.from()).isEqualTo(-3);
        assertThat(joined.to()).isBetween(7.0, 7.2);
        assertThat(Bins.joined(joined)).isSameAs(joined);
    }
}

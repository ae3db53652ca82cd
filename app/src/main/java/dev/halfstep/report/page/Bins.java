package dev.halfstep.report.page;

import dev.halfstep.explain.codes.CodeUse.Histogram;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Sorts values into equal bins whose edges are round numbers, 0 being one of them. */
final class Bins {

    /** As many as a chart of a phone's width shows apart. */
    static final int MOST = 96;

    private static final double[] ROUND = {1, 2, 2.5, 5, 10};

    private Bins() {}

    /** A histogram of all finite values; one empty bin where there are none. */
    static Histogram of(double[] values) {
        double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
        if (finite.length == 0) {
            return new Histogram(-1, 1, List.of(0L));
        }
        double smallest = Arrays.stream(finite).min().orElseThrow();
        double largest = Arrays.stream(finite).max().orElseThrow();
        double width = width(smallest, largest);
        double first = Math.floor(smallest / width);
        int bins = Math.max(1, (int) (Math.floor(largest / width) - first) + 1);
        var counts = new long[bins];
        for (double value : finite) {
            counts[Math.clamp((long) (Math.floor(value / width) - first), 0, bins - 1)]++;
        }
        return new Histogram(first * width, (first + bins) * width, Arrays.stream(counts).boxed().toList());
    }

    /** A round width of at most {@value #MOST} bins. */
    private static double width(double smallest, double largest) {
        double span = largest - smallest;
        double magnitude = Math.max(Math.abs(smallest), Math.abs(largest));
        // Values that are all but equal: bins so narrow would differ in digits that a double does not have.
        if (!(span > magnitude * 1e-9) || span < Double.MIN_NORMAL) {
            return magnitude < Double.MIN_NORMAL * MOST ? 1 : 2 * magnitude;
        }
        // One bin less than the most, because the first and the last are rarely full.
        double least = span / (MOST - 2);
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        return Arrays.stream(ROUND).map(round -> round * power).filter(width -> width >= least).findFirst()
                .orElse(10 * power);
    }

    /** The same histogram with neighbouring bins joined, so that there are at most {@value #MOST}. */
    static Histogram joined(Histogram histogram) {
        int bins = histogram.counts().size();
        if (bins <= MOST) {
            return histogram;
        }
        int together = (bins + MOST - 1) / MOST;
        int wide = (bins + together - 1) / together;
        List<Long> counts = IntStream.range(0, wide)
                .mapToObj(bin -> histogram.counts().subList(bin * together, Math.min(bins, (bin + 1) * together))
                        .stream().mapToLong(Long::longValue).sum())
                .toList();
        double width = (histogram.to() - histogram.from()) / bins;
        return new Histogram(histogram.from(), histogram.from() + (double) wide * together * width, counts);
    }
}

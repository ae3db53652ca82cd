package dev.halfstep.report.page;

import java.util.BitSet;
import java.util.Comparator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Chooses rows for a chart that cannot show them all: the extreme ones, and the others evenly. */
final class Thinning {

    /** How many of the rows with the largest deviations are always shown. */
    private static final int WORST = 50;

    private Thinning() {}

    /** At most {@code most} rows, in their order; {@code most} is far above {@value #WORST}. */
    static int[] rows(TargetValues target, int most) {
        int rows = target.quantized().length;
        if (rows <= most) {
            return IntStream.range(0, rows).toArray();
        }
        var chosen = new BitSet(rows);
        target.actual().ifPresent(actual -> keepEnds(actual, chosen));
        target.reference().ifPresent(reference -> keepEnds(reference, chosen));
        keepEnds(target.quantized(), chosen);
        double[] deviations = target.deviations();
        if (deviations.length > 0) {
            keepLargest(rows, row -> Math.abs(deviations[row]), chosen);
        }
        target.actual().ifPresent(
                actual -> keepLargest(rows, row -> Math.abs(target.quantized()[row] - actual[row]), chosen));
        // A stride that need not be whole: each step that lands on a row already chosen leaves room for none other.
        int left = most - chosen.cardinality();
        for (int i = 0; i < left; i++) {
            chosen.set((int) ((long) i * rows / left));
        }
        return chosen.stream().toArray();
    }

    private static void keepEnds(double[] values, BitSet chosen) {
        IntStream.range(0, values.length).boxed().min(Comparator.comparingDouble(row -> values[row]))
                .ifPresent(chosen::set);
        IntStream.range(0, values.length).boxed().max(Comparator.comparingDouble(row -> values[row]))
                .ifPresent(chosen::set);
    }

    private static void keepLargest(int rows, IntToDoubleFunction size, BitSet chosen) {
        IntStream.range(0, rows).boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> size.applyAsDouble(row)).reversed()).limit(WORST)
                .forEach(chosen::set);
    }
}

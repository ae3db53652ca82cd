package dev.halfstep.c.rescale;

import dev.halfstep.c.rescale.Rescale.LongProduct;
import dev.halfstep.c.rescale.Rescale.OneProduct;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/** Looks for multipliers that give the reference's codes, with one shift for all outputs of a layer. */
final class Search {

    /** The upper half of a product needs no shift. Others in the order in which they are tried: finer ones first. */
    private static final int[] SHIFTS = IntStream.concat(IntStream.of(Rescale.WORD),
            IntStream.concat(IntStream.rangeClosed(Rescale.WORD + 1, 44),
                    IntStream.range(8, Rescale.WORD).map(s -> 39 - s)))
            .toArray();
    private static final int[] LONG_SHIFTS = {44, 48, 52, 56, 60};

    private final Rescale.Layer layer;
    private final List<Borders> borders;

    Search(Rescale.Layer layer) {
        this.layer = layer;
        borders = layer.outputs().stream().map(output -> new Borders(output.reference(), output.range())).toList();
    }

    Optional<Rescale> best() {
        Optional<Rescale> one = oneProduct();
        return one.isPresent() ? one : longProduct();
    }

    Optional<Rescale> oneProduct() {
        for (int shift : SHIFTS) {
            Optional<long[]> found = multipliers(shift, this::isOneProduct);
            if (found.isPresent()) {
                int[] multipliers = IntStream.range(0, found.get().length).map(o -> (int) found.get()[o]).toArray();
                return Optional.of(new OneProduct(multipliers, shift, layer.zero()));
            }
        }
        return Optional.empty();
    }

    private Optional<Rescale> longProduct() {
        for (int shift : LONG_SHIFTS) {
            Optional<long[]> found = multipliers(shift, this::isLongProduct);
            if (found.isPresent()) {
                return Optional.of(new LongProduct(found.get(), shift - Rescale.WORD, layer.zero()));
            }
        }
        return Optional.empty();
    }

    /** Whether an output's products stay within what the C code computes with. */
    private interface Fits {
        boolean test(int output, int shift, long multiplier);
    }

    private Optional<long[]> multipliers(int shift, Fits fits) {
        var found = new long[borders.size()];
        for (int o = 0; o < found.length; o++) {
            Optional<Borders.Interval> interval =
                    borders.get(o).multipliers(shift, layer.zero(), layer.min(), layer.max());
            if (interval.isEmpty()) {
                return Optional.empty();
            }
            found[o] = interval.get().nearest(Math.scalb(layer.scales()[o], shift));
            if (!fits.test(o, shift, found[o])) {
                return Optional.empty();
            }
        }
        return Optional.of(found);
    }

    /** The multiplier has 32 bits, the product with the rounding 64, and the code before it is clamped 32. */
    private boolean isOneProduct(int output, int shift, long multiplier) {
        return multiplier <= Integer.MAX_VALUE && endsFit(output, sum -> {
            long high = Math.multiplyHigh(sum, multiplier);
            long product = sum * multiplier;
            boolean isLong = high == product >> (Long.SIZE - 1) && Math.abs(product) < 1L << 62;
            return isLong && Math.abs((long) layer.zero() << shift) < 1L << 61 && Math.abs(product >> shift) < 1L << 30;
        });
    }

    /** Sums have 32 bits, and what is left of a product when its lower 32 bits are cut off has 62. */
    private boolean isLongProduct(int output, int shift, long multiplier) {
        return endsFit(output, sum -> {
            if (sum != (int) sum) {
                return false;
            }
            long upper = Math.multiplyHigh(sum, multiplier) << 32 | (sum * multiplier) >>> 32;
            boolean is62 = Math.abs(Math.multiplyHigh(sum, multiplier)) < 1L << 29;
            return is62 && Math.abs(upper >> (shift - Rescale.WORD)) < 1L << 30;
        });
    }

    private boolean endsFit(int output, LongPredicate fits) {
        SumRange range = layer.outputs().get(output).range();
        return fits.test(range.least()) && fits.test(range.most());
    }
}

package dev.halfstep.explain.misuse;

import dev.halfstep.explain.subject.Units;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Orders in which features may come other than the one that a model was trained in: those that tools give them, and each two
 * features in each other's place. Of all the orders there are, people meet these.
 */
final class InputOrders {

    /** Up to so many features any two may be swapped; beyond it, neighbours only. */
    static final int MOST_FOR_ALL_PAIRS = 24;

    private static final double OF_TOOL = 0.5;
    private static final double ALL_SWAPS = 2;

    private final List<String> names;
    private final boolean known;
    private final List<Variant<UnaryOperator<Tensor>>> ofTools = new ArrayList<>();
    private final List<Variant<UnaryOperator<Tensor>>> swaps = new ArrayList<>();
    private final Set<List<Integer>> seen = new HashSet<>();

    private InputOrders(Units units) {
        names = units.features().stream().map(Units.Feature::name).toList();
        known = units.known();
        seen.add(IntStream.range(0, names.size()).boxed().toList());
    }

    /**
     * The orders of some features.
     *
     * @param mostSwaps so many swaps can be tried: if these are fewer than there are pairs, neighbours only; if fewer than there are
     *        neighbours, none
     */
    static InputOrders of(Units units, long mostSwaps) {
        var orders = new InputOrders(units);
        orders.addOfTools();
        orders.addSwaps(mostSwaps);
        return orders;
    }

    /** The orders that tools give, reversed first. */
    List<Variant<UnaryOperator<Tensor>>> ofTools() {
        return ofTools.stream().map(order -> order.times(OF_TOOL)).toList();
    }

    /** Two features in each other's place, where that is none of the orders above. */
    List<Variant<UnaryOperator<Tensor>>> swaps() {
        return swaps.stream().map(swap -> swap.times(ALL_SWAPS / swaps.size())).toList();
    }

    private void addOfTools() {
        int width = names.size();
        add(ofTools, "features in reverse order", IntStream.range(0, width).map(c -> width - 1 - c));
        if (known) {
            add(ofTools, "features in alphabetical order", sorted(Comparator.comparing(names::get)));
            // As pandas.get_dummies leaves them, and the other way about.
            add(ofTools, "one-hot features after all others", sorted(Comparator.comparing(this::isOneHot)));
            add(ofTools, "one-hot features before all others", sorted(Comparator.comparing(c -> !isOneHot(c))));
        }
        add(ofTools, "every feature one place further left", IntStream.range(0, width).map(c -> (c + 1) % width));
        add(ofTools, "every feature one place further right",
                IntStream.range(0, width).map(c -> (c + width - 1) % width));
    }

    private void addSwaps(long mostSwaps) {
        int width = names.size();
        boolean all = width <= MOST_FOR_ALL_PAIRS && (long) width * (width - 1) / 2 <= mostSwaps;
        if (!all && width - 1 > mostSwaps) {
            return;
        }
        for (int a = 0; a < width; a++) {
            for (int b = a + 1; b < (all ? width : Math.min(width, a + 2)); b++) {
                int left = a;
                int right = b;
                add(swaps, String.format(Locale.ROOT, "'%s' and '%s' swapped", names.get(a), names.get(b)),
                        IntStream.range(0, width).map(c -> c == left ? right : c == right ? left : c));
            }
        }
    }

    private IntStream sorted(Comparator<Integer> order) {
        return IntStream.range(0, names.size()).boxed().sorted(order).mapToInt(Integer::intValue);
    }

    /** Features that share a column are named {@code column=level}. */
    private boolean isOneHot(int feature) {
        String name = names.get(feature);
        String column = name.substring(0, Math.max(0, name.indexOf('=')));
        return !column.isEmpty() && names.stream().filter(other -> other.startsWith(column + "=")).count() > 1;
    }

    /** @param sources for each place of a row, which feature comes there */
    private void add(List<Variant<UnaryOperator<Tensor>>> orders, String name, IntStream sources) {
        int[] order = sources.toArray();
        if (seen.add(Arrays.stream(order).boxed().toList())) {
            orders.add(Variant.wrong(Misuse.Kind.OTHER_ORDER, name, rows -> ordered(rows, order)));
        }
    }

    private static Tensor ordered(Tensor rows, int[] order) {
        float[] values = rows.values();
        var moved = new float[values.length];
        for (int i = 0; i < moved.length; i++) {
            int place = i % order.length;
            moved[i] = values[i - place + order[place]];
        }
        return Tensor.of(rows.shape(), moved);
    }
}

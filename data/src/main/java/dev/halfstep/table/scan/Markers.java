package dev.halfstep.table.scan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The markers of a missing value: texts, of which those that are numbers mark numbers of their value, too. */
public final class Markers {

    private final CellSet texts;
    private final double[] numbers;
    private final List<String> all;
    private final List<String> ofNumbers = new ArrayList<>();
    private final Set<String> used = new LinkedHashSet<>();

    /** @param decimalSign of numbers among them; a point is one, too, for whoever writes options writes it */
    public Markers(Collection<String> markers, char decimalSign) {
        all = List.copyOf(markers);
        texts = CellSet.exactly(markers);
        var values = new ArrayList<Double>();
        for (String marker : markers) {
            char[] text = marker.toCharArray();
            double value = Numbers.parse(text, 0, text.length, decimalSign);
            double number = Double.isNaN(value) ? Numbers.parse(text, 0, text.length, '.') : value;
            if (Double.isFinite(number)) {
                values.add(number);
                ofNumbers.add(marker);
            }
        }
        numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Whether a cell that is not empty is one of the texts, in a column that is not read: it uses none. */
    boolean isText(char[] text, int from, int to) {
        return texts.contains(text, from, to);
    }

    /** Whether a cell that is not empty is one of the texts. */
    public boolean contains(char[] text, int from, int to) {
        if (!texts.contains(text, from, to)) {
            return false;
        }
        if (used.size() < all.size()) {
            used.add(new String(text, from, to - from));
        }
        return true;
    }

    /** Whether a number is that of a marker. */
    public boolean contains(double number) {
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == number) {
                used.add(ofNumbers.get(i));
                return true;
            }
        }
        return false;
    }

    /** Markers that no cell was so far. */
    public List<String> unused() {
        return all.stream().filter(marker -> !marker.isEmpty() && !used.contains(marker)).toList();
    }
}

package dev.halfstep.domain;

import dev.halfstep.pipeline.NumberSet;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a column may be as {@link DomainText} reads it.
 *
 * @param items texts, numbers, or two numbers with a colon between them
 * @param isSet whether they are listed in braces
 */
record WrittenSpec(List<String> items, boolean isSet) implements ColumnSpec {

    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,15}");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?");
    /** More than anybody means to list. */
    private static final long MOST = 1_000_000;

    WrittenSpec {
        items = List.copyOf(items);
    }

    /** Whether an item is two numbers with a colon between them. */
    static boolean isRange(String item) {
        int colon = item.indexOf(':');
        return colon > 0 && NUMBER.matcher(item.substring(0, colon)).matches()
                && NUMBER.matcher(item.substring(colon + 1)).matches();
    }

    @Override
    public NumberSet numbers(Optional<NumberSet> seen) {
        boolean single = items.size() == 1 && isRange(items.getFirst());
        if (single && !isSet) {
            return range(items.getFirst(), seen.isPresent() && isWhole(seen.get()));
        }
        if (single) {
            return whole(items.getFirst());
        }
        var values = new TreeSet<Double>();
        for (String item : items) {
            if (isRange(item)) {
                NumberSet.Whole range = whole(item);
                for (long value = range.first(); value <= range.last(); value++) {
                    values.add((double) value);
                }
            } else {
                values.add(number(item));
            }
        }
        return new NumberSet.Listed(List.copyOf(values));
    }

    /** Whole numbers where the column has only those and both ends are written so; else all numbers. */
    private static NumberSet range(String item, boolean columnIsWhole) {
        String[] ends = item.split(":", 2);
        double min = number(ends[0]);
        double max = number(ends[1]);
        if (min > max) {
            throw Problem.option("it cannot go from " + ends[0] + " to " + ends[1])
                    .remedy("Write the smaller end first.");
        }
        boolean whole = columnIsWhole && WHOLE.matcher(ends[0]).matches() && WHOLE.matcher(ends[1]).matches();
        return whole ? new NumberSet.Whole((long) min, (long) max) : new NumberSet.Interval(min, max);
    }

    private static boolean isWhole(NumberSet seen) {
        return switch (seen) {
            case NumberSet.Interval interval -> false;
            case NumberSet.Whole whole -> true;
            case NumberSet.Listed listed -> listed.values().stream().allMatch(value -> value == Math.rint(value));
        };
    }

    /** Numbers that are listed as a range in braces. */
    private static NumberSet.Whole whole(String item) {
        String[] ends = item.split(":", 2);
        if (!WHOLE.matcher(ends[0]).matches() || !WHOLE.matcher(ends[1]).matches()) {
            throw Problem.option("a range in braces, such as " + Quoted.of(item) + ", is one of whole numbers");
        }
        if (range(item, true) instanceof NumberSet.Whole whole && whole.count() <= MOST) {
            return whole;
        }
        throw Problem.option("the numbers of " + item + " are too many to list").remedy("Write it without braces.");
    }

    private static double number(String item) {
        double value = NUMBER.matcher(item).matches() ? Double.parseDouble(item) : Double.NaN;
        if (!Double.isFinite(value)) {
            throw Problem.option("it holds numbers, and " + Quoted.of(item) + " is none");
        }
        return value + 0.0;
    }

    @Override
    public List<String> texts(List<String> known) {
        if (!isSet && isRange(items.getFirst()) && !known.contains(items.getFirst())) {
            throw ColumnSpec.noTexts(known);
        }
        return ColumnSpec.ofThose(items, known);
    }
}

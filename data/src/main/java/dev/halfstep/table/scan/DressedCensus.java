package dev.halfstep.table.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the cells of a column look like that are numbers in dress: the first of each kind. */
final class DressedCensus {

    /** Different numbers before the same text that make it a unit rather than the name of a category. */
    private static final int NUMBERS_OF_A_UNIT = 10;
    /** Different units that are kept; two are too many already. */
    private static final int MOST_UNITS = 4;

    private long count;
    private final Map<String, Example> units = new LinkedHashMap<>();
    private final Map<Character, Example> grouping = new HashMap<>();
    private final Map<Character, Example> decimal = new HashMap<>();
    private final Map<Character, Example> either = new HashMap<>();
    private final Set<Character> endsInZero = new HashSet<>();
    private long inParentheses;
    private final List<Example> parentheses = new ArrayList<>();
    private final List<Example> minus = new ArrayList<>();
    private final Set<String> numbers = new HashSet<>();

    void add(DressedNumber number, String text, long line) {
        count++;
        var example = new Example(text, line);
        if (units.size() < MOST_UNITS) {
            units.putIfAbsent(number.unit(), example);
        }
        if (numbers.size() < NUMBERS_OF_A_UNIT) {
            numbers.add(number.digits());
        }
        keep(grouping, number.grouping(), example);
        keep(decimal, number.decimal(), example);
        keep(either, number.either(), example);
        if (number.either() != 0 && number.digits().endsWith("0")) {
            endsInZero.add(number.either());
        }
        inParentheses += number.parentheses() ? 1 : 0;
        keep(parentheses, number.parentheses(), example);
        keep(minus, number.negative(), example);
    }

    private static void keep(Map<Character, Example> examples, char sign, Example example) {
        if (sign != 0) {
            examples.putIfAbsent(sign, example);
        }
    }

    private static void keep(List<Example> examples, boolean is, Example example) {
        if (is && examples.isEmpty()) {
            examples.add(example);
        }
    }

    long count() {
        return count;
    }

    /** Whether all have one unit, though none that is known, and there are as many different numbers as categories seldom have. */
    boolean haveOneUnit() {
        return units.size() == 1 && numbers.size() == NUMBERS_OF_A_UNIT;
    }

    /** A cell of each unit; that of no unit under an empty text. */
    Map<String, Example> units() {
        return units;
    }

    /** A cell in which a sign surely stands between thousands. */
    Optional<Example> grouping(char sign) {
        return Optional.ofNullable(grouping.get(sign));
    }

    /** A cell in which a sign surely is the decimal sign. */
    Optional<Example> decimal(char sign) {
        return Optional.ofNullable(decimal.get(sign));
    }

    /** A cell in which a sign may be either. */
    Optional<Example> either(char sign) {
        return Optional.ofNullable(either.get(sign));
    }

    /** Whether a cell in which a sign may be either ends in a zero, which few write behind a decimal sign. */
    boolean endsInZero(char sign) {
        return endsInZero.contains(sign);
    }

    /** How many stand in parentheses. */
    long inParentheses() {
        return inParentheses;
    }

    /** A cell in parentheses. */
    Optional<Example> parentheses() {
        return parentheses.stream().findFirst();
    }

    /** A cell with a minus. */
    Optional<Example> minus() {
        return minus.stream().findFirst();
    }
}

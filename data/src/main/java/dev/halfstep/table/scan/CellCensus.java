package dev.halfstep.table.scan;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.CellForm;
import dev.halfstep.table.CellText;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.Counts;
import dev.halfstep.table.Notation;
import dev.halfstep.table.NumberForm;
import dev.halfstep.table.TextForm;
import dev.halfstep.table.Thousands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts what the cells of one column look like, and decides from that, and from the other columns, how they are written. */
final class CellCensus {

    private static final CellSet MARKERS = CellSet.ignoringCase(
            List.of("nan", "na", "n/a", "#n/a", "<na>", "null", "none", "nil", "missing", "?", "-", "--", "."));
    private static final CellSet INFINITIES =
            CellSet.ignoringCase(List.of("inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"));

    /** Different odd texts that a message can suggest as markers of a missing value. */
    private static final int EXAMPLES = 4;

    private final String name;
    private final @Nullable ColumnType forced;
    /** How the numbers of the column are known to be written. */
    private final @Nullable CellForm known;
    private final Notation notation;
    private final PlainDigits digits = new PlainDigits();
    private final PlainDigits strangeDigits = new PlainDigits();
    private final DressedCensus dressed = new DressedCensus();
    /** Numbers with a text that is no known unit. */
    private final DressedCensus strange = new DressedCensus();
    private long numbers;
    private long markers;
    private long infinities;
    private long words;
    private long truths;
    private int truthPairs;
    /** Whether a number is neither 0 nor 1. */
    private boolean otherThanTruth;
    private String firstNumber = "";
    private @Nullable String firstNegative;
    private boolean signRefused;
    /** Of cells that are no numbers, whatever they are dressed in. */
    private final List<String> examples = new ArrayList<>();
    private long firstLine;
    private @Nullable Example firstMarker;

    CellCensus(String name, @Nullable ColumnType forced, Notation notation) {
        this.name = name;
        this.forced = forced;
        this.notation = notation;
        known = notation.forms().get(name);
    }

    /** A cell that is a number as it should be written. */
    void number(double value, char[] text, int from, int to) {
        if (numbers++ == 0) {
            firstNumber = new String(text, from, to - from);
        }
        if (value < 0 && firstNegative == null) {
            firstNegative = new String(text, from, to - from);
        }
        otherThanTruth |= value != 0 && value != 1;
        digits.lookWithin(text, from, to, notation.decimalSign());
    }

    /** A cell that is none. */
    void odd(char[] text, int from, int to, long line) {
        if (forced == ColumnType.TEXT) {
            words++;
            return;
        }
        if (MARKERS.contains(text, from, to)) {
            if (markers++ == 0) {
                firstMarker = new Example(new String(text, from, to - from), line);
            }
        } else if (INFINITIES.contains(text, from, to)) {
            infinities++;
        } else {
            DressedNumber number = DressedNumber.of(text, from, to);
            if (number != null) {
                boolean ordinary = number.unit().isEmpty() || DressedNumber.isKnown(number.unit())
                        || number.unit().equals(notation.units().get(name));
                (ordinary ? dressed : strange).add(number, new String(text, from, to - from), line);
                if (number.grouping() == 0) {
                    char[] bare = number.digits().toCharArray();
                    (ordinary ? digits : strangeDigits).look(bare, 0, bare.length, notation.decimalSign());
                }
                if (ordinary) {
                    return;
                }
            } else {
                int pair = Truth.pair(text, from, to);
                truthPairs |= pair;
                truths += pair == 0 ? 0 : 1;
                words += pair == 0 ? 1 : 0;
            }
        }
        example(text, from, to, line);
    }

    private void example(char[] text, int from, int to, long line) {
        if (examples.isEmpty()) {
            firstLine = line;
        }
        if (examples.size() <= EXAMPLES) {
            String example = new String(text, from, to - from);
            if (!examples.contains(example)) {
                examples.add(example);
            }
        }
    }

    String name() {
        return name;
    }

    /** What the numbers tell of the decimal sign, whatever they are dressed in. */
    PlainDigits digits() {
        return strangeAlone() ? strangeDigits : digits;
    }

    /** Told that the column is refused for the table's decimal sign, which is one cause for all its columns. */
    void refuseSign() {
        signRefused = true;
    }

    /** Whether the column is refused for the table's decimal sign. */
    boolean isSignRefused() {
        return signRefused;
    }

    DressedCensus dressed() {
        return strangeAlone() ? strange : dressed;
    }

    long numbers() {
        return numbers;
    }

    /** The first plain number; empty where there is none. */
    String firstNumber() {
        return firstNumber;
    }

    /** The first plain number below 0. */
    Optional<String> firstNegative() {
        return Optional.ofNullable(firstNegative);
    }

    boolean isEmpty() {
        return numbers == 0 && oddCells() == 0;
    }

    private long oddCells() {
        return markers + infinities + words + truths + dressed.count() + strange.count();
    }

    /** Whether all cells are numbers with the same text, which must be their unit. */
    private boolean strangeAlone() {
        return numbers + dressed.count() + words + truths == 0 && strange.haveOneUnit();
    }

    private long likeNumbers() {
        return numbers + dressed().count();
    }

    private long others() {
        return words + truths + (strangeAlone() ? 0 : strange.count());
    }

    /** Whether as many cells are numbers, plain or in dress, as are something else; markers of missing values are neither. */
    boolean isLikeNumbers() {
        return forced != ColumnType.TEXT && forced != ColumnType.DATE && likeNumbers() > 0
                && (forced != null || likeNumbers() >= others());
    }

    /**
     * How the column is written: numbers if every cell is one, and how they are dressed is certain; text if less than half of the
     * cells are numbers, where markers of a missing value count as neither.
     *
     * @throws Problem if most cells are numbers but not all, or if they can be read in two ways
     */
    CellForm decide(Evidence evidence) {
        if (forced == ColumnType.TEXT) {
            return TextForm.TEXT;
        }
        if (known instanceof NumberForm form) {
            if (oddCells() == 0) {
                new NumberLook(this, dressed, evidence, notation).requireNoGroups();
                return form;
            }
            CellForm found = look(evidence);
            if (found instanceof NumberForm other && form.equals(NumberForm.PLAIN.withUnit(other.unit()))) {
                // Thousands set apart say the same number; another unit would not.
                return found;
            }
            throw notAsKnown(form, found);
        }
        return look(evidence);
    }

    private CellForm look(Evidence evidence) {
        if (oddCells() == 0) {
            new NumberLook(this, dressed, evidence, notation).requireNoGroups();
            String unit = notation.units().get(name);
            return unit == null ? NumberForm.PLAIN : NumberForm.PLAIN.withUnit(unit);
        }
        boolean truth = truths == oddCells() && !otherThanTruth && Integer.bitCount(truthPairs) == 1;
        if (truth && forced == ColumnType.NUMERIC) {
            return new NumberForm(Thousands.NONE, "", true, false, true);
        }
        if (forced == null && !isLikeNumbers()) {
            return TextForm.TEXT;
        }
        boolean pair = Integer.bitCount(truthPairs) == 1 && !otherThanTruth;
        if (markers > 0 && pair && truths == others() && dressed.count() + infinities == 0) {
            throw advised(notANumber(firstMarker()), Phrase.of("add ").with(Setting.MISSING, firstMarker().text())
                    .then(" if it marks a missing value"));
        }
        if (truths > 0 && truths == others()) {
            throw advised(notANumber(firstOdd()), Phrase.of("write all cells as numbers or all as such words"));
        }
        if (words + truths == 0 && others() > 0 && dressed.count() > 0) {
            Example unit = dressed.units().values().iterator().next();
            Example odd = strange.units().values().iterator().next();
            throw advised(Problem.of(Quoted.of(odd.text()) + " and " + Quoted.of(unit.text())
                    + " have different units").at(place(odd)), Phrase.of("write all cells in one unit"));
        }
        if (others() > 0) {
            throw advised(notANumber(firstOdd()), markers().then(" if "
                    + (examples.size() == 1 ? "it marks" : "they mark") + " a missing value"));
        }
        if (infinities > 0) {
            throw notANumber(firstOdd()).remedy("Correct the cells that are infinite, or remove their rows.");
        }
        if (markers > 0) {
            throw notANumber(firstOdd()).remedy(markers().then(" to treat such cells as missing"));
        }
        return new NumberLook(this, dressed(), evidence, notation).form();
    }

    /** Cells that are numbers, though not as those of the table that the form was found in. */
    private Problem notAsKnown(NumberForm form, CellForm found) {
        if (found instanceof NumberForm other) {
            Example cell = Stream.of(dressed, strange).flatMap(kind -> kind.units().values().stream()).findFirst()
                    .orElseGet(this::firstOdd);
            Problem problem = notANumber(cell);
            if (!other.unit().equals(form.unit())) {
                String written = form.unit().isEmpty() ? "no unit" : "the unit " + Quoted.of(form.unit());
                return Problem.of(Quoted.of(cell.text()) + " is not written as the numbers that the model was"
                        + " trained on, which have " + written).at(place(cell)).remedy(
                                Phrase.of("add ").with(Setting.UNIT,
                                        name + "=" + (other.unit().isEmpty() ? form.unit() : other.unit()))
                                        .then(" if that is the unit of all cells"));
            }
            return other.thousands() == form.thousands() ? problem : problem.remedy(
                    Phrase.of("add ").with(Setting.THOUSANDS, other.thousands().label())
                            .then(" if that stands between thousands"));
        }
        return notANumber(firstOdd());
    }

    private Example firstMarker() {
        return Objects.requireNonNull(firstMarker);
    }

    private Example firstOdd() {
        return new Example(examples.getFirst(), firstLine);
    }

    private String place(Example cell) {
        return "line " + cell.line() + ", column " + Quoted.of(name);
    }

    /** The problem of a cell that is no number, without what to do. */
    Problem notANumber(Example cell) {
        long cells = numbers + oddCells();
        String what = Quoted.of(cell.text()) + " is not a number";
        if (numbers > 0) {
            what += "; " + Counts.of(numbers) + " of the column's " + Counts.of(cells, "cell")
                    + (numbers == 1 ? " is" : " are");
        }
        return Problem.of(what).at(place(cell));
    }

    /** A problem with what to do, or else to take the column for categories, where its type is not given. */
    Problem advised(Problem problem, Phrase... clauses) {
        List<Phrase> all = new ArrayList<>(Arrays.asList(clauses));
        if (forced == null) {
            all.add(Phrase.of("").with(Setting.ONE_HOT, name).then(" to treat the column as categories"));
        }
        return problem.remedy(all.getFirst(), all.subList(1, all.size()).toArray(Phrase[]::new));
    }

    private Phrase markers() {
        List<String> named = examples.size() > EXAMPLES ? examples.subList(0, 1) : examples;
        Phrase phrase = Phrase.of("add");
        for (String example : named) {
            phrase = phrase.then(" ").with(Setting.MISSING, example);
        }
        return phrase;
    }
}

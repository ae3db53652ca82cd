package dev.halfstep.table.scan;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.CellText;
import dev.halfstep.table.Notation;
import dev.halfstep.table.NumberForm;
import dev.halfstep.table.Thousands;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides how a column of numbers in dress is written, where that is certain. Whatever could be read in two ways is a problem that shows
 * both: a wrong number is worse than none.
 */
final class NumberLook {

    private final CellCensus column;
    private final DressedCensus cells;
    private final Evidence evidence;
    private final Notation notation;
    private final char sign;
    private final char other;

    /** @param cells of the column that are dressed */
    NumberLook(CellCensus column, DressedCensus cells, Evidence evidence, Notation notation) {
        this.column = column;
        this.cells = cells;
        this.evidence = evidence;
        this.notation = notation;
        sign = notation.decimalSign();
        other = sign == '.' ? ',' : '.';
    }

    /**
     * The form of the column.
     *
     * @throws Problem if it is not certain
     */
    NumberForm form() {
        requireOwnSign();
        requireNoGroups();
        Thousands thousands = notation.thousands().isPresent() ? given(notation.thousands().get()) : found();
        String unit = unit();
        boolean bare = unit.isEmpty() || notation.units().containsKey(column.name());
        return new NumberForm(thousands, unit, bare, parentheses(), false);
    }

    /**
     * Makes sure that plain numbers are not read with a decimal sign that stands between thousands.
     *
     * @throws Problem if they would be
     */
    void requireNoGroups() {
        PlainDigits digits = column.digits();
        if (digits.groups() == 0 || digits.sure() || notation.thousands().isPresent()) {
            return;
        }
        evidence.only(other).ifPresent(witness -> {
            column.refuseSign();
            String cell = Quoted.of(digits.group());
            boolean own = witness.column().equals(column.name()) && witness.cell().equals(digits.group());
            String why = own ? cell + " beside " + Quoted.of(digits.whole()) + " looks like"
                    : cell + " looks, beside " + witness + ", like";
            Phrase instead = sign == '.' && evidence.sure(other).isPresent()
                    ? Phrase.of("add ").with(Setting.DECIMAL_COMMA).then(" if it is " + without(digits.group()))
                    : sign == '.' ? whether(Setting.THOUSANDS, Thousands.of(sign).label(), without(digits.group()))
                            : Phrase.of("give ").with(Setting.DECIMAL_COMMA, "false");
            throw at(new Example(digits.group(), 0),
                    Problem.of(why + " a number with '" + sign + "' between thousands"))
                    .remedy(instead, whether(Setting.THOUSANDS, Thousands.NONE.label(),
                            digits.group().replace(',', '.')));
        });
    }

    private static Phrase whether(Setting setting, String value, String number) {
        return Phrase.of("add ").with(setting, value).then(" if it is " + number);
    }

    private static String without(String grouped) {
        return grouped.replaceAll("[.,]", "");
    }

    /** No cell may have the other sign as its decimal sign, or this one between thousands. */
    private void requireOwnSign() {
        Optional<Example> odd = cells.decimal(other).or(() -> cells.grouping(sign));
        if (odd.isEmpty()) {
            return;
        }
        Optional<Evidence.Witness> own = evidence.sure(sign);
        if (own.isPresent()) {
            Phrase alike = Phrase.of("write the numbers of the table in one way");
            if (own.get().column().equals(column.name())) {
                throw column.advised(column.notANumber(odd.get()), alike);
            }
            String role = cells.decimal(other).isPresent() ? "'" + other + "' as its decimal sign"
                    : "'" + sign + "' between thousands";
            throw column.advised(at(odd.get(), Problem.of(Quoted.of(odd.get().text()) + " has " + role + ", and "
                    + own.get() + " has '" + sign + "' as its decimal sign")), alike);
        }
        throw column.advised(column.notANumber(odd.get()), otherSign(odd.get()));
    }

    private Phrase otherSign(Example odd) {
        column.refuseSign();
        if (sign == ',') {
            return Phrase.of("give ").with(Setting.DECIMAL_COMMA, "false").then(" if the point is the decimal sign");
        }
        return cells.decimal(other).isEmpty() ? whether(Setting.THOUSANDS, Thousands.POINT.label(), without(odd.text()))
                : Phrase.of("add ").with(Setting.DECIMAL_COMMA).then(" if the comma is the decimal sign");
    }

    private Thousands given(Thousands thousands) {
        for (Thousands any : Thousands.values()) {
            Optional<Example> cell = any == Thousands.NONE || any == thousands ? Optional.empty()
                    : cells.grouping(any.sign()).or(() -> any.sign() == other ? cells.either(other) : Optional.empty());
            cell.ifPresent(example -> {
                throw column.advised(column.notANumber(example),
                        Phrase.of("give ").with(Setting.THOUSANDS, any.label()).then(" instead"));
            });
        }
        return thousands;
    }

    private Thousands found() {
        List<Thousands> all = new ArrayList<>();
        for (Thousands any : Thousands.values()) {
            boolean seen = any != Thousands.NONE
                    && (cells.grouping(any.sign()).isPresent()
                            || (any.sign() == other && cells.either(other).isPresent()));
            if (seen) {
                all.add(any);
            }
        }
        if (all.isEmpty()) {
            return Thousands.NONE;
        }
        if (all.size() > 1) {
            Example first = grouped(all.get(0));
            throw column.advised(at(grouped(all.get(1)), Problem.of("thousands are set apart in two ways, "
                    + Quoted.of(first.text()) + " and " + Quoted.of(grouped(all.get(1)).text()))),
                    Phrase.of("write them in one way"));
        }
        Thousands thousands = all.getFirst();
        if (thousands.sign() == other) {
            requireCertain();
        }
        return thousands;
    }

    private Example grouped(Thousands thousands) {
        return cells.grouping(thousands.sign()).or(() -> cells.either(thousands.sign())).orElseThrow();
    }

    /** The sign that is not the decimal sign stands between thousands only where something says which of the two it is. */
    private void requireCertain() {
        if (evidence.only(sign).isPresent()) {
            return;
        }
        Example cell = cells.either(other).or(() -> cells.grouping(other)).orElseThrow();
        String quoted = Quoted.of(cell.text());
        String whole = without(cell.text());
        String fraction = cell.text().replace(',', '.');
        Optional<Evidence.Witness> against = evidence.sure(other);
        Problem problem = at(cell, Problem.of(against.isPresent()
                ? quoted + " is " + fraction + " if it is written as " + against.get() + ", and " + whole
                        + " if '" + other + "' stands between thousands"
                : quoted + " may be " + whole + " or " + fraction + ", and no cell of the table says which"));
        throw problem.remedy(whether(Setting.THOUSANDS, String.valueOf(other), whole), sign == '.'
                ? Phrase.of("add ").with(Setting.DECIMAL_COMMA).then(" if it is " + fraction)
                : Phrase.of("give ").with(Setting.DECIMAL_COMMA, "false").then(" if it is " + fraction));
    }

    private String unit() {
        Map<String, Example> units = cells.units();
        Optional<String> given = Optional.ofNullable(notation.units().get(column.name()));
        List<String> written = units.keySet().stream().filter(unit -> !unit.isEmpty()).toList();
        Function<String, String> quoted = unit -> Quoted.of(unit(units, unit).text());
        if (written.size() > 1 || (given.isPresent() && !written.isEmpty() && !written.contains(given.get()))) {
            String odd = written.stream().filter(unit -> !given.equals(Optional.of(unit))).findFirst().orElseThrow();
            String what = given.isPresent() ? quoted.apply(odd) + " is not in " + given.get()
                    : quoted.apply(written.get(0)) + " and " + quoted.apply(written.get(1)) + " have different units";
            throw column.advised(at(unit(units, odd), Problem.of(what)), Phrase.of("write all cells in one unit"));
        }
        if (given.isPresent() || written.isEmpty()) {
            return given.orElse("");
        }
        String unit = written.getFirst();
        String bare = units.containsKey("") ? unit(units, "").text() : column.firstNumber();
        if (!bare.isEmpty()) {
            throw column.advised(
                    at(unit(units, unit),
                            Problem.of(quoted.apply(unit)
                                    + " has the unit " + Quoted.of(unit) + ", and " + Quoted.of(bare) + " has none")),
                    Phrase.of("add ")
                            .with(Setting.UNIT, column.name() + "=" + unit).then(" if all cells are in it"));
        }
        return unit;
    }

    private static Example unit(Map<String, Example> units, String unit) {
        return Optional.ofNullable(units.get(unit)).orElseThrow();
    }

    private boolean parentheses() {
        Optional<Example> cell = cells.parentheses();
        if (cell.isEmpty()) {
            return false;
        }
        Optional<String> minus = cells.minus().map(Example::text).or(column::firstNegative);
        boolean all = column.numbers() + cells.count() == cells.inParentheses();
        if (minus.isPresent() || all) {
            throw column.advised(at(cell.get(), Problem.of(Quoted.of(cell.get().text())
                    + " may be a number below 0, but " + minus.map(text -> Quoted.of(text) + " has a minus")
                            .orElse("all cells stand in parentheses"))),
                    Phrase.of("write numbers below 0 with a minus"));
        }
        return true;
    }

    private Problem at(Example cell, Problem problem) {
        String place = "column " + Quoted.of(column.name());
        return problem.at(cell.line() > 0 ? "line " + cell.line() + ", " + place : place);
    }
}

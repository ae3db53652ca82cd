package dev.halfstep.seen;

import dev.halfstep.explain.misuse.Misuse;
import dev.halfstep.explain.misuse.Misuse.Kind;
import dev.halfstep.explain.misuse.Misuse.Standing;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What became of the scores that were shown, by their name and their digits. */
final class Counts {

    static final List<Integer> DIGITS = List.of(2, 3, 4, 6);

    /** What became of one score. */
    enum Outcome {
        /** The right thing was said of it: the mistake, or that it is right. */
        FOUND,
        /** Another mistake was named. */
        OTHER,
        /** A mistake was called right, or what is right a mistake. */
        WRONG,
        /** Nothing was said for certain. */
        OPEN
    }

    private final Map<String, Map<Integer, Map<Outcome, Integer>>> counts = new LinkedHashMap<>();
    private final List<String> wrong = new ArrayList<>();

    static String rounded(double score, int digits) {
        return new BigDecimal(score).round(new MathContext(digits)).toString();
    }

    /** Of a mistake's score. */
    void addMistake(People.Mistake mistake, String what, int digits, Misuse.Verdict verdict) {
        Outcome outcome = switch (verdict.standing()) {
            case RIGHT -> isTold(mistake, verdict) ? Outcome.OPEN : Outcome.WRONG;
            case OPEN -> Outcome.OPEN;
            case MISTAKE -> plain(verdict.mistake().orElseThrow().kinds()).equals(mistake.kinds()) ? Outcome.FOUND
                    : Outcome.OTHER;
        };
        add(mistake.name(), digits, outcome);
        if (outcome == Outcome.WRONG || outcome == Outcome.OTHER) {
            wrong.add(mistake.name() + ", " + what + ": " + text(verdict));
        }
    }

    /** Whether a mistake is told beside what is right: they score the same to so few digits. */
    private static boolean isTold(People.Mistake mistake, Misuse.Verdict verdict) {
        return verdict.matches().stream().flatMap(match -> match.mistake().stream())
                .anyMatch(told -> plain(told.kinds()).equals(mistake.kinds()));
    }

    /** Of the score of somebody who does nothing wrong. */
    void addRight(String name, String what, int digits, Misuse.Verdict verdict) {
        Outcome outcome = switch (verdict.standing()) {
            case RIGHT -> Outcome.FOUND;
            case OPEN -> Outcome.OPEN;
            case MISTAKE -> Outcome.WRONG;
        };
        add(name, digits, outcome);
        if (outcome == Outcome.WRONG) {
            wrong.add(name + ", " + what + ": " + text(verdict));
        }
    }

    /** How codes are rounded and fitted is no mistake of its own where another is made. */
    private static Set<Kind> plain(List<Kind> kinds) {
        Set<Kind> plain = EnumSet.copyOf(kinds);
        plain.remove(Kind.TRUNCATED_INPUTS);
        plain.remove(Kind.WRAPPED_INPUTS);
        return plain;
    }

    private static String text(Misuse.Verdict verdict) {
        Misuse.Match first = verdict.matches().getFirst();
        return verdict.text() + " is " + first.name() + " (" + first.measure() + " " + first.score() + ")";
    }

    private void add(String name, int digits, Outcome outcome) {
        counts.computeIfAbsent(name, n -> new LinkedHashMap<>()).computeIfAbsent(digits, d -> new LinkedHashMap<>())
                .merge(outcome, 1, Integer::sum);
    }

    int count(String name, int digits, Outcome... outcomes) {
        int sum = 0;
        for (Outcome outcome : outcomes) {
            sum += counts.getOrDefault(name, Map.of()).getOrDefault(digits, Map.of()).getOrDefault(outcome, 0);
        }
        return sum;
    }

    Set<String> names() {
        return counts.keySet();
    }

    /** What was said wrongly, one a line. */
    String wrong() {
        return String.join("\n", wrong);
    }

    /** A Markdown table: for each name and number of digits found, other, wrong and open. */
    String table(String title) {
        var text = new StringBuilder("| " + title + " |");
        DIGITS.forEach(digits -> text.append(' ').append(digits).append(" digits |"));
        text.append("\n|---|").append("---|".repeat(DIGITS.size())).append('\n');
        for (String name : names()) {
            text.append("| ").append(name).append(" |");
            for (int digits : DIGITS) {
                text.append(String.format(Locale.ROOT, " %d / %d / %d / %d |", count(name, digits, Outcome.FOUND),
                        count(name, digits, Outcome.OTHER), count(name, digits, Outcome.WRONG),
                        count(name, digits, Outcome.OPEN)));
            }
            text.append('\n');
        }
        return text.toString();
    }
}

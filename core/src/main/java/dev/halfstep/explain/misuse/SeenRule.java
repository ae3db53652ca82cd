package dev.halfstep.explain.misuse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides what explains a score that somebody saw.
 *
 * <p>
 * What the model, or its float model, really scores comes first: if that is the score to its digits, nobody is accused. A mistake
 * that changes nothing on these rows can therefore never be.
 *
 * <p>
 * Otherwise the mistakes are weighed against chance, by the theorem of Bayes. Of so many mistakes and scores one or another comes out
 * near any number: with few digits it <i>is</i> that number. Whoever made a mistake on these rows scores it to all digits; with other
 * arithmetic nearly so ({@value #ARITHMETIC}), and on other rows more or less ({@value #OTHER_ROWS}). Whoever made none, but has other
 * rows or another version of the model, is near to what is right ({@value #OTHER_VERSION}, {@value #OTHER_SPLIT}). And there is what
 * nobody thought of, which may be anywhere ({@value #ANYTHING}). How often each happens is a guess, beside which the digits weigh much:
 * each more makes a hit by chance ten times as rare. A mistake is named where all mistakes together are {@value #CERTAIN} of what may
 * have been. The document {@code full-integer-error.md} has the counts.
 *
 * <p>
 * Whoever does several things wrong at once does so more seldom than one, and of all swaps of two features each is rare. These are
 * named where digits suffice, or the score is far from all that is right; beside the right score they are not.
 *
 * @param seen the score
 * @param unitsKnown whether standardised errors are others than those in units
 * @param right what is right, the model itself first
 */
record SeenRule(SeenScore seen, boolean unitsKnown, List<Right> right) {

    static final double ARITHMETIC = 1e-4;
    static final double OTHER_ROWS = 0.03;
    static final double OTHER_VERSION = 0.01;
    static final double OTHER_SPLIT = 0.1;
    static final double ANYTHING = 2;
    static final double CERTAIN = 0.8;

    /** Beyond this nobody takes one score for another, unless by its digits. */
    private static final double CLOSE = 0.03;

    private static final double MISTAKE = 0.45;
    private static final double NEAR_RIGHT = 0.4;
    private static final double UNKNOWN = 0.15;
    private static final double SAME_ROWS_EXACT = 0.6;
    private static final double SAME_ROWS_NEARLY = 0.1;
    private static final double ON_OTHER_ROWS = 0.3;

    /** So much of what mistakes there may have been must be one. */
    private static final double CLEARLY = 0.5;

    /** What is so much less likely than the best is not told. */
    private static final double LEAST = 0.03;

    /** Scores are the same if they differ by less, as parts of them. */
    private static final double EQUAL = 1e-7;

    /** So many are told of what matches, and of what is only near. */
    private static final int MOST_MATCHES = 6;
    private static final int MOST_NEAR = 3;

    /** Somebody who does nothing wrong: in words, and what is scored. */
    record Right(String name, Scores scores) {}

    /**
     * A score that was measured.
     *
     * @param trial the mistake that scored it; empty where it is right
     * @param name of what scored it
     * @param mass how likely it is that this was seen, beside others
     */
    record Hit(Optional<Trial> trial, String name, Measure measure, double mass) {}

    /** What is to be said. */
    record Finding(Misuse.Standing standing, List<Hit> told) {}

    /**
     * What explains the score.
     *
     * @param mistakes all that were tried
     */
    Finding explain(List<Trial> mistakes) {
        List<Hit> wrong = wrongHits(mistakes);
        if (rightHits().anyMatch(this::matches)) {
            return new Finding(Misuse.Standing.RIGHT,
                    told(rightHits().filter(this::matches), wrong.stream().filter(this::matches)));
        }
        double guilty = wrong.stream().mapToDouble(Hit::mass).sum();
        double innocent = rightHits().mapToDouble(Hit::mass).sum();
        // Nothing is right where predictions are not finite.
        Optional<Hit> nearest = rightHits().findFirst();
        if (guilty > CERTAIN * (guilty + innocent) && isClear(wrong, guilty)) {
            return new Finding(Misuse.Standing.MISTAKE, told(wrong.stream(), nearest.stream()));
        }
        boolean close = nearest.filter(hit -> hit.measure.distance(seen) <= CLOSE).isPresent();
        return new Finding(Misuse.Standing.OPEN, close ? told(nearest.stream(), wrong.stream())
                : told(wrong.stream(), nearest.stream()));
    }

    /** Whether one mistake stands out: whether it is in most of what may have been, alone or with others, and not far. */
    private boolean isClear(List<Hit> wrong, double guilty) {
        if (!matches(wrong.getFirst()) && wrong.getFirst().measure.distance(seen) > CLOSE) {
            return false;
        }
        Set<Misuse.Kind> best = kinds(wrong.getFirst());
        return wrong.stream().filter(hit -> kinds(hit).containsAll(best)).mapToDouble(Hit::mass).sum()
                > CLEARLY * guilty;
    }

    private static Set<Misuse.Kind> kinds(Hit wrong) {
        return wrong.trial.orElseThrow().use().kinds();
    }

    /** The very first; then whatever matches or, if nothing does, what is near: the most likely. */
    private List<Hit> told(Stream<Hit> first, Stream<Hit> then) {
        List<Hit> all = Stream.concat(first, then).toList();
        boolean anyMatches = all.stream().anyMatch(this::matches);
        double least = LEAST * all.stream().filter(hit -> hit.trial.isPresent()).mapToDouble(Hit::mass).max().orElse(0);
        var told = new ArrayList<Hit>();
        for (Hit hit : all) {
            boolean wanted = told.isEmpty()
                    || (hit.mass >= least && (matches(hit) || (!anyMatches && told.size() < MOST_NEAR)));
            if (wanted && told.size() < MOST_MATCHES
                    && told.stream().noneMatch(other -> isSame(other.measure, hit.measure))) {
                told.add(hit);
            }
        }
        return List.copyOf(told);
    }

    private boolean matches(Hit hit) {
        return seen.matches(hit.measure.score());
    }

    /** What is right, the nearest first. */
    private Stream<Hit> rightHits() {
        return right.stream().flatMap(one -> measures(one.scores).map(measure -> new Hit(Optional.empty(), one.name,
                measure, rightMass(measure, one.scores))))
                .sorted(Comparator.comparingDouble(hit -> hit.measure.distance(seen)));
    }

    private double rightMass(Measure measure, Scores scores) {
        double near = (measure.likelihood(seen, OTHER_VERSION) + measure.likelihood(seen, OTHER_SPLIT)) / 2;
        return weight(measure, scores) / right.size()
                * (NEAR_RIGHT * near + UNKNOWN * measure.likelihood(seen, ANYTHING));
    }

    /** What mistakes score, the most likely first; without what is right all the same. */
    private List<Hit> wrongHits(List<Trial> mistakes) {
        double all = mistakes.stream().mapToDouble(Trial::weight).sum();
        List<Measure> innocent = right.stream().flatMap(one -> measures(one.scores)).toList();
        var hits = new ArrayList<Hit>();
        for (Trial trial : mistakes) {
            for (Measure measure : trial.measures()) {
                double mass = trial.weight() / all * wrongMass(measure, trial.scores());
                if (mass > 0 && innocent.stream().noneMatch(other -> isSame(other, measure))) {
                    hits.add(new Hit(Optional.of(trial), trial.use().name(), measure, mass));
                }
            }
        }
        hits.sort(Comparator.comparingDouble(Hit::mass).reversed());
        return hits;
    }

    private double wrongMass(Measure measure, Scores scores) {
        double exact = seen.matches(measure.score()) ? 1 : 0;
        return MISTAKE * weight(measure, scores) * (SAME_ROWS_EXACT * exact
                + SAME_ROWS_NEARLY * measure.likelihood(seen, ARITHMETIC)
                + ON_OTHER_ROWS * measure.likelihood(seen, OTHER_ROWS));
    }

    private Stream<Measure> measures(Scores scores) {
        return scores.measures(unitsKnown).stream();
    }

    private double weight(Measure measure, Scores scores) {
        return measure.weight(unitsKnown ? 2 : 1, scores.ofTargets().size());
    }

    private static boolean isSame(Measure one, Measure other) {
        return one.metric() == other.metric() && one.target() == other.target()
                && Math.abs(one.score() - other.score()) <= EQUAL * Math.abs(one.score());
    }
}

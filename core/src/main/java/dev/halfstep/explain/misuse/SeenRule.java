package dev.halfstep.explain.misuse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
    static final double CERTAIN = 0.9;

    /** Beyond this nobody takes a score for the right one. */
    private static final double CLOSE = 0.03;

    private static final double MISTAKE = 0.3;
    private static final double NEAR_RIGHT = 0.5;
    private static final double UNKNOWN = 0.2;
    private static final double SAME_ROWS_EXACT = 0.6;
    private static final double SAME_ROWS_NEARLY = 0.1;
    private static final double ON_OTHER_ROWS = 0.3;

    /** Scores are the same if they differ by less, as parts of them. */
    private static final double EQUAL = 1e-9;

    /** So many that fit are told, and of those that are only near. */
    private static final int MOST_FITS = 6;
    private static final int MOST_NEAR = 2;

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
    record Finding(Misuse.Standing standing, List<Hit> fits) {}

    /** Whether the score is what is right, to its digits. */
    boolean isRight() {
        return rightHits().anyMatch(this::fits);
    }

    /**
     * What explains the score.
     *
     * @param mistakes all that were tried
     */
    Finding explain(List<Trial> mistakes) {
        List<Hit> wrong = wrongHits(mistakes);
        if (isRight()) {
            return new Finding(Misuse.Standing.RIGHT,
                    told(rightHits().filter(this::fits), wrong.stream().filter(this::fits)));
        }
        double guilty = wrong.stream().mapToDouble(Hit::mass).sum();
        double innocent = rightHits().mapToDouble(Hit::mass).sum();
        Hit nearest = nearestRight();
        if (guilty > CERTAIN * (guilty + innocent) && isClear(wrong.getFirst(), guilty)) {
            return new Finding(Misuse.Standing.MISTAKE, told(wrong.stream(), Stream.of(nearest)));
        }
        boolean close = nearest.measure.distance(seen) <= CLOSE;
        return new Finding(Misuse.Standing.OPEN, close ? told(Stream.of(nearest), wrong.stream())
                : told(wrong.stream(), Stream.of(nearest)));
    }

    /** Whether one mistake stands out: it is what was seen, or there is no other like it. */
    private boolean isClear(Hit best, double guilty) {
        return fits(best) || best.mass > guilty / 2;
    }

    /** Of the first the first in any case; of the others those that fit, and of those that do not the most likely. */
    private List<Hit> told(Stream<Hit> first, Stream<Hit> then) {
        List<Hit> all = Stream.concat(first, then).toList();
        var told = new ArrayList<Hit>();
        int near = 0;
        for (Hit hit : all) {
            if (told.size() < MOST_FITS && (fits(hit) || near++ < MOST_NEAR)
                    && told.stream().noneMatch(other -> isSame(other.measure, hit.measure))) {
                told.add(hit);
            }
        }
        return List.copyOf(told);
    }

    private boolean fits(Hit hit) {
        return seen.fits(hit.measure.score());
    }

    private Hit nearestRight() {
        return rightHits().min(Comparator.comparingDouble(hit -> hit.measure.distance(seen))).orElseThrow();
    }

    /** What is right, the model itself first. */
    private Stream<Hit> rightHits() {
        return right.stream().flatMap(one -> measures(one.scores).map(measure -> new Hit(Optional.empty(), one.name,
                measure, rightMass(measure, one.scores))));
    }

    private double rightMass(Measure measure, Scores scores) {
        double near = (measure.likelihood(seen, OTHER_VERSION) + measure.likelihood(seen, OTHER_SPLIT)) / 2;
        return weight(measure, scores) / right.size()
                * (NEAR_RIGHT * near + UNKNOWN * measure.likelihood(seen, ANYTHING));
    }

    /** What mistakes score, the most likely first; without what is right all the same. */
    private List<Hit> wrongHits(List<Trial> mistakes) {
        double all = mistakes.stream().mapToDouble(trial -> trial.use().weight()).sum();
        List<Measure> innocent = right.stream().flatMap(one -> measures(one.scores)).toList();
        return mistakes.stream().flatMap(trial -> measures(trial.scores())
                .filter(measure -> innocent.stream().noneMatch(other -> isSame(other, measure)))
                .map(measure -> new Hit(Optional.of(trial), trial.use().name(), measure,
                        trial.use().weight() / all * wrongMass(measure, trial.scores()))))
                .sorted(Comparator.comparingDouble(Hit::mass).reversed()).toList();
    }

    private double wrongMass(Measure measure, Scores scores) {
        double exact = seen.fits(measure.score()) ? 1 : 0;
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

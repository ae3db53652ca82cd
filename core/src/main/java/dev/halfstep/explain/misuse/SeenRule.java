package dev.halfstep.explain.misuse;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Decides what explains a score that somebody saw. The first of these that holds:
 *
 * <ol>
 * <li>It is what the model, or its float model, really scores, to the digits given. A mistake that changes nothing on these rows
 * can therefore never be accused.
 * <li>It is what a single mistake scores, to the digits given; then, what features in the order of some tool
 * do; then, with two of them swapped.
 * <li>It is close to what the model really scores ({@value #CLOSE} of it): other rows, and nothing wrong.
 * <li>It is close to what a single mistake scores, for the same reason. With a second one that moves the score but little this
 * still holds, and the second is not accused.
 * <li>It is what two mistakes at once score, to the digits given.
 * <li>It is absurd, {@value #ABSURD} times larger or smaller than everything that the model may really score, and within
 * {@value #ROUGH} of what a single mistake scores: with rows of another kind, its size still says what it is.
 * </ol>
 *
 * <p>
 * <b>To the digits given</b> is within half a unit of the last of them, and at least within {@value #ARITHMETIC} of the score,
 * since others add up in {@code float}. Such a hit may be chance, the more so the fewer the digits and the more mistakes there are.
 * Where {@code n} different figures lie within {@value #NEIGHBOURHOOD} of the score, about {@code n * tolerance / neighbourhood} of
 * them hit it whatever it is. A hit counts where that is at most {@value #CHANCE}: of a score near the right one, four digits tell a
 * small mistake from other rows, and three do not.
 *
 * <p>
 * <b>Close</b> accuses only where the score is far ({@value #FAR}) from everything that the model may really score, so that something
 * must be wrong, and where no other mistake, but for the same with more besides, is within {@value #NEXT} times the distance. Other
 * orders of features and two mistakes at once are never accused like this: there are so many that one is close to almost any
 * score.
 *
 * <p>
 * Scores are the mean absolute error, the mean squared error and its root, in the targets' own units and standardised.
 *
 * @param seen the score
 * @param unitsKnown whether standardised errors are others than those in units
 * @param correct what is right: the model's errors, and those of its float model
 */
record SeenRule(SeenScore seen, boolean unitsKnown, List<Misuse.Scored> correct) {

    static final double ARITHMETIC = 2e-6;
    static final double CLOSE = 0.03;
    static final double FAR = 0.25;
    static final double NEIGHBOURHOOD = 0.1;
    static final double CHANCE = 0.01;
    static final double NEXT = 3;
    static final double ABSURD = 10;
    static final double ROUGH = 0.1;

    /** What explains the score: the trial is empty where nothing is wrong. */
    record Finding(Optional<Trial> trial, Trial.Measure measure, double tolerance) {}

    private record Hit(Trial trial, Trial.Measure measure) {

        Set<Misuse.Kind> kinds() {
            return trial.use().kinds();
        }
    }

    /**
     * The first explanation. What is supplied is tried only where nothing before it explains the score.
     *
     * @param orders of features that tools give
     * @param swaps of two features
     * @param pairs of mistakes
     */
    Optional<Finding> explain(List<Trial> singles, Supplier<List<Trial>> orders, Supplier<List<Trial>> swaps,
            Supplier<List<Trial>> pairs) {
        return right(exactly()).or(() -> exact(singles)).or(() -> exactOrder(singles, orders, swaps))
                .or(() -> right(CLOSE * seen.value())).or(() -> isFar() ? close(singles, CLOSE) : Optional.empty())
                .or(() -> exact(pairs.get())).or(() -> isAbsurd() ? close(singles, ROUGH) : Optional.empty());
    }

    private Optional<Finding> exactOrder(List<Trial> singles, Supplier<List<Trial>> orders,
            Supplier<List<Trial>> swaps) {
        List<Trial> few = joined(singles, orders.get());
        return exact(few).or(() -> exact(joined(few, swaps.get())));
    }

    private static List<Trial> joined(List<Trial> first, List<Trial> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private double exactly() {
        return Math.max(seen.halfUnit(), ARITHMETIC * seen.value());
    }

    private Optional<Finding> right(double tolerance) {
        return rightMeasures().filter(measure -> distance(measure) <= tolerance)
                .min(Comparator.comparingDouble(this::distance))
                .map(measure -> new Finding(Optional.empty(), measure, tolerance));
    }

    private Stream<Trial.Measure> rightMeasures() {
        return correct.stream().flatMap(scored -> Trial.measures(scored, unitsKnown).stream());
    }

    /** @param trials all that might be hit by chance */
    private Optional<Finding> exact(List<Trial> trials) {
        double tolerance = exactly();
        double around = NEIGHBOURHOOD * seen.value();
        long figures = hits(trials).map(Hit::measure).filter(measure -> distance(measure) <= around)
                .mapToDouble(Trial.Measure::score).distinct().count();
        if (Math.max(1, figures) * tolerance > CHANCE * around) {
            return Optional.empty();
        }
        return simplest(trials, tolerance).map(hit -> finding(hit, tolerance));
    }

    private boolean isFar() {
        return rightMeasures().allMatch(measure -> distance(measure) > FAR * measure.score());
    }

    private boolean isAbsurd() {
        return rightMeasures().allMatch(measure -> seen.value() > ABSURD * measure.score()
                || seen.value() < measure.score() / ABSURD);
    }

    /** @param share of the score that it may be off */
    private Optional<Finding> close(List<Trial> trials, double share) {
        double tolerance = share * seen.value();
        return simplest(trials, tolerance).filter(best -> best.kinds().size() == 1)
                .filter(best -> hits(trials).filter(other -> !other.kinds().containsAll(best.kinds()))
                        .allMatch(other -> distance(other.measure) > NEXT * distance(best.measure)))
                .map(hit -> finding(hit, tolerance));
    }

    /** The hit with the fewest things wrong, and of those the nearest. */
    private Optional<Hit> simplest(List<Trial> trials, double tolerance) {
        return hits(trials).filter(hit -> distance(hit.measure) <= tolerance)
                .min(Comparator.<Hit>comparingInt(hit -> hit.kinds().size())
                        .thenComparingDouble(hit -> distance(hit.measure)));
    }

    private static Finding finding(Hit hit, double tolerance) {
        return new Finding(Optional.of(hit.trial), hit.measure, tolerance);
    }

    private Stream<Hit> hits(List<Trial> trials) {
        return trials.stream().flatMap(
                trial -> Trial.measures(trial.scored(), unitsKnown).stream().map(measure -> new Hit(trial, measure)));
    }

    private double distance(Trial.Measure measure) {
        return Math.abs(measure.score() - seen.value());
    }
}

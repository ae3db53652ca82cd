package dev.halfstep.explain.misuse;

import dev.halfstep.explain.subject.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What predictions score.
 *
 * @param all over all targets, as evaluations have it
 * @param ofTargets of each target
 */
record Scores(Misuse.Scored all, List<Misuse.Scored> ofTargets) {

    /** Scores from those of each target, which have the same rows. */
    static Scores of(List<Misuse.Scored> ofTargets) {
        return new Scores(
                new Misuse.Scored(mean(ofTargets, Misuse.Scored::mae), root(mean(ofTargets, s -> square(s.rmse()))),
                        mean(ofTargets, Misuse.Scored::r2)),
                List.copyOf(ofTargets));
    }

    private static Figure mean(List<Misuse.Scored> scored, Function<Misuse.Scored, Figure> figure) {
        Figure sum = scored.stream().map(figure).reduce(Figure.ZERO, Figure::plus);
        return new Figure(sum.inUnits() / scored.size(), sum.standardised() / scored.size());
    }

    private static Figure square(Figure figure) {
        return new Figure(figure.inUnits() * figure.inUnits(), figure.standardised() * figure.standardised());
    }

    private static Figure root(Figure figure) {
        return new Figure(Math.sqrt(figure.inUnits()), Math.sqrt(figure.standardised()));
    }

    /**
     * All figures that somebody may have seen, but for those that are no numbers.
     *
     * @param unitsKnown whether standardised ones are others than those in units
     */
    List<Measure> measures(boolean unitsKnown) {
        var measures = new ArrayList<Measure>();
        for (boolean standardised : unitsKnown ? new boolean[] {false, true} : new boolean[] {false}) {
            add(measures, all, standardised, Measure.ALL);
            for (int t = 0; ofTargets.size() > 1 && t < ofTargets.size(); t++) {
                add(measures, ofTargets.get(t), standardised, t);
            }
        }
        return measures;
    }

    private static void add(List<Measure> measures, Misuse.Scored scored, boolean standardised, int target) {
        Stream.of(Misuse.Metric.values())
                .map(metric -> new Measure(metric, standardised, target, scored.score(metric, standardised)))
                .filter(measure -> Double.isFinite(measure.score())).forEach(measures::add);
    }

    /** Whether the errors are numbers: a float model may overflow on values that it was never made for. */
    boolean isFinite() {
        return Stream.of(all.mae(), all.rmse())
                .allMatch(figure -> Double.isFinite(figure.inUnits()) && Double.isFinite(figure.standardised()));
    }
}

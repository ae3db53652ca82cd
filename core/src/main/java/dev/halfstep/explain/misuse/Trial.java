package dev.halfstep.explain.misuse;

import dev.halfstep.explain.subject.Figure;
import java.util.List;
import java.util.stream.Stream;

/** A way of using a model, and the errors that it showed. */
record Trial(Use use, Misuse.Scored scored) {

    /** One error. */
    record Measure(Misuse.Metric metric, boolean standardised, double score) {}

    /**
     * All errors that somebody may have seen.
     *
     * @param unitsKnown whether standardised ones are others than those in units
     */
    static List<Measure> measures(Misuse.Scored scored, boolean unitsKnown) {
        return (unitsKnown ? Stream.of(false, true) : Stream.of(false)).flatMap(standardised -> {
            double mae = figure(scored.mae(), standardised);
            double rmse = figure(scored.rmse(), standardised);
            return Stream.of(new Measure(Misuse.Metric.MAE, standardised, mae),
                    new Measure(Misuse.Metric.RMSE, standardised, rmse),
                    new Measure(Misuse.Metric.MSE, standardised, rmse * rmse));
        }).toList();
    }

    private static double figure(Figure figure, boolean standardised) {
        return standardised ? figure.standardised() : figure.inUnits();
    }

    /** Whether the errors are numbers: a float model may overflow on values that it was never made for. */
    boolean isFinite() {
        return measures(scored, true).stream().allMatch(measure -> Double.isFinite(measure.score()));
    }
}

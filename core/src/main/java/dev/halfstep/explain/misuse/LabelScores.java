package dev.halfstep.explain.misuse;

import dev.halfstep.explain.subject.Figure;
import dev.halfstep.explain.subject.Subject;
import java.util.List;
import java.util.stream.IntStream;

/** Scores values against labels, target by target. */
final class LabelScores {

    private final List<TargetLabels> inUnits;
    private final List<TargetLabels> standardised;

    LabelScores(Subject.Labels labels, int targets) {
        float[] values = labels.standardised().values();
        inUnits = byTarget(labels.inUnits(), targets);
        standardised = byTarget(IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray(), targets);
    }

    private static List<TargetLabels> byTarget(double[] labels, int targets) {
        return IntStream.range(0, targets).mapToObj(t -> new TargetLabels(column(labels, t, targets))).toList();
    }

    private static double[] column(double[] values, int target, int targets) {
        return IntStream.range(0, values.length / targets).mapToDouble(row -> values[row * targets + target]).toArray();
    }

    /**
     * The scores of some values where labels are in units, and of others where labels are standardised.
     *
     * @param againstUnits all targets of the first row, then of the next; as the other values are
     */
    Scores of(double[] againstUnits, double[] againstStandardised) {
        int targets = inUnits.size();
        return Scores.of(IntStream.range(0, targets)
                .mapToObj(t -> scored(inUnits.get(t).errors(column(againstUnits, t, targets)),
                        standardised.get(t).errors(column(againstStandardised, t, targets))))
                .toList());
    }

    /** The same for one target, if each value is compared with all labels. */
    Scores ofAllPairs(double[] againstUnits, double[] againstStandardised) {
        return Scores.of(List.of(scored(inUnits.getFirst().errorsOfAllPairs(againstUnits),
                standardised.getFirst().errorsOfAllPairs(againstStandardised))));
    }

    private static Misuse.Scored scored(TargetLabels.Errors units, TargetLabels.Errors plain) {
        return new Misuse.Scored(new Figure(units.mae(), plain.mae()), new Figure(units.rmse(), plain.rmse()),
                new Figure(units.r2(), plain.r2()));
    }
}

package dev.halfstep.report;

import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.problem.Phrase;
import dev.halfstep.quantize.Decision;
import dev.halfstep.quantize.Plan;
import dev.halfstep.study.StudyResult;
import java.util.List;
import java.util.Optional;

/** What is said of rows that had no part in the ranges and codes of a quantized model. */
public final class LeftOutText {

    private LeftOutText() {}

    /**
     * A note on each model of a study from which rows were left out.
     *
     * @return empty if all rows had a part in all of them
     */
    public static List<Phrase> of(StudyResult study) {
        return study.models().stream().flatMap(model -> model.rowsLeftOut().stream().map(left -> Phrase.of("for "
                + model.file() + ", " + clause(left, study.calibrationRows(), Optional.of(study.pipeline())))))
                .toList();
    }

    /**
     * A sentence about a plan, without a point at its end.
     *
     * @param pipeline of the model, for its output in the target's unit; without one it is as the network gives it
     * @return empty if all rows had a part
     */
    public static Optional<String> of(Plan plan, Optional<Pipeline> pipeline) {
        return plan.rowsLeftOut().map(left -> clause(left, plan.calibrationRows() + left.rows(), pipeline));
    }

    private static String clause(Decision.RowsLeftOut left, long rows, Optional<Pipeline> pipeline) {
        return Figures.count(left.rows()) + " of " + Figures.count(rows)
                + " calibration rows were left out, for which the float model gives what lies far from all others"
                + limits(left, pipeline)
                + ": codes that reach there would cost the others more than these rows gain; they clip instead";
    }

    private static String limits(Decision.RowsLeftOut left, Optional<Pipeline> pipeline) {
        if (left.limits().size() > 1) {
            return ""; // Each target has limits of its own.
        }
        double low = left.limits().getFirst().low();
        double high = left.limits().getFirst().high();
        return " (" + Figures.of(pipeline.map(p -> p.inUnits(0, (float) low)).orElse(low)) + " to "
                + Figures.of(pipeline.map(p -> p.inUnits(0, (float) high)).orElse(high)) + ")";
    }
}

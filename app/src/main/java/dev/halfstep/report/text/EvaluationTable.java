package dev.halfstep.report.text;

import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.evaluate.Scores;
import dev.halfstep.report.Figures;
import dev.halfstep.report.Paragraph;
import dev.halfstep.report.TextTable;
import java.util.Locale;
import java.util.OptionalDouble;

/** Models side by side, one to a row, within 100 columns. Errors are in the target's unit. */
public final class EvaluationTable {

    private final TextTable table;
    private final OptionalDouble floatMae;

    /**
     * An empty table.
     *
     * @param what heading of the first column
     * @param floatMae mean absolute error of the float model, if there is one to compare with
     */
    public EvaluationTable(String what, OptionalDouble floatMae) {
        this.floatMae = floatMae;
        table = new TextTable(what, "bytes", "MAE", "standard.", "vs float", "mean dev", "max dev", "in steps",
                "clipped");
    }

    /** Adds a model. */
    public EvaluationTable row(String name, long bytes, Evaluation evaluation) {
        Scores units = evaluation.inUnits();
        String change = floatMae.isPresent() ? Figures.change(units.mae(), floatMae.getAsDouble()) : "–";
        table.row(name, Figures.count(bytes), Figures.of(units.mae()), Figures.of(evaluation.standardised().mae()),
                change,
                Figures.of(units.meanAbsDiff()), Figures.of(units.maxAbsDiff()), steps(evaluation.standardised()),
                units.outputStep().isEmpty() ? "–" : evaluation.clippedInputs() + "/" + evaluation.clippedOutputs());
        return this;
    }

    private static String steps(Scores scores) {
        return scores.meanSteps().isEmpty() ? "–"
                : String.format(Locale.ROOT, "%.2f/%.1f", scores.meanSteps().getAsDouble(),
                        scores.maxSteps().getAsDouble());
    }

    @Override
    public String toString() {
        return table.toString();
    }

    /** What the columns mean. */
    public static String legend(String unit) {
        return Paragraph.of("MAE: mean absolute error, in units of " + unit
                + " and standardised; dev: deviation from the"
                + " float model, mean and largest, in units and in output steps; clipped: rows beyond the range of the"
                + " input / of the output.");
    }
}

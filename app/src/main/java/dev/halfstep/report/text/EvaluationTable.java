package dev.halfstep.report.text;

import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.evaluate.Scores;
import dev.halfstep.report.Figures;
import dev.halfstep.report.Paragraph;
import dev.halfstep.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Models side by side, one to a row, within 100 columns. Errors are in the target's unit. */
public final class EvaluationTable {

    private static final int STANDARDISED_COLUMN = 3;

    private final TextTable table;
    private final OptionalDouble floatMae;
    private final boolean standardised;

    /**
     * An empty table.
     *
     * @param what heading of the first column
     * @param floatMae mean absolute error of the float model, if there is one to compare with
     * @param standardised whether the network's unit is known to be another than the target's: otherwise there is but one
     */
    public EvaluationTable(String what, OptionalDouble floatMae, boolean standardised) {
        this.floatMae = floatMae;
        this.standardised = standardised;
        var heads = new ArrayList<>(List.of(what, "bytes", "MAE", "vs float", "mean dev", "max dev", "in steps",
                "clipped"));
        if (standardised) {
            heads.add(STANDARDISED_COLUMN, "standard.");
        }
        table = new TextTable(heads.toArray(String[]::new));
    }

    /** Adds a model. */
    public EvaluationTable row(String name, long bytes, Evaluation evaluation) {
        Scores units = evaluation.inUnits();
        String change = floatMae.isPresent() ? Figures.change(units.mae(), floatMae.getAsDouble()) : "–";
        var cells = new ArrayList<>(List.of(name, Figures.count(bytes), Figures.of(units.mae()), change,
                Figures.of(units.meanAbsDiff()), Figures.of(units.maxAbsDiff()), steps(evaluation.standardised()),
                units.outputStep().isEmpty() ? "–" : evaluation.clippedInputs() + "/" + evaluation.clippedOutputs()));
        if (standardised) {
            cells.add(STANDARDISED_COLUMN, Figures.of(evaluation.standardised().mae()));
        }
        table.row(cells.toArray(String[]::new));
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
    public String legend(String unit) {
        return Paragraph.of("MAE: mean absolute error, in units of " + unit
                + (standardised ? " and standardised" : "") + "; dev: deviation from the"
                + " float model, mean and largest, in units and in output steps; clipped: rows beyond the range of the"
                + " input / of the output.");
    }
}

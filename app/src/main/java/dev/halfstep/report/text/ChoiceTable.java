package dev.halfstep.report.text;

import dev.halfstep.quantize.Bound;
import dev.halfstep.quantize.Choice;
import dev.halfstep.quantize.Choice.Trial;
import dev.halfstep.report.Figures;
import dev.halfstep.report.Paragraph;
import dev.halfstep.report.TextTable;

/** The recipes that were tried, one to a row, and which was taken. */
public final class ChoiceTable {

    private ChoiceTable() {}

    /** The table, with a line before it that says how it was measured. */
    public static String of(Choice choice) {
        Bound.Measure measure = choice.bound().measure();
        var table = new TextTable("recipe", measure.words(), "multiply-adds", "");
        for (Trial trial : choice.trials()) {
            table.row(trial.recipe().name(), measure.text(trial.value()), Figures.count(trial.multiplyAdds()),
                    trial.holds() ? "taken" : "too much");
        }
        return Paragraph.of("Recipes tried for a " + choice.bound().text() + ", each given "
                + Figures.count(choice.fittingRows()) + " rows to quantize on and measured on "
                + Figures.count(choice.validationRows())
                + " others" + anew(choice) + ":") + table;
    }

    private static String anew(Choice choice) {
        String measured = choice.anew().isEmpty() ? ""
                : ", which came to " + choice.bound().measure().text(choice.anew().getAsDouble()) + " on the same rows";
        return "; with the one taken, the model was quantized anew on all" + measured
                + (choice.isAnew() ? "" : ", more than is allowed, so that the one that was tried is written");
    }
}

package dev.halfstep.report.text;

import dev.halfstep.evaluate.Scores;
import dev.halfstep.report.Figures;
import dev.halfstep.report.NotesText;
import dev.halfstep.report.Paragraph;
import dev.halfstep.report.TextTable;
import dev.halfstep.study.MappedModel;
import dev.halfstep.study.MappingComparison;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A comparison of target mappings for the console: at most 100 columns wide. */
public final class MappingReport {

    private final MappingComparison comparison;

    private MappingReport(MappingComparison comparison) {
        this.comparison = comparison;
    }

    /** The whole text, with a line end. */
    public static String of(MappingComparison comparison) {
        return new MappingReport(comparison).write();
    }

    private String write() {
        return heading() + NotesText.of(comparison.notes()) + '\n' + table() + '\n' + legend() + '\n' + choice()
                + "\nFiles are in " + comparison.folder()
                + "; all figures in study.json there.\n";
    }

    private String heading() {
        String dropped = comparison.dropped() == 0 ? ""
                : ", " + Figures.count(comparison.dropped()) + " dropped for missing cells";
        String layers = comparison.layers().stream().map(String::valueOf).collect(Collectors.joining("-"));
        return String.format(Locale.ROOT, "%s: %s rows%s; %s train, %s test%n", comparison.data().getFileName(),
                Figures.count(comparison.rows()), dropped, Figures.count(comparison.train()),
                Figures.count(comparison.denseTest() + comparison.sparseTest()))
                + String.format(Locale.ROOT, "predicts %s by each mapping; network %s, seed %d, recipe %s%n",
                        comparison.target(), layers, comparison.training().seed(), comparison.recipe().name())
                + Paragraph.of(String.format(Locale.ROOT,
                        "dense: %s from %s to %s, the narrowest interval that holds half of the training rows (%s test"
                                + " rows); sparse: the rest (%s test rows)",
                        comparison.target(), Figures.of(comparison.dense().low()),
                        Figures.of(comparison.dense().high()),
                        Figures.count(comparison.denseTest()), Figures.count(comparison.sparseTest())));
    }

    private TextTable table() {
        var table = new TextTable("mapping", "precision", comparison.validation() == 0 ? "train" : "valid.", "MAE",
                "dense", "sparse", "RMSE", "dev", "dense", "sparse");
        for (MappedModel model : comparison.models()) {
            Scores all = model.evaluation().inUnits();
            table.row(model.mapping().kind().label(), model.precision().label(), Figures.of(model.selectionMae()),
                    Figures.of(all.mae()), mae(model.dense()), mae(model.sparse()), Figures.of(all.rmse()),
                    Figures.of(all.meanAbsDiff()), deviation(model.dense()), deviation(model.sparse()));
        }
        return table;
    }

    private static String mae(Optional<Scores> scores) {
        return scores.map(s -> Figures.of(s.mae())).orElse("–");
    }

    private static String deviation(Optional<Scores> scores) {
        return Figures.of(scores.map(Scores::meanAbsDiff).orElse(OptionalDouble.empty()));
    }

    private String selectionRows() {
        return comparison.validation() == 0 ? "training rows"
                : Figures.count(comparison.validation()) + " validation rows";
    }

    private String legend() {
        return Paragraph.of("All in units of " + comparison.target() + ". "
                + (comparison.validation() == 0 ? "train: mean absolute error on the "
                        : "valid.: mean absolute error on the ")
                + selectionRows()
                + "; MAE: on the test rows, and on those of the dense and of the sparse part; dev: mean"
                + " deviation from the float model of the same mapping, likewise.");
    }

    private String choice() {
        String best = comparison.best().label();
        return Paragraph.of("On the " + selectionRows() + " full-uint8 errs least by the mapping " + best
                + ". For all precisions, study with --target-mapping " + best + ".");
    }
}

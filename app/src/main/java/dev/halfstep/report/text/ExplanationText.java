package dev.halfstep.report.text;

import dev.halfstep.explain.Explanation;
import dev.halfstep.explain.budget.Budget;
import dev.halfstep.explain.codes.CodeUse;
import dev.halfstep.explain.misuse.Misuse;
import dev.halfstep.explain.subject.Advice;
import dev.halfstep.explain.subject.Figure;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.report.Figures;
import dev.halfstep.report.Measure;
import dev.halfstep.report.Paragraph;
import dev.halfstep.report.Plain;
import dev.halfstep.report.ReportData;
import dev.halfstep.report.SeenText;
import dev.halfstep.report.TextTable;
import dev.halfstep.search.OutputGap;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** An explanation for the console: at most 100 columns wide. */
public final class ExplanationText {

    /** Columns and sources that are listed; the JSON has all. */
    private static final int MOST_LINES = 20;

    /** Longer names are those of several mistakes at once: they stand with the score that they may explain. */
    private static final int LONGEST_NAME = 72;

    /** With more codes than 8 bits have, nobody misses the wasted ones. */
    private static final int FEW_CODES = 256;

    private final ReportData data;
    private final Explanation explanation;
    private final Measure measure;
    private final StringBuilder text;

    private ExplanationText(ReportData data, StringBuilder text) {
        this.data = data;
        this.text = text;
        explanation = data.explanation();
        measure = Measure.of(data.subject().units());
    }

    /** The whole text, with a line end. */
    public static String of(ReportData data) {
        return new ExplanationText(data, new StringBuilder()).write();
    }

    /**
     * The same of a model with several inputs or outputs.
     *
     * @param outputs one for each output, of which the first has what was found of the inputs and layers, and the advice
     */
    public static String ofOutputs(List<ReportData> outputs) {
        var text = new StringBuilder();
        ReportData first = outputs.getFirst();
        new ExplanationText(first, text).title();
        for (ReportData output : outputs) {
            var part = new ExplanationText(output, text);
            text.append('\n');
            output.headline().forEach(sentence -> text.append(Paragraph.of(sentence)));
            part.budget();
        }
        legend(outputs, text);
        Explanation explanation = first.explanation();
        CodeUse use = explanation.use();
        var all = new CodeUse(use.rows(), use.inputs(),
                outputs.stream().flatMap(output -> output.explanation().use().outputs().stream()).toList(),
                use.layers(),
                outputs.stream().flatMap(output -> output.explanation().use().few().stream()).toList());
        var rest = new ExplanationText(new ReportData(first.model(), first.data(), List.of(), List.of(),
                first.subject(), new Explanation(explanation.budget(), Optional.empty(), all, explanation.advice(),
                        explanation.trials())),
                text);
        rest.columns();
        rest.layers();
        rest.advice();
        return text.toString();
    }

    /** Once for all outputs. */
    private static void legend(List<ReportData> outputs, StringBuilder text) {
        outputs.stream().filter(output -> output.explanation().budget().total().inUnits() > 0).findFirst()
                .ifPresent(output -> text.append('\n')
                        .append(Paragraph.of(BudgetLegend.of(output, new Measure(true, "each output's own unit")))));
    }

    private void title() {
        text.append(String.format(Locale.ROOT, "%s on %s rows of %s%n", data.model(),
                Figures.count(data.subject().rows()), data.data()));
    }

    private String write() {
        title();
        data.headline().forEach(sentence -> text.append(Paragraph.of(sentence)));
        models();
        budget();
        misuse();
        columns();
        layers();
        advice();
        return text.toString();
    }

    private void models() {
        if (data.models().isEmpty()) {
            return;
        }
        boolean hasFloat = data.models().size() > 1;
        var table = new EvaluationTable("model", hasFloat
                ? OptionalDouble.of(data.models().getFirst().evaluation().inUnits().mae())
                : OptionalDouble.empty(), data.subject().units().known());
        data.models().forEach(model -> table.row(model.name(), model.bytes(), model.evaluation()));
        text.append('\n').append(table);
    }

    private void budget() {
        Budget budget = explanation.budget();
        double total = measure.of(budget.total());
        if (total == 0) {
            text.append('\n').append(Paragraph.of("No row deviates, so there is nothing to share out."));
            return;
        }
        boolean estimated = budget.permutations() > 1
                || budget.players().stream().anyMatch(share -> measure.of(share.standardError()) > 0);
        var table = new TextTable("source of error", "share", estimated ? "+-" : "", "mean dev without it");
        List<Budget.Share> largest = budget.players().stream()
                .sorted(Comparator.comparingDouble((Budget.Share share) -> -Math.abs(measure.of(share.share()))))
                .limit(MOST_LINES).toList();
        for (Budget.Share share : largest) {
            table.row(share.name(), percent(measure.of(share.share()), total),
                    estimated ? percent(measure.of(share.standardError()), total) : "",
                    measure.text(share.meanAbsDiffWithout()));
        }
        table.row("all of them", "100.0 %", "", measure.text(budget.meanAbsDiff()));
        if (measure.of(budget.floor()) > 0) {
            table.row("to compare: rounding the output alone", percent(measure.of(budget.floor()), total), "",
                    measure.text(budget.floorMeanAbsDiff()));
        }
        text.append('\n').append(table);
        String more = shownMore(budget) + (data.subject().isOneOfSeveral() ? "" : BudgetLegend.of(data, measure));
        if (!more.isEmpty()) {
            text.append(Paragraph.of(more.strip()));
        }
        outputs();
    }

    private static String percent(double part, double total) {
        return String.format(Locale.ROOT, "%.1f %%", Math.round(1000 * part / total) / 10.0); // never -0.0 %
    }

    private static String shownMore(Budget budget) {
        int more = budget.players().size() - MOST_LINES;
        return more > 0 ? "And " + more + " more, see --json. " : "";
    }

    private void misuse() {
        if (explanation.misuse().isEmpty()) {
            return;
        }
        Misuse misuse = explanation.misuse().get();
        boolean known = data.subject().units().known();
        var table = known ? new TextTable("what it would score", "MAE", "standard.")
                : new TextTable("what it would score", "MAE");
        score(table, "used rightly", misuse.correct().mae());
        misuse.mistakes().stream().filter(mistake -> mistake.name().length() <= LONGEST_NAME)
                .forEach(mistake -> score(table, mistake.name(), mistake.scored().mae()));
        text.append('\n').append(table);
        misuse.verdict().ifPresent(this::seen);
    }

    private void seen(Misuse.Verdict verdict) {
        text.append('\n').append(Paragraph.of("Nearest to " + verdict.text() + ", the most likely first:"));
        verdict.matches().forEach(match -> text.append(Paragraph.of("- " + Plain.line(SeenText.line(match)))));
        verdict.mistake().ifPresent(mistake -> text.append("\nIn Java:\n").append(indented(mistake.java()))
                .append("In Python:\n").append(indented(mistake.python())));
    }

    private void score(TextTable table, String name, Figure mae) {
        if (data.subject().units().known()) {
            table.row(name, Figures.of(mae.inUnits()), Figures.of(mae.standardised()));
        } else {
            table.row(name, Figures.of(mae.inUnits()));
        }
    }

    private static String indented(String code) {
        return code.lines().map(line -> "    " + line + "\n").collect(Collectors.joining());
    }

    private void columns() {
        CodeUse use = explanation.use();
        if (use.inputs().isEmpty() && use.outputs().isEmpty()) {
            few(use);
            return;
        }
        var table = new TextTable("column", "codes from", "to", "step", "data from", "to", "used", "rows outside");
        List<CodeUse.Column> inputs = use.inputs().stream().limit(MOST_LINES).toList();
        inputs.forEach(column -> row(table, column));
        use.outputs().stream().limit(MOST_LINES).forEach(column -> row(table, column));
        text.append('\n').append(table);
        if (use.inputs().size() > inputs.size()) {
            text.append(Paragraph.of("And " + (use.inputs().size() - inputs.size()) + " more columns, see --json."));
        }
        findings(use);
    }

    private static void row(TextTable table, CodeUse.Column column) {
        table.row(column.name(), Figures.of(column.low()), Figures.of(column.high()), Figures.of(column.step()),
                Figures.of(column.smallest()), Figures.of(column.largest()),
                String.format(Locale.ROOT, "%.0f %%", 100 * column.share()), Figures.count(column.rowsOutside()));
    }

    /** Outputs of unlike size do not add up: the largest would be all that is seen. */
    private void outputs() {
        Subject subject = data.subject();
        int targets = subject.targets();
        if (targets == 1 || subject.units().known() || subject.floatValues().isEmpty()) {
            return;
        }
        List<String> parts = new ArrayList<>();
        List<OutputGap> gaps = OutputGap.ofColumns(byTarget(subject, subject.floatValues().get()),
                byTarget(subject, subject.prediction().values()));
        for (int t = 0; t < Math.min(targets, MOST_LINES); t++) {
            if (gaps.get(t).share().isPresent()) {
                parts.add(Plain.line(subject.units().targets().get(t)) + " "
                        + Figures.percent(gaps.get(t).share().getAsDouble()));
            }
        }
        text.append(
                Paragraph.of("Mean deviation of each output as a part of its standard deviation in the float model: "
                        + String.join(", ", parts) + "."));
    }

    /** What a row gives may have axes of its own. */
    private static Tensor byTarget(Subject subject, Tensor values) {
        return Tensor.of(Shape.of(subject.rows(), subject.targets()), values.values());
    }

    private void findings(CodeUse use) {
        use.outputs().stream().filter(column -> column.rowsOutside() > 0)
                .forEach(column -> text.append(Paragraph.of(outside(column))));
        use.stuckOutputs().forEach(column -> text
                .append(Paragraph.of(Plain.line(column.name()) + " stands at an end of its codes in every row.")));
        use.outputs().stream().filter(CodeUse.Column::wasteful).filter(column -> column.codes() <= FEW_CODES)
                .limit(MOST_LINES).forEach(column -> text.append(Paragraph.of(Plain.line(column.name()) + " keeps "
                        + column.used() + " of " + column.codes()
                        + " codes: it shares its scale with outputs that reach further.")));
        List<CodeUse.Column> wasteful = use.wastefulInputs().stream().filter(column -> column.codes() <= FEW_CODES)
                .toList();
        if (!wasteful.isEmpty()) {
            text.append(Paragraph.of("Codes are wasted on "
                    + wasteful.stream().limit(MOST_LINES).map(column -> Plain.line(column.name()))
                            .collect(Collectors.joining(", "))
                    + ": they share their codes with columns that reach further, and use less than a quarter of them."));
        }
        few(use);
    }

    /** What keeps next to no codes. */
    private void few(CodeUse use) {
        use.few().stream().limit(MOST_LINES).forEach(few -> text.append(Paragraph.of(few.layer() == 0
                ? Plain.line(few.name()) + " takes only " + values(few.different()) + ", where the float model gives "
                        + Figures.count(few.of()) + " different ones."
                : "Layer " + few.layer() + " " + few.name() + " gives only " + few.different()
                        + (few.different() == 1 ? " code" : " different codes") + " in " + Figures.count(few.of())
                        + " values.")));
    }

    private static String values(int count) {
        return count + (count == 1 ? " value" : " values");
    }

    private static String outside(CodeUse.Column column) {
        CodeUse.Outside furthest = column.outside().getFirst();
        return Plain.line(column.name()) + " lies beyond its codes in "
                + (column.rowsOutside() == 1 ? "" : Figures.count(column.rowsOutside()) + " rows, furthest in ")
                + "row " + Figures.count(furthest.row()) + ": " + Figures.of(Math.abs(furthest.by()))
                + (furthest.by() < 0 ? " below the smallest." : " above the largest.");
    }

    private void layers() {
        for (CodeUse.Layer layer : explanation.use().layers()) {
            var found = new ArrayList<String>();
            if (layer.alwaysZero() > 0) {
                found.add(layer.alwaysZero() + " of " + layer.units() + " units are always 0");
            }
            if (layer.alwaysClipped() > 0) {
                found.add(layer.alwaysClipped() + " of " + layer.units() + " units are always clipped");
            }
            if (layer.clipped() > 0.001) {
                found.add(String.format(Locale.ROOT, "%.2f %% of values are clipped", 100 * layer.clipped()));
            }
            if (!found.isEmpty()) {
                text.append(Paragraph.of("Layer " + Plain.line(layer.name()) + ": " + String.join(", ", found) + "."));
            }
        }
    }

    private void advice() {
        Advice.Trials trials = explanation.trials();
        if (trials.tried() == 0) {
            if (trials.setAside()) {
                text.append('\n').append(Paragraph.of("Nothing was tried to come closer to the float model: "
                        + Figures.count(trials.rows())
                        + " rows are too few to set some aside. --calibrate names others."));
            }
            return;
        }
        String measured = "measured on " + Figures.count(trials.rows()) + " rows"
                + (trials.setAside() ? " that were set aside" : "");
        text.append('\n').append(Paragraph.of(explanation.advice().isEmpty()
                ? "Of " + trials.tried() + " ways to come closer to the float model, none helped; " + measured + "."
                : "What helped, of " + trials.tried() + " ways that were tried, " + measured + ":"));
        int number = 0;
        for (Advice advice : explanation.advice()) {
            text.append(String.format(Locale.ROOT, "%d. %s:%n   mean deviation %s -> %s, largest %s -> %s; %s bytes%n",
                    ++number, advice.what(), deviation(advice.before()), deviation(advice.after()),
                    deviation(advice.maxBefore()), deviation(advice.maxAfter()), Figures.count(advice.bytes())));
            text.append("   ").append(Plain.line(advice.command())).append('\n');
        }
        if (number > 0 && data.subject().isOneOfSeveral()) {
            text.append(Paragraph.of("Deviations are parts of the outputs' standard deviations in the float model."));
        }
    }

    /** Outputs of unlike units are measured by how much they vary. */
    private String deviation(Figure figure) {
        return data.subject().isOneOfSeveral() ? Figures.percent(figure.inUnits()) : measure.text(figure);
    }
}

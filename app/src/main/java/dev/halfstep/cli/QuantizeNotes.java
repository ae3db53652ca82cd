package dev.halfstep.cli;

import dev.halfstep.calibrate.FewCodes;
import dev.halfstep.calibrate.Samples;
import dev.halfstep.graph.DenseLayers;
import dev.halfstep.graph.FeaturePaths;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.report.Figures;
import dev.halfstep.report.LeftOutText;
import dev.halfstep.report.Names;
import dev.halfstep.report.Paragraph;
import dev.halfstep.search.FewCodesAdvice;
import dev.halfstep.study.Flags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the quantize command has to say beyond what it was asked: options without use, and columns that keep next to no codes. */
final class QuantizeNotes {

    private static final int MOST_COLUMNS = 8;

    private final List<String> notes = new ArrayList<>();

    /** The notes so far, each a sentence or two. */
    List<String> all() {
        return notes;
    }

    /** As paragraphs for the console. */
    String text() {
        return notes.stream().map(Paragraph::of).collect(Collectors.joining());
    }

    /** Options about rows and recipes, of a precision that takes none. */
    void unused(List<String> options, Precision precision) {
        if (!options.isEmpty()) {
            notes.add("Not used: " + String.join(", ", options) + ", since a model of precision " + precision.label()
                    + " takes no representative rows.");
        }
    }

    /** What codes of each feature could not be given to. */
    void inputsLeft(Graph network, Graph quantized) {
        List<Interface.Port> ports = Interface.of(quantized).inputs();
        for (int i = 0; i < ports.size(); i++) {
            int input = network.inputs().get(i);
            if (ports.get(i).features().isEmpty()) {
                notes.add("The input '" + Names.shown(network.tensor(input).name()) + "' keeps one scale: "
                        + FeaturePaths.of(network, input).whyNot().orElse("its layers read too many features") + ".");
            }
        }
    }

    /** A width that was allowed, and not spent. */
    void width(Graph network, Graph quantized, Plan plan) {
        if (plan.recipe().width() > 1
                && DenseLayers.of(network).weights() == DenseLayers.of(quantized).weights()) {
            notes.add(
                    "Not spent: the multiply-adds that --width allows; of what there is to buy nothing fits into them, or nothing helps.");
        }
    }

    /** Rows that had no part in ranges and codes. */
    void rowsLeftOut(Plan plan, Optional<Pipeline> pipeline) {
        LeftOutText.of(plan, pipeline).ifPresent(text -> notes.add("Note: " + text + "."));
    }

    /** Columns of inputs and outputs that keep next to nothing of the scale that they share, and what helps. */
    void fewCodes(Graph network, Plan plan, Graph quantized, Samples samples) {
        List<FewCodes> found = FewCodes.of(network, quantized, samples);
        if (found.isEmpty()) {
            return;
        }
        found.forEach(few -> notes.add(text(few)));
        notes.addAll(Advice.of(found, network, plan, quantized, samples));
    }

    /** Apart, for a quicker start: most models need no advice. */
    private static final class Advice {

        static List<String> of(List<FewCodes> found, Graph network, Plan plan, Graph quantized, Samples samples) {
            boolean several =
                    Interface.of(quantized).outputs().stream().mapToInt(Interface.Port::width).sum() > 1;
            List<FewCodesAdvice.Tried> tried = FewCodesAdvice.of(found, network, plan, quantized, samples);
            if (tried.isEmpty()) {
                return List.of(
                        "Nothing that was tried on the calibration rows halves the deviation from the float model.");
            }
            return tried.stream().map(way -> text(way, several)).toList();
        }

        private static String text(FewCodesAdvice.Tried way, boolean several) {
            return "Tried on the calibration rows: with "
                    + way.settings().stream().map(setting -> Flags.ALL.name(setting).orElseThrow())
                            .collect(Collectors.joining(" "))
                    + " the mean deviation from the float model is " + Figures.percent(way.after()) + " instead of "
                    + Figures.percent(way.before()) + " of the output's standard deviation"
                    + (several ? ", in the mean over all columns, of each 100 % at most." : ".");
        }
    }

    private static String text(FewCodes few) {
        String columns = few.columns().stream().limit(MOST_COLUMNS)
                .map(column -> "column " + column.index() + " keeps " + column.used())
                .collect(Collectors.joining(", "));
        int more = few.columns().size() - MOST_COLUMNS;
        return (few.isInput() ? "Input '" : "Output '") + Names.shown(few.tensor()) + "': its " + few.all()
                + " columns share one scale, though they differ in size; of " + few.codes() + " codes " + columns
                + (more > 0 ? ", and " + Figures.count(more) + " others as few" : "") + ".";
    }
}

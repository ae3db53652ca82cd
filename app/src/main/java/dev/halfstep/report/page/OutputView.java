package dev.halfstep.report.page;

import dev.halfstep.explain.budget.Budget;
import dev.halfstep.report.Figures;
import dev.halfstep.report.Measure;
import dev.halfstep.report.Names;
import dev.halfstep.report.ReportData;
import java.util.List;

/**
 * One of several outputs in a table.
 *
 * @param mean deviation
 * @param largest deviation
 * @param sources the largest shares of its squared deviation, in words
 */
record OutputView(String name, String mean, String largest, List<String> sources) {

    private static final int MOST_SOURCES = 5;

    static OutputView of(ReportData output) {
        Budget budget = output.explanation().budget();
        Measure measure = Measure.of(output.subject().units());
        double total = measure.of(budget.total());
        List<String> sources = total == 0 ? List.of() : budget.players().stream().limit(MOST_SOURCES)
                .map(share -> Names.shown(share.name()) + " " + Figures.percent(measure.of(share.share()) / total))
                .toList();
        return new OutputView(Names.shown(output.subject().outputName()),
                measure.text(budget.meanAbsDiff()),
                Figures.of(Math.abs(measure.of(budget.worst().deviation()))), sources);
    }
}

package dev.halfstep.report.text;

import dev.halfstep.explain.budget.Budget;
import dev.halfstep.quantize.Precision;
import dev.halfstep.report.Figures;
import dev.halfstep.report.Measure;
import dev.halfstep.report.ReportData;

/** What the table of a budget shows, in words. */
final class BudgetLegend {

    private BudgetLegend() {}

    static String of(ReportData data, Measure measure) {
        Budget budget = data.explanation().budget();
        return shares(budget)
                + (budget.rows() < data.subject().rows() ? ", on " + Figures.count(budget.rows())
                        + " rows, evenly spread" + (budget.isByLayer() ? ", with standard errors" : "") : "")
                + "; deviations in " + measure.name()
                + ". Negative shares make up for others: without them it would be worse."
                + (budget.reference() == Budget.Reference.OWN_WEIGHTS
                        && Precision.of(data.subject().quantized()) != Precision.FLOAT32
                                ? " What weights cost is not known: name the float model first, to see it." : "");
    }

    private static String shares(Budget budget) {
        if (budget.isByLayer()) {
            return "Shares of the mean squared deviation: what each adds, times what all of them add, when one layer after"
                    + " another goes over from float to what it computes; layers are the ops as inspect lists them, counted"
                    + " from 1";
        }
        if (budget.permutations() == 1) {
            return "Shares of the mean squared deviation: of the input, by what the float model makes of its codes, and of"
                    + " all the rest, of which nothing can be switched off alone, or makes up for something else there";
        }
        return "Shares of the mean squared deviation (Shapley values: what each adds, over all orders of switching them on), "
                + (budget.permutations() == 0 ? "exact" : "estimated from "
                        + Figures.count(budget.permutations()) + " orders, with standard errors");
    }
}

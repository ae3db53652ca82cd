package dev.halfstep.report.page;

import dev.halfstep.explain.budget.Budget;
import dev.halfstep.explain.subject.Figure;
import dev.halfstep.report.Figures;
import dev.halfstep.report.Measure;
import dev.halfstep.report.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The budget as a table and a waterfall.
 *
 * @param bars the largest share first
 * @param total mean squared deviation
 * @param floor what rounding alone would cost; 0 where the output is computed in float
 * @param joined how many of the smallest players the last bar stands for; 0 if each has a bar
 */
record BudgetView(List<Bar> bars, double total, double floor, int joined) {

    /** More bars would not fit a screen. */
    static final int MOST = 40;

    /**
     * One player, or all the small ones.
     *
     * @param start where its bar begins: what the players before it sum to
     * @param without the mean absolute deviation that would be left without it, where that is known
     * @param error standard error of the share; 0 where the share is exact
     */
    record Bar(String name, double start, double share, OptionalDouble without, double error) {}

    static BudgetView of(Budget budget, Measure measure) {
        List<Budget.Share> players = budget.players().stream()
                .sorted(Comparator.comparingDouble((Budget.Share player) -> Math.abs(measure.of(player.share())))
                        .reversed())
                .toList();
        int single = players.size() <= MOST ? players.size() : MOST - 1;
        List<Budget.Share> shown = players.stream().limit(single)
                .sorted(Comparator.comparingDouble((Budget.Share player) -> measure.of(player.share())).reversed())
                .toList();
        var bars = new ArrayList<Bar>();
        double sum = 0;
        for (Budget.Share player : shown) {
            double share = measure.of(player.share());
            bars.add(new Bar(Names.shown(player.name()), sum, share,
                    OptionalDouble.of(measure.of(player.meanAbsDiffWithout())), measure.of(player.standardError())));
            sum += share;
        }
        List<Budget.Share> rest = players.subList(single, players.size());
        if (!rest.isEmpty()) {
            bars.add(joined(rest, sum, measure));
        }
        return new BudgetView(List.copyOf(bars), measure.of(budget.total()), measure.of(budget.floor()), rest.size());
    }

    private static Bar joined(List<Budget.Share> players, double start, Measure measure) {
        Figure share = players.stream().map(Budget.Share::share).reduce(Figure.ZERO, Figure::plus);
        return new Bar(players.size() + " others", start, measure.of(share), OptionalDouble.empty(), 0);
    }

    /** A share of the total in percent; a dash where there is no total. */
    String percent(double share) {
        return total == 0 ? "–" : Figures.percent(share / total);
    }

    /** Whether any share was estimated. */
    boolean estimated() {
        return bars.stream().anyMatch(bar -> bar.error() > 0);
    }
}

package dev.halfstep.explain.codes;

import dev.halfstep.explain.codes.CodeUse.Alternative;
import dev.halfstep.explain.codes.CodeUse.RangeCost;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the range that columns have, alone or together, costs, and what others would. */
final class RangeCosts {

    /** So many values decide which range is tried next; all of them decide which is the best of those tried. */
    private static final int SAMPLE = 8192;

    /** The search for ends moves them by this part of the range at first, and halves it down to the last. */
    private static final double FIRST_MOVE = 0.25;
    private static final double LAST_MOVE = 1.0 / 512;

    /** Which end is moved outwards (1), inwards (-1) or not at all. */
    private static final int[][] MOVES = {{-1, 0}, {0, -1}, {-1, -1}, {1, 0}, {0, 1}};

    /** What is lost to float32 is no gain of another range: such a part of the columns' spread. */
    private static final double NOISE = 1e-6;

    private RangeCosts() {}

    /** Of one column with codes of its own. */
    static List<RangeCost> of(ColumnValues column, Coding asIs, RangeRule rule) {
        return shared(List.of(column), asIs, rule, rule).getFirst();
    }

    /**
     * Of columns that share their codes.
     *
     * @param asIs the codes that they have
     * @param rule for other ranges of theirs
     * @param alone for codes of one column only; without meaning where there is but one
     * @return one list for each column
     */
    static List<List<RangeCost>> shared(List<ColumnValues> columns, Coding asIs, RangeRule rule, RangeRule alone) {
        Optional<Coding> ofData = ofData(columns, rule);
        Optional<Coding> best = ofData.map(data -> best(columns, List.of(asIs, data), rule));
        var all = new ArrayList<List<RangeCost>>();
        for (ColumnValues column : columns) {
            var costs = new ArrayList<RangeCost>();
            costs.add(cost(Alternative.AS_IS, column, asIs));
            ofData.ifPresent(data -> costs.add(cost(Alternative.DATA, column, data)));
            best.ifPresent(found -> costs.add(cost(Alternative.BEST, column, found)));
            if (columns.size() > 1) {
                ofData(List.of(column), alone).map(own -> best(List.of(column), List.of(own), alone))
                        .ifPresent(found -> costs.add(cost(Alternative.ALONE, column, found)));
            }
            all.add(costs);
        }
        return all;
    }

    private static RangeCost cost(Alternative which, ColumnValues column, Coding coding) {
        double low = column.inUnits().applyAsDouble(coding.low());
        double high = column.inUnits().applyAsDouble(coding.high());
        double span = coding.high() - coding.low();
        ColumnValues.Cost cost = column.cost(coding);
        return new RangeCost(which, low, high, coding.step() * ((high - low) / span), cost.rounding(),
                cost.clipping());
    }

    /** Empty where a value is infinite: no range reaches that far. */
    private static Optional<Coding> ofData(List<ColumnValues> columns, RangeRule rule) {
        double low = columns.stream().mapToDouble(ColumnValues::smallest).min().orElseThrow();
        double high = columns.stream().mapToDouble(ColumnValues::largest).max().orElseThrow();
        return Double.isFinite(high - low) ? Optional.of(rule.codes(low, high)) : Optional.empty();
    }

    /** The best of some codes and of those that a search finds. */
    private static Coding best(List<ColumnValues> columns, List<Coding> known, RangeRule rule) {
        var candidates = new ArrayList<>(known);
        if (columns.size() == 1) {
            rule.exact(columns.getFirst()).ifPresent(candidates::add);
        }
        List<ColumnValues> sample =
                columns.stream().map(column -> column.sample(Math.max(1, SAMPLE / columns.size()))).toList();
        candidates.add(search(sample, rule));
        double noise = noise(columns);
        Coding best = candidates.getFirst();
        double least = cost(columns, best);
        for (Coding candidate : candidates) {
            double cost = cost(columns, candidate);
            if (cost + noise < least) {
                best = candidate;
                least = cost;
            }
        }
        return best;
    }

    /** Goes downhill from the range of the data, in ever smaller moves of its ends. */
    private static Coding search(List<ColumnValues> columns, RangeRule rule) {
        double low = columns.stream().mapToDouble(ColumnValues::smallest).min().orElseThrow();
        double high = columns.stream().mapToDouble(ColumnValues::largest).max().orElseThrow();
        double span = high - low;
        Coding best = rule.codes(low, high);
        double least = cost(columns, best);
        for (double move = FIRST_MOVE * span; move >= LAST_MOVE * span && span > 0;) {
            boolean better = false;
            for (int[] ends : MOVES) {
                double newLow = low - ends[0] * move;
                double newHigh = high + ends[1] * move;
                Coding tried = rule.codes(newLow, Math.max(newLow, newHigh));
                double cost = newLow < newHigh ? cost(columns, tried) : Double.POSITIVE_INFINITY;
                if (cost < least) {
                    best = tried;
                    least = cost;
                    low = newLow;
                    high = newHigh;
                    better = true;
                }
            }
            move = better ? move : move / 2;
        }
        return best;
    }

    /** A column's own unit is what counts for it alone; several have none in common but the network's. */
    private static double cost(List<ColumnValues> columns, Coding coding) {
        return inOwnUnit(columns) ? columns.getFirst().cost(coding).total()
                : columns.stream().mapToDouble(column -> column.standardisedCost(coding)).sum();
    }

    /** Where the two units are in proportion, the same range is the best in both, and sooner found in the network's. */
    private static boolean inOwnUnit(List<ColumnValues> columns) {
        return columns.size() == 1 && !columns.getFirst().linear();
    }

    private static double noise(List<ColumnValues> columns) {
        double spread = 0;
        for (ColumnValues column : columns) {
            double low = column.smallest();
            double high = column.largest();
            spread += inOwnUnit(columns)
                    ? column.inUnits().applyAsDouble(high) - column.inUnits().applyAsDouble(low)
                    : high - low;
        }
        return NOISE * NOISE * spread * spread;
    }
}

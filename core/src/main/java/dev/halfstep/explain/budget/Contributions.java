package dev.halfstep.explain.budget;

import dev.halfstep.explain.budget.Budget.Share;
import dev.halfstep.explain.subject.Deviation;
import dev.halfstep.explain.subject.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What sources add to an output's values, one after another, on blocks of rows. The mean of what a source adds times what all of
 * them add is its share, so that shares sum to the mean squared deviation.
 */
final class Contributions {

    private final Map<String, Sums> byName = new LinkedHashMap<>();
    private long values;
    /** What there is of absolute deviation in the blocks that have ended. */
    private Figure absolute = Figure.ZERO;

    /** What was summed up of one player. */
    private static final class Sums {

        final List<Source> sources;
        Figure products = Figure.ZERO;
        Figure squares = Figure.ZERO;
        Figure without;
        /** How often it has added something in this block. */
        int times;
        boolean isSplit;

        Sums(List<Source> sources, Figure without) {
            this.sources = sources;
            this.without = without;
        }
    }

    /** A player, which may turn out to add nothing. */
    void player(String name, List<Source> sources) {
        sums(name, sources);
    }

    private Sums sums(String name, List<Source> sources) {
        return byName.computeIfAbsent(name, none -> new Sums(List.copyOf(sources), absolute));
    }

    /**
     * What a player adds to the values of a block.
     *
     * @param deviation of the block from the reference
     * @param before the values without it
     * @param after the values with it
     * @param last the values with all
     */
    void add(String name, List<Source> sources, Deviation deviation, double[] before, double[] after, double[] last) {
        Sums sums = sums(name, sources);
        Figure products = Figure.ZERO;
        Figure squares = Figure.ZERO;
        Figure without = Figure.ZERO;
        for (int i = 0; i < last.length; i++) {
            Figure all = deviation.at(i, last);
            double units = deviation.inUnits(i, after[i]) - deviation.inUnits(i, before[i]);
            double standardised = after[i] - before[i];
            var product = new Figure(units * all.inUnits(), standardised * all.standardised());
            products = products.plus(product);
            squares = squares.plus(new Figure(product.inUnits() * product.inUnits(),
                    product.standardised() * product.standardised()));
            without = without.plus(
                    new Figure(Math.abs(all.inUnits() - units), Math.abs(all.standardised() - standardised)));
        }
        sums.products = sums.products.plus(products);
        sums.squares = sums.squares.plus(squares);
        sums.without = sums.without.plus(without);
        sums.times++;
        sums.isSplit |= sums.times > 1;
    }

    /** Ends a block. */
    void end(Deviation deviation, double[] last) {
        Figure mean = deviation.meanAbsolute(last);
        var all = new Figure(mean.inUnits() * last.length, mean.standardised() * last.length);
        for (Sums sums : byName.values()) {
            sums.without = sums.times == 0 ? sums.without.plus(all) : sums.without;
            sums.times = 0;
        }
        absolute = absolute.plus(all);
        values += last.length;
    }

    /** Adds what was told of other blocks. */
    void add(Contributions other) {
        other.byName.forEach((name, theirs) -> {
            Sums sums = sums(name, theirs.sources);
            sums.products = sums.products.plus(theirs.products);
            sums.squares = sums.squares.plus(theirs.squares);
            sums.isSplit |= theirs.isSplit;
        });
        byName.forEach((name, sums) -> {
            Sums theirs = other.byName.get(name);
            sums.without = sums.without.plus(theirs == null ? other.absolute : theirs.without);
        });
        absolute = absolute.plus(other.absolute);
        values += other.values;
    }

    /**
     * The shares.
     *
     * @param areSome whether the values stand for more of their kind, so that shares are estimated
     * @param worst each player's part of the squared deviation that is largest, by name
     */
    List<Share> shares(boolean areSome, Map<String, Figure> worst) {
        var shares = new ArrayList<Share>();
        byName.forEach((name, sums) -> shares.add(new Share(name, sums.sources, mean(sums.products),
                areSome ? standardError(sums) : Figure.ZERO,
                sums.isSplit ? new Figure(Double.NaN, Double.NaN) : mean(sums.without),
                worst.getOrDefault(name, Figure.ZERO))));
        return shares;
    }

    private Figure standardError(Sums sums) {
        Figure mean = mean(sums.products);
        Figure square = mean(sums.squares);
        return new Figure(standardError(mean.inUnits(), square.inUnits()),
                standardError(mean.standardised(), square.standardised()));
    }

    private double standardError(double mean, double square) {
        return Math.sqrt(Math.max(0, square - mean * mean) / values);
    }

    private Figure mean(Figure sum) {
        return new Figure(sum.inUnits() / values, sum.standardised() / values);
    }
}

package dev.halfstep.explain.budget;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Shares out what a game is worth among its players: each gets what it adds on joining, averaged over all orders in which the
 * players may join (Shapley 1953).
 *
 * <p>
 * With few players all {@code 2^n} sets are played. Otherwise orders are drawn, each together with its reverse, whose errors
 * largely cancel (Mitchell et al. 2022); what is added along an order telescopes, so that the shares sum to the whole either way.
 */
final class Shapley {

    /** Orders are drawn, with their reverses, until the shares are known to this part of the whole. */
    private static final double PRECISION = 0.005;

    /** Pairs of orders between two looks at the precision: enough for an idea of the spread. */
    private static final int BATCH = 8;

    /** Pairs for each part in between: fewer have no spread. */
    private static final int LEAST_PAIRS = 2;

    private Shapley() {}

    /** What sets of players are worth, in several quantities at once. Not for use by several threads. */
    interface Game {

        /**
         * What those who have joined are worth.
         *
         * @param joined for each player whether it has joined
         */
        double[] worth(boolean[] joined);
    }

    /**
     * The result.
     *
     * @param shares {@code [player][quantity]}
     * @param errors standard errors {@code [player][quantity]}; 0 where all sets were played
     * @param orders how many were drawn; 0 where all sets were played
     */
    record Shares(double[][] shares, double[][] errors, int orders) {}

    /**
     * Plays all sets.
     *
     * @param players those that take long to be switched first
     */
    static Shares exact(int players, Game game) {
        int sets = 1 << players;
        var worth = new double[sets][];
        var joined = new boolean[players];
        for (int set = 0; set < sets; set++) {
            for (int p = 0; p < players; p++) {
                joined[p] = has(set, players, p);
            }
            worth[set] = game.worth(joined);
        }
        int quantities = worth[0].length;
        double[] weights = weights(players);
        var shares = new double[players][quantities];
        for (int set = 0; set < sets; set++) {
            double weight = weights[Integer.bitCount(set)];
            for (int p = 0; p < players; p++) {
                if (!has(set, players, p)) {
                    double[] with = worth[set | bit(players, p)];
                    for (int q = 0; q < quantities; q++) {
                        shares[p][q] += weight * (with[q] - worth[set][q]);
                    }
                }
            }
        }
        return new Shares(shares, new double[players][quantities], 0);
    }

    /** The first player has the highest bit: counting up, it is switched once. */
    private static int bit(int players, int player) {
        return 1 << (players - 1 - player);
    }

    private static boolean has(int set, int players, int player) {
        return (set & bit(players, player)) != 0;
    }

    /** The part of all orders in which those before a player are just the ones of a set, by the set's size. */
    private static double[] weights(int players) {
        var weights = new double[players + 1];
        double weight = 1.0 / Math.max(1, players);
        for (int size = 0; size < players; size++) {
            weights[size] = weight;
            weight *= (size + 1.0) / Math.max(1, players - 1 - size);
        }
        return weights;
    }

    /**
     * Draws orders of a game that is the sum of its parts. Each part has orders of its own: as many times more are drawn for the
     * same work, and what chance does to one part makes up for what it does to another.
     *
     * @param parts for each part a new game for each thread
     * @param most how many pairs of an order and its reverse may be drawn for each part
     */
    static Shares sampled(int players, List<Supplier<Game>> parts, int most) {
        List<List<double[][]>> pairs = parts.stream().<List<double[][]>>map(part -> new ArrayList<>()).toList();
        int round = Math.max(LEAST_PAIRS, BATCH / parts.size());
        int drawn = 0;
        while (drawn < most && !(drawn >= round && isPrecise(pairs))) {
            int from = drawn;
            int count = Math.min(most - from, round);
            // In order whatever the number of threads: sums of doubles depend on it.
            List<double[][]> added = IntStream.range(0, count * parts.size()).parallel()
                    .mapToObj(i -> added(players, parts.get(i / count).get(),
                            (long) (from + i % count) * parts.size() + i / count))
                    .toList();
            for (int i = 0; i < added.size(); i++) {
                pairs.get(i / count).add(added.get(i));
            }
            drawn += count;
        }
        int quantities = pairs.getFirst().getFirst()[0].length;
        var shares = new double[players][quantities];
        var errors = new double[players][quantities];
        for (int p = 0; p < players; p++) {
            for (int q = 0; q < quantities; q++) {
                shares[p][q] = sum(pairs, p, q);
                errors[p][q] = standardError(pairs, p, q);
            }
        }
        return new Shares(shares, errors, 2 * drawn * parts.size());
    }

    /** What each player adds, on average over an order and its reverse. */
    private static double[][] added(int players, Game game, long seed) {
        int[] order = IntStream.range(0, players).toArray();
        var random = new SplittableRandom(seed);
        for (int i = players - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        var joined = new boolean[players];
        var added = new double[players][];
        double[] nobody = game.worth(joined);
        double[] before = nobody;
        for (int player : order) {
            joined[player] = true;
            double[] after = game.worth(joined);
            added[player] = difference(after, before);
            before = after;
        }
        Arrays.fill(joined, false);
        before = nobody;
        for (int i = players - 1; i >= 0; i--) {
            joined[order[i]] = true;
            double[] after = game.worth(joined);
            double[] reverse = difference(after, before);
            for (int q = 0; q < reverse.length; q++) {
                added[order[i]][q] = (added[order[i]][q] + reverse[q]) / 2;
            }
            before = after;
        }
        return added;
    }

    private static double[] difference(double[] a, double[] b) {
        var difference = new double[a.length];
        Arrays.setAll(difference, q -> a[q] - b[q]);
        return difference;
    }

    private static boolean isPrecise(List<List<double[][]>> parts) {
        int players = parts.getFirst().getFirst().length;
        double whole = IntStream.range(0, players).mapToDouble(p -> sum(parts, p, 0)).sum();
        return IntStream.range(0, players).allMatch(p -> standardError(parts, p, 0) <= PRECISION * whole);
    }

    private static double sum(List<List<double[][]>> parts, int player, int quantity) {
        return parts.stream().mapToDouble(pairs -> mean(pairs, player, quantity)).sum();
    }

    private static double mean(List<double[][]> pairs, int player, int quantity) {
        return pairs.stream().mapToDouble(pair -> pair[player][quantity]).sum() / pairs.size();
    }

    private static double standardError(List<List<double[][]>> parts, int player, int quantity) {
        return Math.sqrt(parts.stream().mapToDouble(pairs -> squaredError(pairs, player, quantity)).sum());
    }

    private static double squaredError(List<double[][]> pairs, int player, int quantity) {
        if (pairs.size() < 2) {
            return Double.POSITIVE_INFINITY;
        }
        double mean = mean(pairs, player, quantity);
        double squares = pairs.stream().mapToDouble(pair -> Math.pow(pair[player][quantity] - mean, 2)).sum();
        return squares / (pairs.size() - 1) / pairs.size();
    }
}

package dev.halfstep.explain.budget;

import dev.halfstep.explain.budget.Source.Kind;
import dev.halfstep.explain.subject.Deviation;
import dev.halfstep.explain.subject.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The squared deviation on some rows, shared out among the players. */
final class SharedDeviation {

    /** With so many players all sets are played. */
    private static final int EXACT_PLAYERS = 12;

    /** With up to so many, all sets are played if that is little work. */
    private static final int MOST_EXACT_PLAYERS = 16;

    private static final double LITTLE_WORK = 5e8;

    /** Multiplications that shares may take: a few seconds. */
    private static final double MOST_WORK = 4e9;

    /** Rows that shares are measured on at least, if there are so many, however long that takes. */
    private static final int LEAST_ROWS = 200;

    private static final int LEAST_PAIRS = 8;
    private static final int MOST_PAIRS = 250;

    /** Rows are played in so many parts at most: more would not bring chance down by much. */
    private static final int MOST_PARTS = 256;

    private final Simulation simulation;
    private final Players players;
    private final Deviation deviation;
    private final double[] measured;
    private final Shapley.Shares shares;

    /**
     * A player's part.
     *
     * @param without the mean absolute deviation without it
     */
    record Part(Players.Player player, Figure share, Figure error, Figure without) {}

    /**
     * @param deviation from the float model on these rows
     * @param measured what the quantized model predicts for them
     */
    SharedDeviation(Simulation simulation, ErrorBudget.Grouping grouping, Deviation deviation, double[] measured) {
        this.simulation = simulation;
        this.deviation = deviation;
        this.measured = measured;
        players = new Players(simulation, grouping);
        shares = isExact(players, simulation.rows())
                ? Shapley.exact(players.active(), game(simulation))
                : Shapley.sampled(players.active(), parts(simulation.rows()), pairs());
    }

    private static boolean isExact(Players players, int rows) {
        return players.active() <= EXACT_PLAYERS
                || (players.active() <= MOST_EXACT_PLAYERS && players.exactWork() * rows <= LITTLE_WORK);
    }

    /** On how many rows the players of a simulation can be played in a few seconds. */
    static int affordableRows(Simulation simulation, ErrorBudget.Grouping grouping) {
        var players = new Players(simulation, grouping);
        double perRow = players.active() <= EXACT_PLAYERS ? players.exactWork() : players.pairWork() * LEAST_PAIRS;
        return (int) Math.clamp(MOST_WORK / perRow, LEAST_ROWS, Integer.MAX_VALUE);
    }

    private int pairs() {
        return (int) Math.clamp(MOST_WORK / players.pairWork() / simulation.rows(), LEAST_PAIRS, MOST_PAIRS);
    }

    private Shapley.Game game(Simulation played) {
        return game(played, deviation, 1);
    }

    private Shapley.Game game(Simulation played, Deviation own, double weight) {
        return joined -> {
            Figure square = own.meanSquare(played.run(players.switches(joined)));
            return new double[] {weight * square.inUnits(), weight * square.standardised()};
        };
    }

    /** What the rows are worth is the sum of what some of them are. */
    private List<Supplier<Shapley.Game>> parts(int rows) {
        int count = Math.min(rows, MOST_PARTS);
        var parts = new ArrayList<Supplier<Shapley.Game>>();
        for (int part = 0; part < count; part++) {
            int from = (int) ((long) part * rows / count);
            int to = (int) ((part + 1L) * rows / count);
            Deviation own = deviation.ofRows(from, to);
            double weight = (double) (to - from) / rows;
            parts.add(() -> game(simulation.ofRows(from, to), own, weight));
        }
        return parts;
    }

    /** How many orders of the players were drawn; 0 where the shares are exact. */
    int orders() {
        return shares.orders();
    }

    /** The mean squared deviation that is shared out. */
    Figure total() {
        return deviation.meanSquare(measured);
    }

    Figure meanAbsolute() {
        return deviation.meanAbsolute(measured);
    }

    /** Each player's part, and what float32 arithmetic leaves over, which no switch stands for: they sum to the total. */
    List<Part> parts() {
        var parts = new ArrayList<Part>();
        double units = total().inUnits();
        double standardised = total().standardised();
        for (int p = 0; p < players.all().size(); p++) {
            boolean isActive = p < players.active();
            Figure share = isActive ? figure(shares.shares()[p]) : Figure.ZERO;
            parts.add(new Part(players.all().get(p), share, isActive ? figure(shares.errors()[p]) : Figure.ZERO,
                    isActive ? without(p) : meanAbsolute()));
            units -= share.inUnits();
            standardised -= share.standardised();
        }
        var rest = new Source(Kind.FLOAT_ARITHMETIC, 0);
        parts.add(new Part(new Players.Player(rest.name(), List.of(rest), new int[0]), new Figure(units, standardised),
                Figure.ZERO, meanAbsolute()));
        return parts;
    }

    private static Figure figure(double[] worth) {
        return new Figure(worth[0], worth[1]);
    }

    private Figure without(int player) {
        var joined = new boolean[players.active()];
        for (int p = 0; p < joined.length; p++) {
            joined[p] = p != player;
        }
        return deviation.meanAbsolute(simulation.run(players.switches(joined)));
    }
}

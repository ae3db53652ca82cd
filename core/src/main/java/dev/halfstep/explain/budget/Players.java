package dev.halfstep.explain.budget;

import dev.halfstep.explain.budget.Source.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What is switched on and off as one in a simulation: its sources, or groups of them. */
final class Players {

    private final Simulation simulation;
    /** Those that can change something, the one that takes longest to be switched first; then those that cannot. */
    private final List<Player> all = new ArrayList<>();
    private final int active;

    /**
     * Sources that are switched together.
     *
     * @param indices in the simulation
     */
    record Player(String name, List<Source> sources, int[] indices) {}

    Players(Simulation simulation, ErrorBudget.Grouping grouping) {
        this.simulation = simulation;
        List<Source> sources = simulation.sources();
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int s = 0; s < sources.size(); s++) {
            String name = switch (grouping) {
                case SOURCES -> sources.get(s).name();
                case LAYERS -> place(sources.get(s));
            };
            groups.computeIfAbsent(name, none -> new ArrayList<>()).add(s);
        }
        var idle = new ArrayList<Player>();
        groups.forEach((name, indices) -> {
            var player = new Player(name, indices.stream().map(sources::get).toList(),
                    indices.stream().mapToInt(Integer::intValue).toArray());
            (isIdle(player) ? idle : all).add(player);
        });
        all.sort(Comparator.comparingInt(this::firstStep));
        active = all.size();
        all.addAll(idle);
    }

    /** The part of the model that a source lies in. */
    private static String place(Source source) {
        if (source.kind() == Kind.RESCALING) {
            return source.name();
        }
        return source.layer() == 0 ? "input" : "layer " + source.layer();
    }

    private boolean isIdle(Player player) {
        return IntStream.of(player.indices).allMatch(simulation::isIdle);
    }

    private int firstStep(Player player) {
        return IntStream.of(player.indices).map(simulation::firstStep).min().orElseThrow();
    }

    List<Player> all() {
        return all;
    }

    /** How many of the first can change anything. */
    int active() {
        return active;
    }

    /** Multiplications for a row when all sets of players are played in the order of counting. */
    double exactWork() {
        return simulation.workPerRow(all.subList(0, active).stream().mapToInt(this::firstStep).toArray());
    }

    /** Multiplications for a row when players join one by one in an order and in its reverse, about. */
    double pairWork() {
        return (active + 2.0) * simulation.workPerRow(new int[0]);
    }

    /** The switches when some of the active players have joined. Those that change nothing are on. */
    boolean[] switches(boolean[] joined) {
        var on = new boolean[simulation.sources().size()];
        for (int p = 0; p < all.size(); p++) {
            for (int index : all.get(p).indices) {
                on[index] = p >= active || joined[p];
            }
        }
        return on;
    }
}

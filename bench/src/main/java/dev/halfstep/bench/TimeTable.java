package dev.halfstep.bench;

import dev.halfstep.bench.peer.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The times of all engines at some works of one bench, with how many times as fast Halfstep is, as a table. */
final class TimeTable {

    /**
     * A column.
     *
     * @param heading what is done
     * @param rows by which a time is divided
     * @param parameters names and values in turn, apart from the engine's
     */
    private record Column(String heading, int rows, List<String> parameters) {}

    private final Results results;
    private final Class<? extends PeerBench> bench;
    private final List<Column> columns = new ArrayList<>();

    TimeTable(Results results, Class<? extends PeerBench> bench) {
        this.results = results;
        this.bench = bench;
    }

    /** Adds a work; {@code rows} is among the parameters. */
    TimeTable column(String name, int rows, String... parameters) {
        var all = new ArrayList<>(List.of(parameters));
        all.addAll(List.of("rows", Integer.toString(rows)));
        columns.add(new Column(name + (rows == 1 ? ", one row" : ", " + Texts.count(rows) + " rows"), rows, all));
        return this;
    }

    /** The table, a line for each engine that was measured; a remark if nothing was. */
    String markdown() {
        var lines = new ArrayList<String>();
        for (Engine engine : Engine.values()) {
            List<String> cells = columns.stream().map(column -> cell(column, engine)).toList();
            if (cells.stream().anyMatch(cell -> !cell.isEmpty())) {
                lines.add("| " + engine.label() + " | " + String.join(" | ", cells) + " |");
            }
        }
        if (lines.isEmpty()) {
            return "Not measured in this run.";
        }
        String heading = "| time for each row | " + String.join(" | ", columns.stream().map(Column::heading).toList());
        return heading + " |\n|---" + "|---:".repeat(columns.size()) + "|\n" + String.join("\n", lines);
    }

    private String cell(Column column, Engine engine) {
        Optional<Times> times = times(column, engine);
        if (times.isEmpty()) {
            return "";
        }
        String time = Texts.time(times.get().median() / column.rows) + " " + Texts.noise(times.get());
        return engine == Engine.HALFSTEP ? "**" + time + "**"
                : times(column, Engine.HALFSTEP)
                        .map(own -> Texts.digits(times.get().median() / own.median()) + " × · " + time).orElse(time);
    }

    private Optional<Times> times(Column column, Engine engine) {
        var parameters = new ArrayList<>(column.parameters);
        parameters.addAll(List.of("engine", engine.id()));
        return results.times(bench, parameters.toArray(String[]::new));
    }
}

package dev.halfstep.pipeline;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.Column;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.Table;
import dev.halfstep.table.TextColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Fits a {@link Pipeline} on a table. */
public final class PipelineFitter {

    /** A text column with more levels than this is one-hot encoded only when asked for: it is more likely a name or a key. */
    static final int MAX_INFERRED_LEVELS = 1000;
    private static final int MIN_TRAINING_ROWS = 2;

    private final Table table;
    private final PipelineOptions options;

    private PipelineFitter(Table table, PipelineOptions options) {
        this.table = table;
        this.options = options;
    }

    /**
     * What fitting gave.
     *
     * @param train training rows, by index in the table, in the order they were drawn
     * @param test test rows, in the order of the table
     * @param dropped how many rows had a missing cell
     */
    public record Fitted(Pipeline pipeline, int[] train, int[] test, int dropped) {}

    /**
     * Decides how each column is encoded, splits the rows, fits the targets' mappings, and takes means and deviations.
     *
     * <p>
     * Which categories there are is taken from the whole table; mappings, means and deviations from the training rows, unless the
     * options say otherwise. An indicator that is constant in the training rows keeps its values.
     *
     * @param table read with {@link PipelineOptions#readOptions()}
     * @throws Problem if a column is unknown, constant, empty or has far too many categories, or too few rows are left
     */
    public static Fitted fit(Table table, PipelineOptions options) {
        try {
            return new PipelineFitter(table, options).fit();
        } catch (Problem problem) {
            throw problem.places().contains(table.source()) ? problem : problem.at(table.source());
        }
    }

    private Fitted fit() {
        options.targets().forEach(table::column);
        int[] complete = Rows.complete(table, table.columnNames());
        requireRows(complete);
        Split.Parts parts = options.split().of(complete);
        if (parts.train().length < MIN_TRAINING_ROWS) {
            String rows = complete.length == 1 ? "1 complete row leaves " : complete.length + " complete rows leave ";
            throw Problem
                    .of(rows + parts.train().length + " for training; at least " + MIN_TRAINING_ROWS + " are needed")
                    .remedy(Phrase.of("give more data"), Phrase.of("a larger ").with(Setting.SPLIT));
        }
        int[] fitRows = options.fitOnAll() ? complete : parts.train();
        List<InputColumn> inputs = inputs(complete);
        if (inputs.isEmpty()) {
            throw Problem.of("no column is left to predict from").remedy("Drop fewer columns.");
        }
        List<Scaling> features = new ArrayList<>();
        inputs.forEach(input -> features.addAll(scalings(input, fitRows)));
        List<Target> targets = options.targets().stream().map(name -> target(numeric(name), fitRows)).toList();
        var pipeline = new Pipeline(inputs, features, targets, options.missing(), options.decimalComma(),
                new Origin(table.digest(), options.split()));
        return new Fitted(pipeline, parts.train(), parts.test(), table.rowCount() - complete.length);
    }

    private void requireRows(int[] complete) {
        for (Column column : table.columns()) {
            if (column.missingCount() == table.rowCount()) {
                throw Problem.of("all values are missing").at("column '" + column.name() + "'")
                        .remedy(without(column.name()));
            }
        }
        if (complete.length == 0) {
            Column worst = table.columns().stream().max(Comparator.comparingInt(Column::missingCount)).orElseThrow();
            throw Problem.of("every row has a missing cell; most are in column '" + worst.name() + "' ("
                    + worst.missingCount() + " of " + table.rowCount() + ")")
                    .remedy(Phrase.of("leave it out with ").with(Setting.DROP, worst.name()));
        }
    }

    private List<InputColumn> inputs(int[] complete) {
        var inputs = new ArrayList<InputColumn>();
        for (Column column : table.columns()) {
            if (!options.targets().contains(column.name())) {
                try {
                    inputs.add(input(column, complete));
                } catch (Problem problem) {
                    throw problem.at("column '" + column.name() + "'");
                }
            }
        }
        return inputs;
    }

    private InputColumn input(Column column, int[] complete) {
        return switch (column) {
            case NumericColumn numeric -> new InputColumn.Numeric(numeric.name());
            case TextColumn text -> {
                List<String> levels = levels(text, complete);
                Map<String, Double> map = options.map().get(text.name());
                if (map != null) {
                    yield mapped(text, levels, map);
                }
                if (levels.size() == 1) {
                    throw constant("'" + levels.getFirst() + "'", column.name(), complete.length + " complete rows");
                }
                if (levels.size() == 2 && !options.oneHot().contains(text.name())) {
                    var values = new LinkedHashMap<String, Double>();
                    values.put(levels.get(0), 0.0);
                    values.put(levels.get(1), 1.0);
                    yield new InputColumn.Mapped(text.name(), values);
                }
                requireFewLevels(text, levels);
                yield new InputColumn.OneHot(text.name(), levels);
            }
        };
    }

    private void requireFewLevels(TextColumn text, List<String> levels) {
        if (levels.size() > MAX_INFERRED_LEVELS && !options.oneHot().contains(text.name())) {
            throw Problem.of(String.format("text with %,d different values would become as many inputs", levels.size()))
                    .remedy(Phrase.of("leave it out with ").with(Setting.DROP, text.name()),
                            Phrase.of("insist with ").with(Setting.ONE_HOT, text.name()));
        }
    }

    private static InputColumn mapped(TextColumn text, List<String> levels, Map<String, Double> map) {
        for (String level : levels) {
            if (!map.containsKey(level)) {
                throw Problem
                        .of(Problem.Kind.OPTION,
                                Phrase.of("").with(Setting.MAP).then(" does not say what '" + level + "' stands for"))
                        .remedy("Its values are " + levels + ".");
            }
        }
        return new InputColumn.Mapped(text.name(), map);
    }

    /** The texts that occur in complete rows: as numbers where all of them are, else in alphabetical order. */
    private static List<String> levels(TextColumn text, int[] complete) {
        var levels = new TreeSet<String>();
        for (int row : complete) {
            levels.add(text.value(row));
        }
        boolean numbers = levels.stream().allMatch(level -> level.matches("[+-]?\\d{1,15}(\\.\\d{1,15})?"));
        Comparator<String> order =
                numbers ? Comparator.comparingDouble(Double::parseDouble) : Comparator.naturalOrder();
        return levels.stream().sorted(order.thenComparing(Comparator.naturalOrder())).toList();
    }

    private List<Scaling> scalings(InputColumn input, int[] rows) {
        return switch (input) {
            case InputColumn.Numeric numeric -> List.of(scaling(numeric(numeric.column()), rows));
            case InputColumn.Mapped mapped -> {
                var column = (TextColumn) table.column(mapped.column());
                yield List.of(scaling(mapped.column(),
                        Statistics.of(rows, row -> mapped.values().get(column.value(row))), rows.length));
            }
            case InputColumn.OneHot oneHot -> {
                var column = (TextColumn) table.column(oneHot.column());
                Map<String, Integer> codes = Encoding.indices(column.levels());
                List<String> names = oneHot.features();
                var scalings = new ArrayList<Scaling>();
                for (int level = 0; level < oneHot.levels().size(); level++) {
                    int code = Objects.requireNonNull(codes.get(oneHot.levels().get(level)));
                    Statistics s = Statistics.of(rows, row -> column.code(row) == code ? 1 : 0);
                    scalings.add(new Scaling(names.get(level), s.mean(), s.isConstant() ? 1 : s.deviation()));
                }
                yield scalings;
            }
        };
    }

    private Scaling scaling(NumericColumn column, int[] rows) {
        return scaling(column.name(), Statistics.of(rows, column::value), rows.length);
    }

    private Scaling scaling(String name, Statistics statistics, int rows) {
        requireVariety(name, statistics, rows);
        return new Scaling(name, statistics.mean(), statistics.deviation());
    }

    private Target target(NumericColumn column, int[] rows) {
        requireVariety(column.name(), Statistics.of(rows, column::value), rows.length);
        try {
            TargetMapping mapping =
                    options.targetMapping().fit(Arrays.stream(rows).mapToDouble(column::value).toArray());
            Statistics mapped = Statistics.of(rows, row -> mapping.map(column.value(row)));
            return new Target(column.name(), mapped.mean(), mapped.deviation(), mapping);
        } catch (Problem problem) {
            throw problem.at("column '" + column.name() + "'");
        }
    }

    private void requireVariety(String name, Statistics statistics, int rows) {
        if (statistics.isConstant()) {
            throw constant(Double.toString(statistics.mean()), name,
                    rows + (options.fitOnAll() ? " complete rows" : " training rows")).at("column '" + name + "'");
        }
    }

    private Problem constant(String value, String name, String where) {
        return Problem.of("the value is " + value + " in all " + where + ", so nothing can be learned from it")
                .remedy(without(name));
    }

    /** How to do without a column. */
    private Phrase without(String name) {
        return options.targets().contains(name) ? Phrase.of("choose another ").with(Setting.TARGET)
                : Phrase.of("leave it out with ").with(Setting.DROP, name);
    }

    private NumericColumn numeric(String name) {
        return switch (table.column(name)) {
            case NumericColumn column -> column;
            case TextColumn text -> throw Problem.of("the target must be numeric, but holds text such as '"
                    + text.levels().getFirst() + "'").at("column '" + name + "'");
        };
    }
}

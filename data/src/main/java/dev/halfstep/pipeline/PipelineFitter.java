package dev.halfstep.pipeline;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.Column;
import dev.halfstep.table.ColumnNames;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.Table;
import dev.halfstep.table.TextColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Fits a {@link Pipeline} on a table. */
public final class PipelineFitter {

    private final Table table;
    private final PipelineOptions options;
    private final List<Problem> problems = new ArrayList<>();

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
     * @param notes what became of the table that its owner may not expect, a clause for each
     */
    public record Fitted(Pipeline pipeline, int[] train, int[] test, int dropped, List<Phrase> notes) {}

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
        var completeRows = new CompleteRows(table, options);
        int[] complete = completeRows.indices();
        Split.Parts parts = options.split().of(complete);
        completeRows.requireTraining(parts.train().length);
        int[] fitRows = options.fitOnAll() ? complete : parts.train();
        List<InputColumn> inputs = new ArrayList<>();
        List<Scaling> features = new ArrayList<>();
        List<Target> targets = new ArrayList<>();
        for (Column column : table.columns()) {
            if (!options.targets().contains(column.name())) {
                gather(() -> {
                    InputColumn input = input(column, complete, fitRows);
                    features.addAll(scalings(input, fitRows));
                    inputs.add(input);
                });
            }
        }
        options.targets().forEach(name -> gather(() -> targets.add(target(numeric(name), fitRows))));
        if (!problems.isEmpty()) {
            throw Problem.together(problems);
        }
        if (inputs.isEmpty()) {
            throw Problem.of("no column is left to predict from").remedy("Drop fewer columns.");
        }
        requireDistinct(inputs);
        var pipeline = new Pipeline(inputs, features, targets, options.notation().withForms(table.forms()),
                new Origin(table.digest(), options.split()));
        return new Fitted(pipeline, parts.train(), parts.test(), table.rowCount() - complete.length,
                new TableNotes(table, pipeline, complete, options.notation()).of(completeRows.loss()));
    }

    /** A part of a date must not be called as another column is: nobody could tell the two features apart. */
    private static void requireDistinct(List<InputColumn> inputs) {
        for (InputColumn input : inputs) {
            for (InputColumn other : inputs) {
                List<String> same = input.features().stream().filter(other.features()::contains).toList();
                if (input instanceof InputColumn.Date && !input.equals(other) && !same.isEmpty()) {
                    throw Problem
                            .of(Quoted.of(same.getFirst()) + " is a part of the date in column "
                                    + Quoted.of(input.column()) + ", and column " + Quoted.of(other.column())
                                    + " gives a feature of that name, too")
                            .remedy(Phrase.of("rename one of the columns"), Phrase.of("leave one out with ")
                                    .with(Setting.DROP, other.column()));
                }
            }
        }
    }

    /** Takes a step whose problem waits for those of others, so that all are said at once. */
    private void gather(Runnable step) {
        try {
            step.run();
        } catch (Problem problem) {
            problems.add(problem);
        }
    }

    private InputColumn input(Column column, int[] complete, int[] fitRows) {
        try {
            return switch (column) {
                case NumericColumn days when options.dates().contains(column.name()) -> date(days, fitRows);
                case NumericColumn numeric ->
                    new InputColumn.Numeric(numeric.name(), Optional.of(NumberSet.of(fitRows, numeric::value)));
                case TextColumn text -> category(text, complete);
            };
        } catch (Problem problem) {
            throw problem.at("column " + Quoted.of(column.name()));
        }
    }

    /** Parts that are the same in all rows teach nothing. */
    private InputColumn date(NumericColumn days, int[] rows) {
        List<DatePart> parts = Stream.of(DatePart.values())
                .filter(part -> !Statistics.of(rows, row -> part.of(days.value(row))).isConstant()).toList();
        if (parts.isEmpty()) {
            throw Problem.of("all dates are alike, so nothing can be learned from them").remedy(without(days.name()));
        }
        return new InputColumn.Date(days.name(), parts,
                parts.stream().map(part -> NumberSet.of(rows, row -> part.of(days.value(row)))).toList());
    }

    private InputColumn category(TextColumn text, int[] complete) {
        List<String> levels = levels(text, complete);
        Map<String, Double> map = options.map().get(text.name());
        if (map != null) {
            return mapped(text, levels, map);
        }
        if (levels.stream().map(level -> level.toLowerCase(Locale.ROOT)).distinct().count() == 2
                && InputColumn.Mapped.isTruth(levels) && !options.oneHot().contains(text.name())) {
            return truth(text, levels);
        }
        if (levels.size() == 1) {
            throw constant(Quoted.of(levels.getFirst()), text.name(), complete.length + " complete rows");
        }
        if (!options.oneHot().contains(text.name())) {
            new Categories(text, levels, complete.length).requireUseful();
            if (levels.size() == 2) {
                var values = new LinkedHashMap<String, Double>();
                values.put(levels.get(0), 0.0);
                values.put(levels.get(1), 1.0);
                return new InputColumn.Mapped(text.name(), values);
            }
        }
        return new InputColumn.OneHot(text.name(), levels);
    }

    private static InputColumn truth(TextColumn text, List<String> levels) {
        var values = new LinkedHashMap<String, Double>();
        levels.forEach(level -> values.put(level, level.equalsIgnoreCase("true") ? 1.0 : 0.0));
        return new InputColumn.Mapped(text.name(), values);
    }

    private static InputColumn mapped(TextColumn text, List<String> levels, Map<String, Double> map) {
        for (String level : levels) {
            if (!map.containsKey(level)) {
                throw Problem
                        .of(Problem.Kind.OPTION,
                                Phrase.of("").with(Setting.MAP)
                                        .then(" does not say what " + Quoted.of(level) + " stands for"))
                        .remedy("Its values are [" + ColumnNames.list(levels) + "].");
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
            case InputColumn.Date date -> {
                NumericColumn days = numeric(date.column());
                List<String> names = date.features();
                yield IntStream.range(0, names.size()).mapToObj(p -> scaling(names.get(p),
                        Statistics.of(rows, row -> date.parts().get(p).of(days.value(row))), rows.length)).toList();
            }
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
            throw problem.at("column " + Quoted.of(column.name()));
        }
    }

    private void requireVariety(String name, Statistics statistics, int rows) {
        if (statistics.isConstant()) {
            throw constant(Double.toString(statistics.mean()), name,
                    rows + (options.fitOnAll() ? " complete rows" : " training rows")).at("column " + Quoted.of(name));
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
            case TextColumn text -> throw Problem
                    .of("the target must be numeric, but holds text such as " + Quoted.of(text.levels().getFirst()))
                    .at("column " + Quoted.of(name));
        };
    }
}

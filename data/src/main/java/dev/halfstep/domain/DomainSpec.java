package dev.halfstep.domain;

import dev.halfstep.json.JsonObject;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.NumberSet;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.problem.Problem;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.Table;
import dev.halfstep.table.TextColumn;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What somebody says that columns may be, in place of what a model's pipeline says: immutable. */
public final class DomainSpec {

    /** Nothing but what a pipeline says. */
    public static final DomainSpec NONE = new DomainSpec(Map.of());

    private final Map<String, ColumnSpec> columns;

    private DomainSpec(Map<String, ColumnSpec> columns) {
        this.columns = columns;
    }

    /**
     * As text: {@code age=18:64,velocity={31.7,39.6},smoker={yes}}. A range is one of whole numbers where the column has only those
     * and neither end is written with a decimal point; {@code {0:5,10}} lists whole numbers.
     *
     * @throws Problem that holds all that is wrong with it
     */
    public static DomainSpec parse(String text) {
        return new DomainSpec(DomainText.read(text));
    }

    /**
     * As JSON, such as stands in a certificate: {@code {"columns":{"age":{"whole":[18,64]},"bmi":{"interval":[10,60]},
     * "velocity":{"values":[31.7,39.6]},"smoker":{"texts":["yes"]}}}}.
     *
     * @throws Problem if it is not
     */
    public static DomainSpec fromJson(String json) {
        try {
            return read(JsonObject.parse(json));
        } catch (Problem problem) {
            throw Problem.option("this is no domain: " + problem.what()).because(problem)
                    .remedy("A domain looks like {\"columns\":{\"age\":{\"whole\":[18,64]},\"bmi\":{\"interval\":[10,60]}}}.");
        }
    }

    static DomainSpec read(JsonObject json) {
        var columns = new LinkedHashMap<String, ColumnSpec>();
        json.withNoneBut("columns").objectOfEach("columns")
                .forEach((name, column) -> columns.put(name, ColumnSpec.read(column)));
        return new DomainSpec(columns);
    }

    /** What the columns of a pipeline are in some rows of a table. */
    public static DomainSpec ofRows(Pipeline pipeline, Table table, int[] rows) {
        var columns = new LinkedHashMap<String, ColumnSpec>();
        for (InputColumn input : pipeline.inputs()) {
            switch (table.column(input.column())) {
                case TextColumn texts -> columns.put(input.column(), new ColumnSpec.Texts(
                        Arrays.stream(rows).mapToObj(texts::value).distinct().toList()));
                case NumericColumn days when input instanceof InputColumn.Date date -> {
                    for (int p = 0; p < date.parts().size(); p++) {
                        var part = date.parts().get(p);
                        columns.put(date.features().get(p),
                                new ColumnSpec.Numbers(NumberSet.of(rows, row -> part.of(days.value(row)))));
                    }
                }
                case NumericColumn numbers ->
                    columns.put(input.column(), new ColumnSpec.Numbers(NumberSet.of(rows, numbers::value)));
            }
        }
        return new DomainSpec(columns);
    }

    /**
     * Each feature of a model without a pipeline from its least to its largest value.
     *
     * @param names of the features
     * @param rows {@code [rows, ...]}, at least one
     */
    public static DomainSpec ofValues(List<String> names, Tensor rows) {
        float[] values = rows.values();
        var columns = new LinkedHashMap<String, ColumnSpec>();
        for (int f = 0; f < names.size(); f++) {
            int feature = f;
            double[] own = IntStream.range(0, values.length / names.size())
                    .mapToDouble(row -> values[row * names.size() + feature] + 0.0).toArray();
            columns.put(names.get(f), new ColumnSpec.Numbers(new NumberSet.Interval(
                    Arrays.stream(own).min().orElseThrow(), Arrays.stream(own).max().orElseThrow())));
        }
        return new DomainSpec(columns);
    }

    /** This, but for the columns of which another says something. */
    public DomainSpec with(DomainSpec other) {
        var all = new LinkedHashMap<>(columns);
        all.putAll(other.columns);
        return new DomainSpec(all);
    }

    Map<String, ColumnSpec> columns() {
        return columns;
    }
}

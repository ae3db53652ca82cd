package dev.halfstep.pipeline;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.ColumnNames;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.Table;
import dev.halfstep.table.TextColumn;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A pipeline applied to one table. */
final class Encoding {

    private final Pipeline pipeline;
    private final Table table;
    private final Unseen unseen;

    Encoding(Pipeline pipeline, Table table, Unseen unseen) {
        this.pipeline = pipeline;
        this.table = table;
        this.unseen = unseen;
    }

    Tensor encode(int[] rows) {
        int width = pipeline.features().size();
        requireMemory(rows.length, width);
        var values = new float[rows.length * width];
        int feature = 0;
        for (InputColumn input : pipeline.inputs()) {
            switch (input) {
                case InputColumn.Numeric numeric -> encodeNumeric(numeric, rows, values, feature);
                case InputColumn.Mapped mapped -> encodeMapped(mapped, rows, values, feature);
                case InputColumn.OneHot oneHot -> encodeOneHot(oneHot, rows, values, feature);
                case InputColumn.Date date -> encodeDate(date, rows, values, feature);
            }
            feature += input.features().size();
        }
        return Tensor.of(Shape.of(rows.length, width), values);
    }

    private static void requireMemory(long rows, long width) {
        long bytes = rows * width * Float.BYTES;
        if (rows * width > Integer.MAX_VALUE - 8 || bytes > Runtime.getRuntime().maxMemory() / 2) {
            throw Problem
                    .limit(rows + " rows of " + width + " features take " + (bytes >> 20) + " MB, more than there is")
                    .remedy("Drop text columns with many different values, or give the JVM more memory (-Xmx).");
        }
    }

    static Tensor labels(Pipeline pipeline, Table table, int[] rows) {
        int width = pipeline.targets().size();
        double[] inUnits = labelsInUnits(pipeline, table, rows);
        var values = new float[inUnits.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = pipeline.targets().get(i % width).standardise(inUnits[i]);
        }
        return FiniteRows.require(Tensor.of(Shape.of(rows.length, width), values), table, rows,
                pipeline.targetNames());
    }

    static double[] labelsInUnits(Pipeline pipeline, Table table, int[] rows) {
        int width = pipeline.targets().size();
        var values = new double[rows.length * width];
        for (int t = 0; t < width; t++) {
            NumericColumn column = numeric(table, pipeline.targets().get(t).name());
            for (int i = 0; i < rows.length; i++) {
                values[i * width + t] = column.value(rows[i]);
            }
        }
        return values;
    }

    private void encodeNumeric(InputColumn.Numeric input, int[] rows, float[] values, int feature) {
        NumericColumn column = numeric(table, input.column());
        Scaling scaling = pipeline.features().get(feature);
        int width = pipeline.features().size();
        double missing = input.filled().orElse(Double.NaN);
        for (int i = 0; i < rows.length; i++) {
            boolean isFilled = input.filled().isPresent() && column.isMissing(rows[i]);
            values[i * width + feature] = scaling.standardise(isFilled ? missing : column.value(rows[i]));
        }
    }

    private void encodeDate(InputColumn.Date input, int[] rows, float[] values, int feature) {
        NumericColumn column = numeric(table, input.column());
        int width = pipeline.features().size();
        for (int p = 0; p < input.parts().size(); p++) {
            DatePart part = input.parts().get(p);
            Scaling scaling = pipeline.features().get(feature + p);
            for (int i = 0; i < rows.length; i++) {
                values[i * width + feature + p] = scaling.standardise(part.of(column.value(rows[i])));
            }
        }
    }

    private void encodeMapped(InputColumn.Mapped input, int[] rows, float[] values, int feature) {
        TextColumn column = text(input.column());
        Scaling scaling = pipeline.features().get(feature);
        List<String> levels = column.levels();
        var coded = new float[levels.size()];
        for (int level = 0; level < coded.length; level++) {
            Double value = input.value(levels.get(level));
            coded[level] = value == null ? Float.NaN : scaling.standardise(value);
        }
        float unseenValue = scaling.standardise(scaling.mean());
        int width = pipeline.features().size();
        for (int i = 0; i < rows.length; i++) {
            float value = coded[column.code(rows[i])];
            if (Float.isNaN(value)) {
                requireTolerated(column, rows[i], "[" + ColumnNames.list(input.values().keySet()) + "]");
                value = unseenValue;
            }
            values[i * width + feature] = value;
        }
    }

    private void encodeOneHot(InputColumn.OneHot input, int[] rows, float[] values, int feature) {
        TextColumn column = text(input.column());
        List<String> levels = column.levels();
        Map<String, Integer> known = indices(input.levels());
        var indicator = new int[levels.size()];
        for (int level = 0; level < indicator.length; level++) {
            indicator[level] = known.getOrDefault(levels.get(level), -1);
        }
        int count = input.levels().size();
        var off = new float[count];
        var on = new float[count];
        for (int level = 0; level < count; level++) {
            off[level] = pipeline.features().get(feature + level).standardise(0);
            on[level] = pipeline.features().get(feature + level).standardise(1);
        }
        int width = pipeline.features().size();
        for (int i = 0; i < rows.length; i++) {
            int own = indicator[column.code(rows[i])];
            int at = i * width + feature;
            System.arraycopy(off, 0, values, at, count);
            if (own >= 0) {
                values[at + own] = on[own];
            } else {
                requireTolerated(column, rows[i], some(input.levels()));
            }
        }
    }

    /** Where each text stands in a list; there may be too many to search for. */
    static Map<String, Integer> indices(List<String> texts) {
        var indices = new HashMap<String, Integer>();
        for (int i = 0; i < texts.size(); i++) {
            indices.put(texts.get(i), i);
        }
        return indices;
    }

    private void requireTolerated(TextColumn column, int row, String known) {
        if (unseen == Unseen.ERROR) {
            throw Problem.of(Quoted.of(column.value(row)) + " did not occur in training; known are " + known)
                    .at("column " + Quoted.of(column.name())).at(table.place(row)).at(table.source())
                    .remedy(Phrase.of("add ").with(Setting.UNSEEN, "zero").then(" to encode it as no category"),
                            Phrase.of("train again with such rows"));
        }
    }

    private static String some(List<String> levels) {
        int shown = 10;
        return levels.size() <= shown ? "[" + Quoted.list(levels) + "]"
                : "[" + Quoted.list(levels.subList(0, shown)) + "] and " + (levels.size() - shown) + " more";
    }

    private static NumericColumn numeric(Table table, String name) {
        return switch (table.column(name)) {
            case NumericColumn column -> column;
            case TextColumn text ->
                throw Problem.of("the column holds text, not numbers").at("column " + Quoted.of(name))
                        .at(table.source());
        };
    }

    private TextColumn text(String name) {
        return switch (table.column(name)) {
            case TextColumn column -> column;
            case NumericColumn numeric -> throw Problem.of("the column holds numbers, not categories")
                    .at("column " + Quoted.of(name)).at(table.source());
        };
    }
}

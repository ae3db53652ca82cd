package dev.halfstep.onnx.write.row;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.onnx.write.graph.Attribute;
import dev.halfstep.onnx.write.graph.Constant;
import dev.halfstep.onnx.write.graph.Dimension;
import dev.halfstep.onnx.write.graph.Formula;
import dev.halfstep.onnx.write.graph.OnnxGraph;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table as features: numbers come as floats, dates as doubles that count days since the first of January 1970, categories
 * as texts. A number that is none, or a text that did not occur in training, is missing.
 */
public final class ColumnWriter {

    private final InputColumn column;
    private final List<Scaling> scalings;
    private final OnnxGraph onnx;
    private final Formula formula;
    private @Nullable Ref missing;

    /**
     * A column.
     *
     * @param scalings of its features
     */
    public ColumnWriter(InputColumn column, List<Scaling> scalings, OnnxGraph onnx) {
        this.column = column;
        this.scalings = scalings;
        this.onnx = onnx;
        formula = new Formula(onnx, column.column());
    }

    /** Lets the column in and gives its features, standardised, {@code [rows, features]}. */
    public Ref features(List<Dimension> shape) {
        return switch (column) {
            case InputColumn.Numeric numeric -> {
                Ref number = input(DataType.FLOAT, shape);
                Ref whole = formula.cast(number, DataType.DOUBLE);
                if (numeric.filled().isPresent()) {
                    whole = formula.where(formula.op("IsNaN", whole), formula.number(numeric.filled().get()), whole);
                }
                missing = formula.op("IsNaN", whole);
                yield standardised(whole, scalings.getFirst());
            }
            case InputColumn.Date date -> {
                Ref days = input(DataType.DOUBLE, shape);
                missing = formula.op("IsNaN", days);
                yield dates(date, days);
            }
            case InputColumn.Mapped mapped -> mapped(mapped, input(DataType.STRING, shape));
            case InputColumn.OneHot oneHot -> oneHot(oneHot, input(DataType.STRING, shape));
        };
    }

    /** Whether each row lacks what is needed, {@code [rows, 1]}; known once there are features. */
    public Ref missing() {
        if (missing == null) {
            throw new IllegalStateException("the column has no features yet");
        }
        return missing;
    }

    private Ref input(DataType type, List<Dimension> shape) {
        return onnx.input(column.column(), type, shape);
    }

    private Ref standardised(Ref number, Scaling scaling) {
        Ref scaled = formula.op("Div", formula.plus(number, -scaling.mean()), formula.number(scaling.deviation()));
        return formula.cast(scaled, DataType.FLOAT);
    }

    private Ref dates(InputColumn.Date date, Ref days) {
        var calendar = new CalendarWriter(formula, days);
        var parts = new ArrayList<Ref>();
        for (int p = 0; p < date.parts().size(); p++) {
            parts.add(standardised(calendar.part(date.parts().get(p)), scalings.get(p)));
        }
        return parts.size() == 1 ? parts.getFirst() : formula.op("Concat", parts, Attribute.of("axis", 1L));
    }

    private Ref mapped(InputColumn.Mapped mapped, Ref text) {
        Map<String, Float> values = new LinkedHashMap<>();
        mapped.values().forEach((key, value) -> values.put(key, scalings.getFirst().standardise(value)));
        spellings(values);
        Ref value = onnx.addMl("LabelEncoder", column.column() + "/value", List.of(text),
                Attribute.strings("keys_strings", List.copyOf(values.keySet())),
                Attribute.floats("values_floats", List.copyOf(values.values())),
                Attribute.of("default_float", Float.NaN));
        missing = formula.op("IsNaN", value);
        return value;
    }

    /** TRUE and FALSE are the same however their letters are written; ONNX needs to be told each way. */
    private static void spellings(Map<String, Float> values) {
        List<String> texts = List.copyOf(values.keySet());
        for (String word : List.of("true", "false")) {
            for (String spelling : List.of(word, word.toUpperCase(Locale.ROOT),
                    word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))) {
                int index = InputColumn.Mapped.index(texts, spelling);
                if (index >= 0) {
                    values.putIfAbsent(spelling, values.get(texts.get(index)));
                }
            }
        }
    }

    private Ref oneHot(InputColumn.OneHot oneHot, Ref text) {
        int count = oneHot.levels().size();
        long[] indices = LongStream.range(0, count).toArray();
        Ref level = onnx.addMl("LabelEncoder", column.column() + "/level", List.of(text),
                Attribute.strings("keys_strings", oneHot.levels()),
                Attribute.ints("values_int64s", indices), Attribute.of("default_int64", -1L));
        missing = formula.op("Equal", level, formula.integer(-1));
        var on = new float[count];
        var off = new float[count];
        IntStream.range(0, count).forEach(l -> {
            on[l] = scalings.get(l).standardise(1);
            off[l] = scalings.get(l).standardise(0);
        });
        Shape row = Shape.of(1, count);
        Ref own = formula.op("Equal", level, formula.constant(Constant.longs(row, indices)));
        return formula.where(own, formula.constant(Constant.floats(row, on)),
                formula.constant(Constant.floats(row, off)));
    }
}

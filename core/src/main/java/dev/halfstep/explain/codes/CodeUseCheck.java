package dev.halfstep.explain.codes;

import dev.halfstep.explain.codes.CodeUse.Column;
import dev.halfstep.explain.codes.CodeUse.Outside;
import dev.halfstep.explain.codes.CodeUse.RangeCost;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.graph.Domain;
import dev.halfstep.graph.Excess;
import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.Interface;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds out how well the codes of a quantized model fit rows: which part of them each column uses, what lies beyond them, what
 * other ranges would cost, and which units are dead or clipped.
 */
public final class CodeUseCheck {

    private static final Comparator<Outside> FURTHEST_FIRST =
            Comparator.<Outside>comparingDouble(outside -> -Math.abs(outside.by())).thenComparingInt(Outside::row);

    private final Subject subject;

    private CodeUseCheck(Subject subject) {
        this.subject = subject;
    }

    /**
     * Checks a model on its rows. Of a model that is computed in float nothing is found.
     *
     * @throws Problem if the rows do not have as many values as there are features, or the float model's predictions are not
     *         numbers
     */
    public static CodeUse check(Subject subject) {
        var check = new CodeUseCheck(subject);
        LayerPass layers = LayerPass.over(subject);
        var few = new ArrayList<>(FewCodesCheck.outputs(subject));
        few.addAll(FewCodesCheck.layers(subject));
        return new CodeUse(subject.rows(), check.inputs(), check.outputs(subject.outputPort(), layers), layers.layers(),
                few);
    }

    /**
     * Checks one of several outputs of a model, whose inputs and layers have been checked with another.
     *
     * @throws Problem if the float model's predictions are not numbers
     */
    public static CodeUse checkOutput(Subject subject) {
        return new CodeUse(subject.rows(), List.of(),
                new CodeUseCheck(subject).outputs(subject.outputPort(), LayerPass.none(subject)), List.of(),
                FewCodesCheck.outputs(subject));
    }

    private List<Column> inputs() {
        var columns = new ArrayList<Column>();
        List<Interface.Port> ports = subject.inputPorts();
        int from = 0;
        for (int i = 0; i < ports.size(); i++) {
            int width = ports.size() == 1 ? subject.units().features().size() : ports.get(i).width();
            if (subject.allInputs().get(i) instanceof Tensor real) {
                columns.addAll(inputs(ports.get(i), real, subject.units().features().subList(from, from + width)));
            }
            from += width;
        }
        return columns;
    }

    private List<Column> inputs(Interface.Port port, Tensor given, List<Units.Feature> features) {
        float[] values = given.values();
        if (values.length != subject.rows() * features.size()) {
            throw Problem.of("rows of the shape " + given.shape() + " do not have " + features.size()
                    + " features");
        }
        List<ColumnValues> columns = IntStream.range(0, features.size())
                .mapToObj(f -> ColumnValues.of(features.get(f), values, features.size(), f)).toList();
        if (port.features().isPresent()) {
            return ofTheirOwn(columns, port.features().get(), port.excess());
        }
        if (!hasCodes(port)) {
            return List.of();
        }
        Domain domain = port.domain().orElseThrow();
        Coding coding = Coding.Even.of(domain, 1);
        List<List<RangeCost>> ranges = RangeCosts.shared(columns, coding, RangeRule.tensor(domain.dtype(), 1),
                RangeRule.feature(coding.codes()));
        return IntStream.range(0, columns.size())
                .mapToObj(f -> column(columns.get(f), f, coding, port.excess(), 0, ranges.get(f))).toList();
    }

    /** Sums of 64 bits have more codes than can be counted; nobody looks for ranges of them. */
    private static boolean hasCodes(Interface.Port port) {
        return port.domain().filter(domain -> domain.dtype() != DType.INT64).isPresent();
    }

    private List<Column> ofTheirOwn(List<ColumnValues> columns, FeatureCodes codes, Excess excess) {
        var used = new ArrayList<Column>();
        for (int f = 0; f < columns.size(); f++) {
            Coding coding = Coding.Slots.of(codes.slotsOf(f));
            used.add(column(columns.get(f), f, coding, excess, 0,
                    RangeCosts.of(columns.get(f), coding, RangeRule.feature(coding.codes()))));
        }
        return used;
    }

    private List<Column> outputs(Interface.Port port, LayerPass layers) {
        if (!hasCodes(port)) {
            return List.of();
        }
        Domain domain = port.domain().orElseThrow();
        float[] predicted = subject.prediction().values().values();
        float[] values = subject.floatValues().map(floats -> floats.values())
                .orElseGet(() -> layers.outputs().orElse(predicted));
        int targets = subject.targets();
        List<ColumnValues> columns = IntStream.range(0, targets)
                .mapToObj(t -> ColumnValues.of(subject.units(), t, values)).toList();
        Coding coding = Coding.Even.of(domain, port.copies());
        RangeRule rule = RangeRule.tensor(domain.dtype(), port.copies());
        List<List<RangeCost>> ranges = RangeCosts.shared(columns, coding, rule, rule);
        return IntStream.range(0, targets).mapToObj(t -> column(columns.get(t), t, coding, port.excess(),
                rowsAtEnd(port, predicted, t), ranges.get(t))).toList();
    }

    private int rowsAtEnd(Interface.Port port, float[] predicted, int target) {
        int rows = 0;
        for (int i = target; i < predicted.length; i += subject.targets()) {
            if (port.isEnd(predicted[i])) {
                rows++;
            }
        }
        return rows;
    }

    private Column column(ColumnValues values, int index, Coding coding, Excess excess, int rowsAtEnd,
            List<RangeCost> ranges) {
        double smallest = values.smallest();
        double largest = values.largest();
        var furthest = new ArrayList<Outside>();
        int rowsOutside = 0;
        for (int row = 0; row < values.rows(); row++) {
            float value = values.standardised()[row];
            double by = excess.of(index, value);
            if (by != 0) {
                rowsOutside++;
                keep(furthest, outside(values, subject.rowNumber(row), value, by));
            }
        }
        RangeCost asIs = ranges.getFirst();
        return new Column(values.name(), asIs.low(), asIs.high(), asIs.step(), values.inUnits().applyAsDouble(smallest),
                values.inUnits().applyAsDouble(largest), count(coding.codes()),
                count(coding.code(largest) - coding.code(smallest) + 1), furthest, rowsOutside, rowsAtEnd, ranges);
    }

    /** An output with ever so many copies has more codes than anybody needs to know of. */
    private static int count(long codes) {
        return (int) Math.min(codes, Integer.MAX_VALUE);
    }

    private static Outside outside(ColumnValues values, int row, float value, double excess) {
        double inUnits = values.inUnits().applyAsDouble(value);
        return new Outside(row, inUnits,
                Double.isInfinite(value) ? inUnits : inUnits - values.inUnits().applyAsDouble(value - excess));
    }

    private static void keep(List<Outside> furthest, Outside next) {
        if (furthest.size() < Column.MOST_ROWS || FURTHEST_FIRST.compare(next, furthest.getLast()) < 0) {
            furthest.add(next);
            furthest.sort(FURTHEST_FIRST);
            if (furthest.size() > Column.MOST_ROWS) {
                furthest.removeLast();
            }
        }
    }
}

package dev.halfstep.report.page;

import dev.halfstep.explain.budget.Budget;
import dev.halfstep.explain.subject.Figure;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.report.Figures;
import dev.halfstep.report.Measure;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A key figure on top of the report.
 *
 * @param value as text
 * @param note what it is in other units, or what it is compared with
 */
record Tile(String label, String value, String note) {

    /** The key figures of a subject, over all its rows and targets. */
    static List<Tile> of(Subject subject, Budget budget, Measure measure) {
        var tiles = new ArrayList<Tile>();
        OptionalDouble step = TargetValues.outputStep(subject);
        Optional<Figure> floatMae = subject.floatValues().flatMap(values -> error(subject, values));
        Optional<Figure> mae = error(subject, subject.prediction().values());
        floatMae.ifPresent(figure -> tiles.add(new Tile("Float model", measure.text(figure),
                "mean absolute error" + standardised(figure, measure))));
        mae.ifPresent(figure -> tiles.add(new Tile("Quantized model", measure.text(figure),
                "mean absolute error" + standardised(figure, measure) + floatMae.map(from -> ", "
                        + Figures.change(measure.of(figure), measure.of(from))).orElse(""))));
        tiles.addAll(deviation(subject, budget, measure, step));
        tiles.add(floor(budget, measure, step));
        return List.copyOf(tiles);
    }

    private static List<Tile> deviation(Subject subject, Budget budget, Measure measure, OptionalDouble step) {
        if (subject.floatValues().isEmpty()) {
            return List.of(new Tile("Mean deviation", measure.text(budget.meanAbsDiff()),
                    "from what its own weights stand for" + steps(budget.meanAbsDiff(), step)));
        }
        Tensor floats = subject.floatValues().get();
        IntToDoubleFunction inUnits = i -> Math.abs(inUnits(subject, subject.prediction().values(), i)
                - inUnits(subject, floats, i));
        IntToDoubleFunction standardised = i -> Math.abs(
                (double) subject.prediction().values().values()[i] - floats.values()[i]);
        int values = floats.values().length;
        var mean = new Figure(mean(values, inUnits), mean(values, standardised));
        var largest = new Figure(IntStream.range(0, values).mapToDouble(inUnits).max().orElse(0),
                IntStream.range(0, values).mapToDouble(standardised).max().orElse(0));
        return List.of(
                new Tile("Mean deviation", measure.text(mean), "from the float model" + steps(mean, step)),
                new Tile("Largest deviation", measure.text(largest), "from the float model" + steps(largest, step)));
    }

    private static Tile floor(Budget budget, Measure measure, OptionalDouble step) {
        Figure floor = budget.floorMeanAbsDiff();
        return step.isEmpty() ? new Tile("Floor", "none", "the output is computed in float")
                : new Tile("Floor", measure.text(floor), "mean deviation if only the output were rounded"
                        + steps(floor, step));
    }

    /** Mean absolute error against the labels, if there are any. */
    private static Optional<Figure> error(Subject subject, Tensor values) {
        return subject.labels().map(labels -> new Figure(
                mean(labels.inUnits().length, i -> Math.abs(inUnits(subject, values, i) - labels.inUnits()[i])),
                mean(labels.inUnits().length,
                        i -> Math.abs((double) values.values()[i] - labels.standardised().values()[i]))));
    }

    private static double mean(int count, IntToDoubleFunction value) {
        return IntStream.range(0, count).mapToDouble(value).average().orElse(0);
    }

    private static double inUnits(Subject subject, Tensor values, int index) {
        return subject.units().decoder().inUnits(index % subject.targets(), values.values()[index]);
    }

    private static String standardised(Figure figure, Measure measure) {
        return measure.inUnits() && figure.inUnits() != figure.standardised()
                ? ", standardised " + Figures.of(figure.standardised()) : "";
    }

    private static String steps(Figure figure, OptionalDouble step) {
        return step.isEmpty() ? ""
                : String.format(Locale.ROOT, ", %.2f steps", figure.standardised() / step.getAsDouble());
    }
}

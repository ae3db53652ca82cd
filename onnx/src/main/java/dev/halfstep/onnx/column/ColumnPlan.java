package dev.halfstep.onnx.column;

import dev.halfstep.onnx.column.ColumnModel.Taken;
import dev.halfstep.onnx.column.InputColumns.Column;
import dev.halfstep.onnx.column.Step.Arithmetic;
import dev.halfstep.onnx.column.Step.Filled;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The pipeline's side of features: which columns it takes, how it standardises them, and how the model's features come of that. */
final class ColumnPlan {

    private final InputColumns columns;
    private final List<Taken> taken = new ArrayList<>();
    private final List<Scaling> scalings = new ArrayList<>();
    private final Map<Feature, Combination> combinations = new HashMap<>();

    /**
     * Plans for features.
     *
     * @param features that the model computes with, in the order that the pipeline should have them in as far as it can
     * @throws Problem if a column is used in a way that a pipeline has not
     */
    ColumnPlan(InputColumns columns, Iterable<Feature> features) {
        this.columns = columns;
        Map<Integer, List<Feature>> byColumn = new LinkedHashMap<>();
        Map<Feature, Boolean> known = new HashMap<>();
        for (Feature feature : features) {
            if (known.put(feature, true) == null) {
                byColumn.computeIfAbsent(feature.column(), none -> new ArrayList<>()).add(feature);
            }
        }
        byColumn.forEach((index, own) -> {
            Column column = columns.columns().get(index);
            try {
                plan(index, column, own);
            } catch (Problem problem) {
                throw problem.at("column " + Quoted.of(column.name()));
            }
        });
    }

    List<Taken> taken() {
        return taken;
    }

    List<Scaling> scalings() {
        return scalings;
    }

    InputColumns columns() {
        return columns;
    }

    Combination combination(Feature feature) {
        return Objects.requireNonNull(combinations.get(feature));
    }

    private void plan(int index, Column column, List<Feature> features) {
        long looked = features.stream().filter(feature -> CategoryPlan.key(feature).isPresent()).count();
        if (looked == 0) {
            number(index, column, features);
        } else if (looked == features.size()) {
            var plan = new CategoryPlan(column, features, scalings.size());
            taken.add(new Taken(index, plan.input(), plan.levels()));
            scalings.addAll(plan.scalings());
            combinations.putAll(plan.combinations());
        } else {
            throw Problem.model("it is a number and a category as well")
                    .remedy("Give the model a copy of the column under another name for one of the two.");
        }
    }

    private void number(int index, Column column, List<Feature> features) {
        List<Line> lines = features.stream().map(Line::of).toList();
        Optional<Double> filled = lines.getFirst().filled;
        if (!lines.stream().allMatch(line -> line.filled.equals(filled))) {
            throw Problem.model("missing values become several numbers");
        }
        Line first = lines.stream().filter(line -> line.slope != 0).findFirst().orElse(lines.getFirst());
        double deviation = first.slope == 0 ? 1 : 1 / Math.abs(first.slope);
        double mean = first.slope == 0 ? 0 : -first.at0 / first.slope;
        int source = scalings.size();
        taken.add(new Taken(index, new InputColumn.Numeric(column.name(), Optional.empty(), filled), Map.of()));
        scalings.add(new Scaling(column.name(), mean, deviation));
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            boolean same = line.slope > 0 && line.slope == first.slope && line.at0 == first.at0;
            combinations.put(features.get(i), same ? Combination.of(source, 1, 0)
                    : Combination.of(source, line.slope * deviation, line.slope * mean + line.at0));
        }
    }

    /**
     * A feature as a line over its column.
     *
     * @param filled the number of the column that stands for a missing one, if any does
     */
    private record Line(double slope, double at0, Optional<Double> filled) {

        static Line of(Feature feature) {
            double slope = 1;
            double at0 = 0;
            Optional<Double> filled = Optional.empty();
            for (Step step : feature.steps()) {
                switch (step) {
                    case Arithmetic arithmetic -> {
                        double by = arithmetic.constant();
                        switch (arithmetic.kind()) {
                            case PLUS -> at0 += by;
                            case MINUS -> at0 -= by;
                            case TIMES -> {
                                slope *= by;
                                at0 *= by;
                            }
                            case OVER -> {
                                slope /= by;
                                at0 /= by;
                            }
                        }
                    }
                    case Filled fill ->
                        filled = filled.isPresent() ? filled : Optional.of((fill.value() - at0) / slope);
                    case Step.Rounded rounded -> {}
                    case Step.Whole whole -> throw Problem.model("its fractions are cut off")
                            .remedy("Cast the columns of whole numbers to float before the model is exported: "
                                    + "then all are real numbers.");
                    case Step.Indicator indicator -> throw new AssertionError();
                    case Step.Lookup lookup -> throw new AssertionError();
                }
            }
            if (!Double.isFinite(slope) || !Double.isFinite(at0) || !filled.stream().allMatch(Double::isFinite)) {
                throw Problem.model("it is scaled beyond all numbers");
            }
            return new Line(slope, at0, filled);
        }
    }
}

package dev.halfstep.onnx.column;

import dev.halfstep.onnx.column.InputColumns.Column;
import dev.halfstep.onnx.column.Step.Indicator;
import dev.halfstep.onnx.column.Step.Lookup;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A column of categories: one number for each if the model makes but one feature of them, else an indicator for each, of which any
 * feature is a sum.
 */
final class CategoryPlan {

    /** What is looked up for all categories and all features. */
    private static final long MOST_LOOKED_UP = 1 << 20;

    private final Column column;
    private final int first;
    /** The cells that are known, by the texts of a table that they are. */
    private final Map<String, Cell> levels = new LinkedHashMap<>();
    private final Map<Cell, Integer> places = new HashMap<>();
    private final List<Scaling> scalings = new ArrayList<>();
    private final Map<Feature, Combination> combinations = new HashMap<>();
    private final InputColumn input;

    /**
     * Plans a column.
     *
     * @param first the index of its first feature
     * @throws Problem if categories cannot be told apart in a table, or are too many
     */
    CategoryPlan(Column column, List<Feature> features, int first) {
        this.column = column;
        this.first = first;
        features.stream().map(feature -> key(feature).orElseThrow()).distinct().forEach(this::add);
        input = features.size() == 1 ? number(features.getFirst()) : indicators(features);
    }

    InputColumn input() {
        return input;
    }

    /** The cells that are known, by the texts of a table that they are. */
    Map<String, Cell> levels() {
        return levels;
    }

    List<Scaling> scalings() {
        return scalings;
    }

    Map<Feature, Combination> combinations() {
        return combinations;
    }

    /** The categories that a feature looks up in the cells of its column; empty if it looks up none. */
    static Optional<Categories> key(Feature feature) {
        for (Step step : feature.steps()) {
            if (step instanceof Indicator indicator) {
                return Optional.of(indicator.categories());
            }
            if (step instanceof Lookup lookup) {
                return Optional.of(lookup.keys());
            }
            if (step instanceof Step.Arithmetic || step instanceof Step.Filled) {
                break;
            }
        }
        boolean later = feature.steps().stream().anyMatch(step -> step instanceof Indicator || step instanceof Lookup);
        if (later) {
            throw Problem.model("it is computed with before it is looked up among categories");
        }
        return Optional.empty();
    }

    private void add(Categories known) {
        for (Cell cell : known.cells()) {
            if (cell instanceof Cell.Real number && Double.isNaN(number.value())) {
                continue;
            }
            Cell other = levels.putIfAbsent(text(cell), cell);
            if (other != null && !other.equals(cell)) {
                throw Problem.model("two of its categories are the same but for spaces around them");
            }
            places.putIfAbsent(cell, places.size());
        }
        if (levels.size() > Encoders.MOST_CATEGORIES) {
            throw Problem.limit("it has more than " + Encoders.MOST_CATEGORIES + " categories");
        }
    }

    /** As a table's reader gives it: without spaces around it, and a number as it is usually written. */
    private static String text(Cell cell) {
        return switch (cell) {
            case Cell.Text text -> text.text().strip();
            case Cell.Real number when number.value() == Math.rint(number.value())
                    && Math.abs(number.value()) < 1e15 ->
                Long.toString((long) number.value());
            case Cell.Real number -> Float.toString((float) number.value()).endsWith(".0")
                    ? Double.toString(number.value()) : Float.toString((float) number.value());
        };
    }

    /** A cell that is none of the categories. */
    private Cell unknown() {
        if (column.type() == CellType.TEXT) {
            return new Cell.Text("\0 none of " + levels.keySet().stream().mapToInt(String::length).max().orElse(0));
        }
        return new Cell.Real(
                3 + 2 * levels.values().stream().mapToDouble(cell -> Math.abs(cell.number())).max().orElse(0));
    }

    private static double number(Feature feature, Cell cell) {
        double value = feature.of(cell).number();
        if (!Double.isFinite(value)) {
            throw Problem.model("a category becomes what is no number");
        }
        return value;
    }

    /** What is none of the categories becomes the mean, if anything. */
    private InputColumn number(Feature feature) {
        double unknown = number(feature, unknown());
        Map<String, Double> values = new LinkedHashMap<>();
        levels.forEach((text, cell) -> values.put(text, number(feature, cell)));
        scalings.add(new Scaling(column.name(), unknown, 1));
        combinations.put(feature, Combination.of(first, 1, unknown));
        return new InputColumn.Mapped(column.name(), values);
    }

    private InputColumn indicators(List<Feature> features) {
        var oneHot = new InputColumn.OneHot(column.name(), List.copyOf(levels.keySet()));
        oneHot.features().forEach(name -> scalings.add(new Scaling(name, 0, 1)));
        Cell unknown = unknown();
        var isScaled = new boolean[levels.size()];
        var others = new ArrayList<Feature>();
        for (Feature feature : features) {
            Optional<Cell> own = onlyCategory(feature);
            if (own.isEmpty()) {
                others.add(feature);
                continue;
            }
            int place = Objects.requireNonNull(places.get(own.get()));
            double off = number(feature, unknown);
            double rise = number(feature, own.get()) - off;
            if (rise > 0 && !isScaled[place]) {
                isScaled[place] = true;
                scalings.set(place, new Scaling(scalings.get(place).name(), -off / rise, 1 / rise));
                combinations.put(feature, Combination.of(first + place, 1, 0));
            } else {
                others.add(feature);
            }
        }
        if ((long) others.size() * levels.size() > MOST_LOOKED_UP) {
            throw Problem.limit("it has " + levels.size() + " categories, and " + others.size()
                    + " features that are no indicators of them");
        }
        others.forEach(feature -> combinations.put(feature, sum(feature, unknown)));
        return oneHot;
    }

    /** The category that a feature is an indicator of, maybe scaled. */
    private static Optional<Cell> onlyCategory(Feature feature) {
        return feature.steps().stream()
                .filter(step -> step instanceof Indicator || step instanceof Lookup).findFirst()
                .flatMap(step -> step instanceof Indicator indicator ? Optional.of(indicator.category())
                        : Optional.empty());
    }

    private Combination sum(Feature feature, Cell unknown) {
        double constant = number(feature, unknown);
        double off = constant;
        var sources = new ArrayList<Integer>();
        var factors = new ArrayList<Double>();
        for (Map.Entry<Cell, Integer> level : places.entrySet()) {
            double rise = number(feature, level.getKey()) - off;
            if (rise != 0) {
                Scaling scaling = scalings.get(level.getValue());
                sources.add(first + level.getValue());
                factors.add(rise * scaling.deviation());
                constant += rise * scaling.mean();
            }
        }
        return new Combination(sources.stream().mapToInt(Integer::intValue).toArray(),
                factors.stream().mapToDouble(Double::doubleValue).toArray(), constant);
    }
}

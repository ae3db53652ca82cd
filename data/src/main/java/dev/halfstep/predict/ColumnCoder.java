package dev.halfstep.predict;

import dev.halfstep.graph.FeatureCodes.Slot;
import dev.halfstep.pipeline.DatePart;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** How the raw value of one column becomes elements of a model's input. */
abstract sealed class ColumnCoder {

    private final String name;
    /** Where the elements stand in a row of the input. */
    private final int[] positions;

    private ColumnCoder(String name, List<Position> positions) {
        this.name = name;
        this.positions = positions.stream().mapToInt(Position::index).toArray();
    }

    /**
     * Where a feature goes.
     *
     * @param feature of the column, from 0
     * @param index in a row of the input
     * @param slot how it is coded there, if not as the whole input is
     */
    record Position(int feature, int index, @Nullable Slot slot) {

        float element(InputArray array, float value) {
            return slot == null ? array.element(value) : array.element(value, slot);
        }
    }

    /**
     * Codes a column.
     *
     * @param scalings of the column's features
     * @param positions of all of them
     * @param array any array of the model's input
     * @param days of a date as the column's cells write it; NaN if it is none
     */
    static ColumnCoder of(InputColumn column, List<Scaling> scalings, List<Position> positions, InputArray array,
            ToDoubleFunction<String> days) {
        return switch (column) {
            case InputColumn.Numeric own -> new Numeric(own, scalings.getFirst(), positions, array);
            case InputColumn.Mapped mapped ->
                new Category(column.column(), List.copyOf(mapped.values().keySet()), positions,
                        values(mapped.values().values().stream().map(v -> new double[] {v}).toList(), scalings,
                                positions,
                                array));
            case InputColumn.Date date -> new Dates(date, days, scalings, positions, array);
            case InputColumn.OneHot oneHot -> new Category(column.column(), oneHot.levels(), positions,
                    values(indicators(oneHot.levels().size()), scalings, positions, array));
        };
    }

    private static List<double[]> indicators(int levels) {
        var all = new ArrayList<double[]>();
        for (int level = 0; level < levels; level++) {
            var own = new double[levels];
            own[level] = 1;
            all.add(own);
        }
        return all;
    }

    /** The elements of each category, from the raw values of its features. */
    private static float[][] values(List<double[]> raw, List<Scaling> scalings, List<Position> positions,
            InputArray array) {
        return raw.stream().map(features -> {
            var elements = new float[positions.size()];
            for (int p = 0; p < elements.length; p++) {
                Position position = positions.get(p);
                elements[p] =
                        position.element(array, scalings.get(position.feature).standardise(features[position.feature]));
            }
            return elements;
        }).toArray(float[][]::new);
    }

    String name() {
        return name;
    }

    int[] positions() {
        return positions;
    }

    /**
     * Makes sure that a value has elements.
     *
     * @throws Problem if it is not a number, or stands for no text
     */
    abstract void check(double value);

    /** Whether a missing value has elements. */
    boolean isFilled() {
        return false;
    }

    /** How far a value is from those of training, in their standard deviations; 0 where it is one of them. */
    double distance(double value) {
        return 0;
    }

    /** The element of a value that was checked, at one of the positions. */
    abstract float element(double value, int position);

    /** Codes a value into a row of the input that begins at an index. */
    final void code(double value, InputArray array, int row) {
        check(value);
        for (int p = 0; p < positions.length; p++) {
            array.put(row + positions[p], element(value, p));
        }
    }

    /**
     * The number that stands for a text.
     *
     * @throws Problem if the column has no such text
     */
    abstract double number(String text);

    /** A column of numbers. */
    static final class Numeric extends ColumnCoder {

        private final Scaling scaling;
        private final Position[] own;
        private final InputArray array;
        /** What takes the place of a missing number; NaN where nothing does. */
        private final double filled;

        Numeric(InputColumn.Numeric column, Scaling scaling, List<Position> positions, InputArray array) {
            super(column.column(), positions);
            filled = column.filled().orElse(Double.NaN);
            this.scaling = scaling;
            own = positions.toArray(Position[]::new);
            this.array = array;
        }

        @Override
        void check(double value) {
            if (Double.isNaN(whole(value))) {
                throw Problem.of("a value that is not a number (NaN) has no code").at("column " + Quoted.of(name()));
            }
        }

        @Override
        double distance(double value) {
            return Math.abs(scaling.standardise(whole(value)));
        }

        @Override
        boolean isFilled() {
            return !Double.isNaN(filled);
        }

        /** The value, or what takes its place where it is missing. */
        double whole(double value) {
            return Double.isNaN(value) ? filled : value;
        }

        @Override
        float element(double value, int position) {
            return own[position].element(array, scaling.standardise(whole(value)));
        }

        @Override
        double number(String text) {
            throw Problem.of("the column holds numbers, not texts such as " + Quoted.of(text))
                    .at("column " + Quoted.of(name()));
        }
    }

    /** A column of points in time, given as days since the first of January 1970. */
    static final class Dates extends ColumnCoder {

        private final List<DatePart> parts;
        private final List<Scaling> scalings;
        private final Position[] own;
        private final InputArray array;
        private final ToDoubleFunction<String> days;

        Dates(InputColumn.Date column, ToDoubleFunction<String> days, List<Scaling> scalings,
                List<Position> positions, InputArray array) {
            super(column.column(), positions);
            parts = column.parts();
            this.days = days;
            this.scalings = scalings;
            own = positions.toArray(Position[]::new);
            this.array = array;
        }

        @Override
        void check(double value) {
            if (!Double.isFinite(value)) {
                throw Problem.of("a date that is not a number of days has no code").at("column " + Quoted.of(name()));
            }
        }

        @Override
        float element(double value, int position) {
            Position at = own[position];
            return at.element(array, scalings.get(at.feature).standardise(parts.get(at.feature).of(value)));
        }

        @Override
        double number(String text) {
            double number = days.applyAsDouble(text);
            if (Double.isNaN(number)) {
                throw Problem
                        .of(Quoted.of(text) + " is no date that is written as those of the table that the model was"
                                + " trained on")
                        .at("column " + Quoted.of(name()));
            }
            return number;
        }
    }

    /** A column of texts, for which numbers stand. */
    static final class Category extends ColumnCoder {

        private final List<String> texts;
        private final float[][] elements;

        Category(String name, List<String> texts, List<Position> positions, float[][] elements) {
            super(name, positions);
            this.texts = texts;
            this.elements = elements;
        }

        /** How many texts there are. */
        int count() {
            return elements.length;
        }

        @Override
        void check(double value) {
            int category = (int) value;
            if (category != value || category < 0 || category >= elements.length) {
                throw Problem.of(value + " is not the number of one of its " + elements.length + " texts")
                        .at("column " + Quoted.of(name())).remedy("Ask for the number that stands for a text.");
            }
        }

        @Override
        float element(double value, int position) {
            return elements[(int) value][position];
        }

        @Override
        double number(String text) {
            int category = InputColumn.Mapped.index(texts, text);
            if (category < 0) {
                throw Problem
                        .of(Quoted.of(text) + " did not occur in training; known are [" + Quoted.list(texts) + "]")
                        .at("column " + Quoted.of(name()));
            }
            return category;
        }
    }
}

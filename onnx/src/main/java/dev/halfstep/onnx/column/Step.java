package dev.halfstep.onnx.column;

import dev.halfstep.onnx.column.Cell.Real;
import java.util.Map;

/** One step of a cell on its way into a network, with the roundings that the model declares. */
sealed interface Step {

    /** What becomes of a cell. */
    Cell of(Cell cell);

    /** What is done with a number and a constant. */
    enum Kind {
        PLUS,
        MINUS,
        TIMES,
        OVER
    }

    /**
     * Arithmetic with a constant.
     *
     * @param constant finite, and for a quotient not 0
     * @param single whether the result is rounded to float32
     */
    record Arithmetic(Kind kind, double constant, boolean single) implements Step {

        @Override
        public Cell of(Cell cell) {
            double value = cell.number();
            double result = switch (kind) {
                case PLUS -> value + constant;
                case MINUS -> value - constant;
                case TIMES -> value * constant;
                case OVER -> value / constant;
            };
            return new Real(single ? (float) result : result);
        }
    }

    /** Rounded to float32. */
    record Rounded() implements Step {

        @Override
        public Cell of(Cell cell) {
            return new Real((float) cell.number());
        }
    }

    /** Without its fraction. */
    record Whole() implements Step {

        @Override
        public Cell of(Cell cell) {
            double value = cell.number();
            return new Real(value < 0 ? Math.ceil(value) : Math.floor(value));
        }
    }

    /** Another number where it is missing. */
    record Filled(double value) implements Step {

        @Override
        public Cell of(Cell cell) {
            return Double.isNaN(cell.number()) ? new Real(value) : cell;
        }
    }

    /**
     * 1 for one of several categories, 0 for any other.
     *
     * @param categories all that are known, each once
     */
    record Indicator(Categories categories, int index) implements Step {

        Cell category() {
            return categories.cells().get(index);
        }

        @Override
        public Cell of(Cell cell) {
            return new Real(category().equals(cell) ? 1 : 0);
        }
    }

    /**
     * Something for each of several keys.
     *
     * @param keys all of them
     * @param otherwise for whatever is no key
     */
    record Lookup(Categories keys, Map<Cell, Cell> values, Cell otherwise) implements Step {

        @Override
        public Cell of(Cell cell) {
            return values.getOrDefault(cell, otherwise);
        }
    }
}

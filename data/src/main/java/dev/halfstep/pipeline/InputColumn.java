package dev.halfstep.pipeline;

import dev.halfstep.table.ColumnType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How one column of a table becomes one or several features, before they are standardised. */
public sealed interface InputColumn {

    /** The column's name in the table. */
    String column();

    /** The names of the features that come of it. */
    List<String> features();

    /** The type that the column is to be read as. */
    ColumnType type();

    /** A number, as it is. */
    record Numeric(String column) implements InputColumn {

        public Numeric {
            Objects.requireNonNull(column);
        }

        @Override
        public List<String> features() {
            return List.of(column);
        }

        @Override
        public ColumnType type() {
            return ColumnType.NUMERIC;
        }
    }

    /**
     * A text that stands for a number.
     *
     * @param values the number of each text
     */
    record Mapped(String column, Map<String, Double> values) implements InputColumn {

        public Mapped {
            Objects.requireNonNull(column);
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        @Override
        public List<String> features() {
            return List.of(column);
        }

        @Override
        public ColumnType type() {
            return ColumnType.TEXT;
        }
    }

    /**
     * A text that becomes one feature for each level: 1 for its own, 0 for the others.
     *
     * @param levels the texts, in the order of the features
     */
    record OneHot(String column, List<String> levels) implements InputColumn {

        public OneHot {
            Objects.requireNonNull(column);
            levels = List.copyOf(levels);
        }

        @Override
        public List<String> features() {
            return levels.stream().map(level -> column + "=" + level).toList();
        }

        @Override
        public ColumnType type() {
            return ColumnType.TEXT;
        }
    }
}

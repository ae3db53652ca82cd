package dev.halfstep.pipeline;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.ColumnType;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one column of a table becomes one or several features, before they are standardised. */
public sealed interface InputColumn {

    /** The column's name in the table. */
    String column();

    /** The names of the features that come of it. */
    List<String> features();

    /** The type that the column is to be read as. */
    ColumnType type();

    /** The same but for what its numbers were: how they become features does not rest on it. */
    default InputColumn withoutSeen() {
        return this;
    }

    /**
     * A number, as it is.
     *
     * @param seen what the training rows had; nothing in files of older versions
     * @param filled what takes the place of a missing number; nothing where a row without it is left out
     */
    record Numeric(String column, Optional<NumberSet> seen, Optional<Double> filled) implements InputColumn {

        /** @throws Problem if what takes the place of a missing number is none */
        public Numeric {
            Objects.requireNonNull(column);
            Objects.requireNonNull(seen);
            if (!filled.stream().allMatch(Double::isFinite)) {
                throw Problem.of("missing numbers cannot become " + filled.get());
            }
        }

        /** A number without which a row is left out. */
        public Numeric(String column, Optional<NumberSet> seen) {
            this(column, seen, Optional.empty());
        }

        @Override
        public List<String> features() {
            return List.of(column);
        }

        @Override
        public ColumnType type() {
            return ColumnType.NUMERIC;
        }

        @Override
        public Numeric withoutSeen() {
            return new Numeric(column, Optional.empty(), filled);
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

        /** The number of a text; null if it has none. */
        @Nullable
        Double value(String text) {
            List<String> texts = List.copyOf(values.keySet());
            int index = index(texts, text);
            return index < 0 ? null : values.get(texts.get(index));
        }

        /** Where a text stands among others, TRUE and FALSE however their letters are written; below 0 where it does not. */
        public static int index(List<String> texts, String text) {
            int own = texts.indexOf(text);
            if (own >= 0 || !isTruth(texts) || !isTruth(List.of(text))) {
                return own;
            }
            return texts.stream().map(other -> other.toLowerCase(Locale.ROOT)).toList()
                    .indexOf(text.toLowerCase(Locale.ROOT));
        }

        /** Whether texts are TRUE and FALSE, however their letters are written. */
        static boolean isTruth(Collection<String> texts) {
            return texts.stream().allMatch(text -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"));
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
     * A point in time, of which parts become numbers.
     *
     * @param parts in the order of the features
     * @param seen what each part was in the training rows; nothing in files of older versions
     */
    record Date(String column, List<DatePart> parts, List<NumberSet> seen) implements InputColumn {

        /** @throws Problem if something is said of some of the parts only */
        public Date {
            Objects.requireNonNull(column);
            parts = List.copyOf(parts);
            seen = List.copyOf(seen);
            if (!seen.isEmpty() && seen.size() != parts.size()) {
                throw Problem.of(seen.size() + " of " + parts.size() + " parts of a date say what they were");
            }
        }

        @Override
        public List<String> features() {
            return parts.stream().map(part -> column + " " + part.label()).toList();
        }

        @Override
        public ColumnType type() {
            return ColumnType.DATE;
        }

        @Override
        public Date withoutSeen() {
            return new Date(column, parts, List.of());
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

package dev.halfstep.table.read;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Survey;
import dev.halfstep.table.Table;
import dev.halfstep.table.TablePart;
import dev.halfstep.table.TableParts;
import dev.halfstep.table.csv.CsvParts;
import dev.halfstep.table.parquet.ParquetParts;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table in parts. What is wrong in a part is reported as reading the whole table at once would do it: of a cell that does not
 * fit its column more can be said once all others of the column are known, and a fault further on may come first.
 */
final class SurveyedParts implements TableParts {

    private final Path file;
    private final ReadOptions options;
    private final TableParts parts;
    private @Nullable Survey survey;
    private @Nullable Problem problem;

    /** @param size characters of a part, where they are characters */
    SurveyedParts(Path file, ReadOptions options, int size) {
        this.file = file;
        this.options = options;
        parts = surveyed(() -> switch (FileKind.of(file)) {
            case TEXT -> new CsvParts(file, false, options, size, this::survey);
            case GZIP -> new CsvParts(file, true, options, size, this::survey);
            case PARQUET -> new ParquetParts(file, options, size, this::survey);
        });
    }

    @Override
    public Optional<TablePart> next() {
        return surveyed(parts::next).map(Part::new);
    }

    @Override
    public void close() {
        parts.close();
    }

    private <T> T surveyed(Supplier<T> step) {
        try {
            return step.get();
        } catch (Problem p) {
            survey();
            throw p.at(file.toString());
        }
    }

    private synchronized Survey survey() {
        if (problem != null) {
            throw problem;
        }
        Survey found = survey;
        if (found == null) {
            try {
                found = TableReader.survey(file, options);
            } catch (Problem p) {
                problem = p;
                throw p;
            }
            survey = found;
        }
        return found;
    }

    private final class Part implements TablePart {

        private final TablePart part;

        Part(TablePart part) {
            this.part = part;
        }

        @Override
        public long firstRow() {
            return part.firstRow();
        }

        @Override
        public int rowCount() {
            return part.rowCount();
        }

        @Override
        public double share() {
            return part.share();
        }

        @Override
        public Table table() {
            return surveyed(part::table).filled(options.filled());
        }
    }
}

package dev.halfstep.table;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.read.TableReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** What the tests of this package share: files made of texts, and tables back as plain lists. */
public final class Tables {

    private Tables() {}

    public static Path file(Path directory, byte[] content) {
        try {
            return Files.write(directory.resolve("table.csv"), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Table read(Path directory, String content, ReadOptions options) {
        return TableReader.read(file(directory, content.getBytes(StandardCharsets.UTF_8)), options);
    }

    public static Table read(Path directory, String content) {
        return read(directory, content, ReadOptions.defaults());
    }

    /** The message without the file, which is checked to be named. */
    public static String problem(Path file, ReadOptions options) {
        Problem problem = catchThrowableOfType(Problem.class, () -> TableReader.read(file, options));
        Assertions.assertThat(problem).as("a problem").isNotNull();
        String message = String.valueOf(problem.getMessage());
        Assertions.assertThat(message).startsWith(file + ": ");
        return message.substring(file.toString().length() + 2);
    }

    public static String problem(Path directory, String content, ReadOptions options) {
        return problem(file(directory, content.getBytes(StandardCharsets.UTF_8)), options);
    }

    public static String problem(Path directory, String content) {
        return problem(directory, content, ReadOptions.defaults());
    }

    public static Path parquet(String name) {
        return resource("parquet/" + name + ".parquet");
    }

    /** A table that people bring. */
    public static Path brought(String name) {
        return resource("cases/" + name);
    }

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(Tables.class.getResource(name), name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The cells of a column as doubles or strings, missing ones as null. */
    public static List<@Nullable Object> cells(Column column) {
        var cells = new ArrayList<@Nullable Object>();
        for (int row = 0; row < column.rowCount(); row++) {
            cells.add(column.isMissing(row) ? null : switch (column) {
                case NumericColumn numbers -> (Object) numbers.value(row);
                case TextColumn texts -> texts.value(row);
            });
        }
        return cells;
    }

    public static List<@Nullable Object> cells(Table table, String column) {
        return cells(table.column(column));
    }
}

package dev.halfstep.table.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.table.CellText;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.Tables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random tables, written in random but legal ways, are read back as they were. */
class CsvRoundTripTest {

    private static final int TABLES = 400;
    private static final String ALPHABET = "abäß猫 ,;\t|\"'\n#-.0123456789eE+";

    @TempDir
    Path directory;

    /** A table as it should come back: columns of doubles or strings, null where missing. */
    private record Expected(Map<String, List<@Nullable Object>> columns, int rows) {}

    @Test
    void everyTableComesBack() {
        String[] digests = new String[2];
        for (int seed = 0; seed < TABLES; seed++) {
            Expected expected = table(new Random(seed));
            var types = new TreeMap<String, ColumnType>();
            expected.columns.forEach((name, cells) -> types.put(name,
                    cells.stream().anyMatch(String.class::isInstance) ? ColumnType.TEXT : ColumnType.NUMERIC));
            ReadOptions options = ReadOptions.defaults().withTypes(types).withMissing(List.of("NA"));
            for (int way = 0; way < 2; way++) {
                String csv = new Writer(new Random(seed * 31L + way)).write(expected);
                try {
                    Table table = Tables.read(directory, csv, options);
                    assertThat(table.columnNames()).isEqualTo(List.copyOf(expected.columns.keySet()));
                    expected.columns.forEach((name, cells) -> assertThat(Tables.cells(table, name)).isEqualTo(cells));
                    digests[way] = table.digest();
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError("seed " + seed + ", way " + way + ":\n" + csv, e);
                }
            }
            assertThat(digests[0]).as("seed %d", seed).isEqualTo(digests[1]);
        }
    }

    private static Expected table(Random random) {
        int width = random.nextInt(2, 6);
        int rows = random.nextInt(1, 30);
        var columns = new LinkedHashMap<String, List<@Nullable Object>>();
        for (int i = 0; i < width; i++) {
            boolean numeric = random.nextBoolean();
            var cells = new ArrayList<@Nullable Object>();
            for (int row = 0; row < rows; row++) {
                cells.add(random.nextInt(8) == 0 ? null : numeric ? (Object) number(random) : text(random));
            }
            columns.put("n" + text(random) + i, cells);
        }
        return new Expected(columns, rows);
    }

    private static double number(Random random) {
        return random.nextBoolean() ? random.nextInt(100)
                : random.nextGaussian() * Math.pow(10, random.nextInt(-20, 20));
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(1, 8); i > 0; i--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        String stripped = CellText.strip(text.toString());
        return stripped.isEmpty() ? "x" : stripped;
    }

    /** One way of writing tables: its delimiter and line end are fixed, quoting and spaces vary from cell to cell. */
    private static final class Writer {

        private final Random random;
        private final char delimiter;
        private final String lineEnd;
        private final boolean spaces;

        Writer(Random random) {
            this.random = random;
            this.delimiter = ",;\t|".charAt(random.nextInt(4));
            this.lineEnd = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
            this.spaces = random.nextBoolean();
        }

        String write(Expected table) {
            var out = new StringBuilder();
            record(out, List.copyOf(table.columns.keySet()));
            for (int row = 0; row < table.rows; row++) {
                var cells = new ArrayList<String>();
                for (List<@Nullable Object> column : table.columns.values()) {
                    Object cell = column.get(row);
                    cells.add(cell != null ? cell.toString() : row % 2 == 0 ? "" : "NA");
                }
                record(out, cells);
            }
            return out.toString();
        }

        private void record(StringBuilder out, List<String> cells) {
            // Of all delimiters only the right one may split the header, or it would be for the reader to guess.
            boolean header = out.isEmpty();
            out.append(cells.stream().map(cell -> cell(cell, header)).collect(Collectors.joining("" + delimiter)));
            out.append(lineEnd);
            if (random.nextInt(10) == 0) {
                out.append(lineEnd);
            }
        }

        private String cell(String text, boolean header) {
            boolean special = text.indexOf('"') >= 0 || text.indexOf('\n') >= 0 || text.indexOf(delimiter) >= 0;
            String cell = text;
            if (special || header || random.nextInt(4) == 0) {
                cell = '"' + text.replace("\"", "\"\"").replace("\n", lineEnd) + '"';
            }
            return spaces && delimiter != '\t' ? " ".repeat(random.nextInt(3)) + cell + " ".repeat(random.nextInt(2))
                    : cell;
        }
    }
}

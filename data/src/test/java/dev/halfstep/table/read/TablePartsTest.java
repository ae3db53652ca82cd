package dev.halfstep.table.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.Column;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Survey;
import dev.halfstep.table.Table;
import dev.halfstep.table.TablePart;
import dev.halfstep.table.TableParts;
import dev.halfstep.table.Tables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the size of the parts, they are together what reading the whole table at once gives. */
class TablePartsTest {

    private static final List<Integer> SIZES = List.of(1, 3, 16, 33, 1 << 17);

    @TempDir
    private Path folder;

    /**
     * A table put together from its parts.
     *
     * @param cells by column
     * @param places of the rows
     */
    private record Joined(Map<String, List<@Nullable Object>> cells, List<String> places) {

        static Joined of(Path file, ReadOptions options, int size) {
            var joined = new Joined(new LinkedHashMap<>(), new ArrayList<>());
            double share = 0;
            try (TableParts parts = TableReader.parts(file, options, size)) {
                for (Optional<TablePart> part = parts.next(); part.isPresent(); part = parts.next()) {
                    assertThat(part.get().firstRow()).isEqualTo(joined.places.size());
                    Table table = part.get().table();
                    assertThat(table.rowCount()).isEqualTo(part.get().rowCount()).isPositive();
                    assertThat(part.get().share()).isBetween(share, 1.0);
                    share = part.get().share();
                    joined.add(table);
                }
            }
            return joined;
        }

        static Joined of(Table table) {
            var joined = new Joined(new LinkedHashMap<>(), new ArrayList<>());
            joined.add(table);
            return joined;
        }

        private void add(Table table) {
            for (Column column : table.columns()) {
                cells.computeIfAbsent(column.name(), name -> new ArrayList<>()).addAll(Tables.cells(column));
            }
            for (int row = 0; row < table.rowCount(); row++) {
                places.add(table.source() + table.place(row));
            }
        }
    }

    private static void assertSame(Path file, ReadOptions options) {
        Table whole = TableReader.read(file, options);
        for (int size : SIZES) {
            assertThat(Joined.of(file, options, size)).as("size " + size).isEqualTo(Joined.of(whole));
        }
        Survey survey = TableReader.survey(file, options);
        assertThat(survey.rows()).isEqualTo(whole.rowCount());
        assertThat(survey.digest()).isEqualTo(whole.digest());
    }

    private Path file(String text) {
        return Tables.file(folder, text.getBytes(StandardCharsets.UTF_8));
    }

    static List<String> texts() {
        return List.of("a,b\n1,x\n2,y\n", "a,b\r\n1,x\r\n2,y\r\n", "a,b\r1,x\r2,y\r", "a,b\n1,x\n2,y",
                "a,b\n1,\n,y\n,\n",
                "\n \n a , b \n\n1,x\n   \n\u00a0\n\n2,y\n\n", "a\n1\n\n2\n \n3", "a;b\n1;x\n2;y\n",
                "a\tb\n1\t\n\t\n2\ty\n",
                "a,b\n1,\"x\ny\"\n2,\"x\r\ny\"\n3,\"\r\r\"\n4,z\n", "a,b\n1,\"x\"\"y\"\n2,\"\"\"\"\n3,\"\"\n4,\",\"\n",
                "a,b\n1, \"x\n,y\" \n2,z\n 3 ,\"u\"\n", "a,b\n1,x\"y\n2,\"u\nv\"\n3,z\n", "a,b\n1,x\"\n2,y\"\n",
                "\"a\",\"b\nc\"\n1,\"\n\"\n2,y\n", "a,b\n1,\"x\r\n\"\r\n2,y\r\n", "a\n\"\"\n1\n\"2\"\n",
                "a,b\n1,\u00e9\u00df\n2,\ud83d\ude00\n", "a,\n1,\n2,\n", "a,b\n1,\u00a0\"x\"\n2,y\n",
                "a,b\n1,\"" + "\"\"\n".repeat(60) + "\"\n2,y\n", "a,b\n1,\" \"\n2,\n", "a,b\n1,x\n2,y\n\r\n\r\r\n");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void joinedPartsAreTheTable(String text) {
        assertSame(file(text), ReadOptions.defaults());
        assertSame(file(text), ReadOptions.defaults().withMissing(List.of("x", "2")));
    }

    /** Made of everything that has a meaning somewhere, most of them no tables at all. */
    @Test
    void randomTexts() {
        String[] bits =
                {"\"", "\"\"", ",", "\n", "\r", "\r\n", " ", "\t", "a", "1", "-2.5", "\"x\ny\"", ";", "\u00a0", ",,"};
        String[] lines = {"1,x\n", "2,\"y\nz\"\r\n", "\n", "3,\r", ",\"\"\"\"\n", "4, \"u\n,\" \n", "5,a\"b\n"};
        int read = 0;
        for (int seed = 0; seed < 1000; seed++) {
            var random = new Random(seed);
            var text = new StringBuilder("a,b\n");
            for (int i = random.nextInt(9); i >= 0; i--) {
                text.append(random.nextInt(8) > 0 ? lines[random.nextInt(lines.length)]
                        : bits[random.nextInt(bits.length)]);
            }
            Path file = file(text.toString());
            int size = 1 + random.nextInt(20);
            Object expected = outcome(() -> Joined.of(TableReader.read(file, ReadOptions.defaults())));
            Object found = outcome(() -> Joined.of(file, ReadOptions.defaults(), size));
            assertThat(found).as("seed " + seed + ", size " + size).isEqualTo(expected);
            read += expected instanceof Joined ? 1 : 0;
        }
        assertThat(read).as("tables").isBetween(300, 900);
    }

    private interface Reading {
        Object read();
    }

    private static Object outcome(Reading reading) {
        try {
            return reading.read();
        } catch (Problem p) {
            return String.valueOf(p.getMessage());
        }
    }

    @Test
    void compressed() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write("a,b\n1,x\n2,\"y\nz\"\n3,\n".getBytes(StandardCharsets.UTF_8));
        }
        assertSame(Tables.file(folder, bytes.toByteArray()), ReadOptions.defaults());
    }

    @Test
    void otherCharacterSets() {
        assertSame(Tables.file(folder, "\ufeffa,b\n1,\u00e9\n2,y\n".getBytes(StandardCharsets.UTF_16LE)),
                ReadOptions.defaults());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wages-gzip", "wages-none", "wages-snappy-index", "wages-snappy-v2", "number-texts"})
    void parquet(String name) {
        assertSame(Tables.parquet(name), ReadOptions.defaults());
        assertSame(Tables.parquet(name), ReadOptions.defaults().withMissing(List.of("1", "male")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"index", "infinite", "kinds", "no-rows", "not-utf8", "unusable"})
    void parquetFaultsAreTheSame(String name) {
        Path file = Tables.parquet(name);
        Object expected = outcome(() -> Joined.of(TableReader.read(file, ReadOptions.defaults())));
        for (int size : SIZES) {
            assertThat(outcome(() -> Joined.of(file, ReadOptions.defaults(), size))).isEqualTo(expected);
        }
    }

    static List<String> faults() {
        return List.of("", "\n\n", "a,b\n", "1,2\n3,4\n", "a,b\n1,2\n3\n", "a,b\n1,2\n\n\n3,4,5\n",
                "a,b\n1,\"x\ny\"\n2\n",
                "a,b\n1,2\n1,\"x", "a,b\n1,2\n1,\"x\"y\n", "a,b\n1,2\n3,z\n5,6\n7,8\n", "a,b\n1,2\n3,z\n5,6\n7\n",
                "a,b\n1,2\n3,1e999\n", "a,b\n1,2\n3,inf\n5,6\n", "a,b\n1,2\n3,\0\n", "a,a\n1,2\n",
                "a,b\n1,2\n3,4,5,\"\n\"\n",
                "a,b\n1,2\n3, \"x\" y\n", "c,b\n1,2\n", "a,b\n1,2\n3,\"x\"\"\n4,5\n");
    }

    @ParameterizedTest
    @MethodSource("faults")
    void faultsAreTheSame(String text) {
        Path file = file(text);
        for (ReadOptions options : List.of(ReadOptions.defaults(),
                ReadOptions.defaults().withOnly(List.of("a")).withTypes(Map.of("a", ColumnType.NUMERIC)),
                ReadOptions.defaults().withTypes(Map.of("a", ColumnType.NUMERIC, "b", ColumnType.NUMERIC)))) {
            Object expected = outcome(() -> Joined.of(TableReader.read(file, options)));
            for (int size : SIZES) {
                assertThat(outcome(() -> Joined.of(file, options, size))).as("size " + size).isEqualTo(expected);
            }
        }
    }

    @Test
    void bytesThatAreNoText() {
        byte[] bytes = ("a,b\n" + "1,2\n".repeat(10_000) + "3,?\n").getBytes(StandardCharsets.ISO_8859_1);
        bytes[bytes.length - 2] = (byte) 0xff;
        Path file = Tables.file(folder, bytes);
        Problem problem = catchThrowableOfType(Problem.class, () -> Joined.of(file, ReadOptions.defaults(), 100));
        assertThat(problem).hasMessage(Tables.problem(file, ReadOptions.defaults()).transform(m -> file + ": " + m))
                .hasMessageContaining("line 10002");
    }

    @Test
    void cellsOfAnySize() {
        String huge = "x".repeat(1 << 20);
        assertSame(file("a,b\n1,\"" + huge + "\n" + huge + "\"\n2," + huge + "\n3,z\n"), ReadOptions.defaults());
    }

    /** FastCSV bounds a cell; a quote that is never closed takes in the rest of the file. */
    @Test
    void cellWithoutEnd() {
        Path file = file("a,b\n1,2\n3,\"" + "12345,abcdefghijklmno\n".repeat(1 << 20));
        String expected = Tables.problem(file, ReadOptions.defaults());
        assertThatThrownBy(() -> Joined.of(file, ReadOptions.defaults(), 1 << 17)).isInstanceOf(Problem.class)
                .hasMessage(file + ": " + expected);
    }
}

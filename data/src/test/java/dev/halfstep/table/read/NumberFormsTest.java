package dev.halfstep.table.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.table.Column;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.Notation;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.TablePart;
import dev.halfstep.table.TableParts;
import dev.halfstep.table.Tables;
import dev.halfstep.table.Thousands;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers as people write them: read where it is certain what they are, and refused with both readings where it is not. */
class NumberFormsTest {

    private static final Notation POINT = Notation.defaults();
    private static final Notation COMMA = POINT.withDecimalComma(true);

    @TempDir
    Path directory;

    private Path file(String... cells) {
        return Tables.file(directory,
                ("x;k\n" + String.join(";1\n", cells) + ";2\n").getBytes(StandardCharsets.UTF_8));
    }

    private static ReadOptions options(Notation notation) {
        return ReadOptions.defaults().withNotation(notation);
    }

    /** The numbers of a column, which must be the same in parts of any size, with its type given and without. */
    private static List<@Nullable Object> numbers(Path file, Notation notation, String column) {
        Table table = TableReader.read(file, options(notation));
        assertThat(table.column(column).type()).isEqualTo(ColumnType.NUMERIC);
        List<@Nullable Object> cells = Tables.cells(table, column);
        ReadOptions forced = options(notation).withType(column, ColumnType.NUMERIC);
        ReadOptions known = forced.withNotation(notation.withForms(table.forms())).withOnly(List.of(column));
        for (ReadOptions each : List.of(options(notation), forced, known)) {
            for (int size : new int[] {1, 9, 1 << 17}) {
                assertThat(inParts(file, each, size, column)).as(each + " in parts of " + size).isEqualTo(cells);
            }
        }
        return cells;
    }

    private static List<@Nullable Object> inParts(Path file, ReadOptions options, int size, String column) {
        var cells = new ArrayList<@Nullable Object>();
        try (TableParts parts = TableReader.parts(file, options, size)) {
            for (Optional<TablePart> part = parts.next(); part.isPresent(); part = parts.next()) {
                cells.addAll(Tables.cells(part.get().table(), column));
            }
        }
        return cells;
    }

    static Stream<Arguments> certain() {
        return Stream.of(
                Arguments.of("the wholes between say so", POINT, cells("2,528", "858", "1,300", "416"),
                        numbers(2528, 858, 1300, 416)),
                Arguments.of("two groups", POINT, cells("1,234,567", "17", "1,234"), numbers(1234567, 17, 1234)),
                Arguments.of("a group and a fraction", POINT, cells("1,234.5", "7", "2,000"), numbers(1234.5, 7, 2000)),
                Arguments.of("as in India", POINT, cells("12,34,567", "99"), numbers(1234567, 99)),
                Arguments.of("points", COMMA, cells("1.234,5", "7", "2.000"), numbers(1234.5, 7, 2000)),
                Arguments.of("points alone, twice", COMMA, cells("1.234.567", "17"), numbers(1234567, 17)),
                Arguments.of("spaces that do not break", POINT, cells("1\u00a0234", "12\u202f345.5", "8"),
                        numbers(1234, 12345.5, 8)),
                Arguments.of("spaces and a comma", COMMA, cells("1 234,5", "12 345", "8"), numbers(1234.5, 12345, 8)),
                Arguments.of("apostrophes", POINT, cells("1'234.50", "12\u2019000", "8"), numbers(1234.5, 12000, 8)),
                Arguments.of("percent", POINT, cells("12.5%", "7 %", "-3%"), numbers(12.5, 7, -3)),
                Arguments.of("percent with a comma", COMMA, cells("12,5%", "7 %"), numbers(12.5, 7)),
                Arguments.of("money before", POINT, cells("$1,250.50", "-$7", "$-3"), numbers(1250.5, -7, -3)),
                Arguments.of("money before and after", POINT, cells("\u20ac5", "7 \u20ac", "\u20ac 9"),
                        numbers(5, 7, 9)),
                Arguments.of("money by its code", POINT, cells("USD 5", "7 USD"), numbers(5, 7)),
                Arguments.of("a unit", POINT, cells("5 kg", "7.5 kg"), numbers(5, 7.5)),
                Arguments.of("parentheses", POINT, cells("(1,234)", "2,500", "858"), numbers(-1234, 2500, 858)),
                Arguments.of("parentheses around money", POINT, cells("($5.00)", "$7.50"), numbers(-5, 7.5)),
                Arguments.of("a typographic minus", POINT, cells("\u22125", "9"), numbers(-5, 9)),
                Arguments.of("thousands given", POINT.withThousands(Thousands.COMMA), cells("1,234", "5,678"),
                        numbers(1234, 5678)),
                Arguments.of("points given", POINT.withThousands(Thousands.POINT), cells("1.234", "5.678"),
                        numbers(1234, 5678)),
                Arguments.of("no thousands given", COMMA.withThousands(Thousands.NONE), cells("2,528", "858"),
                        numbers(2.528, 858)),
                Arguments.of("a decimal comma given, and nothing against it", COMMA, cells("1,234", "5,678"),
                        numbers(1.234, 5.678)),
                Arguments.of("a unit given", POINT.withUnit("x", "%"), cells("5%", "0.5"), numbers(5, 0.5)),
                Arguments.of("a decimal point with three digits", POINT, cells("2.528", "858", "1.3"),
                        numbers(2.528, 858, 1.3)));
    }

    private static List<String> cells(String... cells) {
        return List.of(cells);
    }

    private static List<Double> numbers(double... numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("certain")
    void isRead(String name, Notation notation, List<String> cells, List<Double> expected) {
        assertThat(numbers(file(cells.toArray(String[]::new)), notation, "x")).isEqualTo(expected);
    }

    static Stream<Arguments> uncertain() {
        return Stream.of(
                Arguments.of(POINT, cells("1,234", "5,678"), "'1,234' may be 1234 or 1.234, and no cell of the table"
                        + " says which. Add thousands=',' if it is 1234, or add decimalComma if it is 1.234."),
                Arguments.of(POINT, cells("1,234", "5678", "912"), "'1,234' may be 1234 or 1.234"),
                Arguments.of(POINT, cells("1,23", "4,56"), "'1,23' is not a number. Add decimalComma if"),
                Arguments.of(POINT, cells("1,234", "0,567", "12"),
                        "'0,567' is not a number; 1 of the column's 3 cells is."
                                + " Add decimalComma"),
                Arguments.of(POINT, cells("1,234.5", "1.234,5", "12"),
                        "'1.234,5' is not a number; 1 of the column's 3 cells is."),
                Arguments.of(POINT, cells("1.234.567", "17"), "Add thousands=. if it is 1234567"),
                Arguments.of(POINT, cells("2.528", "858", "1.300", "5.040"), "'2.528' beside '858' looks like a number"
                        + " with '.' between thousands. Add thousands=. if it is 2528, or add thousands=none if it is 2.528."),
                Arguments.of(COMMA, cells("2,528", "858", "1,300"), "'2,528' beside '858' looks like a number with ','"
                        + " between thousands. Give decimalComma=false, or add thousands=none if it is 2.528."),
                Arguments.of(COMMA, cells("20.63", "7"), "'20.63' is not a number; 1 of the column's 2 cells is."
                        + " Give decimalComma=false if the point is the decimal sign"),
                Arguments.of(COMMA, cells("1.234", "5.678"),
                        "Add thousands=. if it is 1234, or give decimalComma=false"),
                Arguments.of(POINT, cells("1'234", "1 234"), "thousands are set apart in two ways"),
                Arguments.of(POINT, cells("5%", "0.05"), "'5%' has the unit '%', and '0.05' has none."
                        + " Add unit='x=%' if all cells are in it"),
                Arguments.of(POINT, cells("$5", "\u20ac7"), "'$5' and '\u20ac7' have different units"),
                Arguments.of(POINT, cells("5 kg", "300 g"), "have different units"),
                Arguments.of(POINT.withUnit("x", "%"), cells("$5", "7"), "'$5' is not in %"),
                Arguments.of(POINT, cells("(5)", "-3"), "'(5)' may be a number below 0, but '-3' has a minus"),
                Arguments.of(POINT, cells("(5)", "(3)"), "but all cells stand in parentheses"),
                Arguments.of(POINT.withThousands(Thousands.NONE), cells("1,234", "5"), "Give thousands=',' instead"),
                Arguments.of(POINT.withThousands(Thousands.COMMA), cells("1'234", "5"), "Give thousands='''"));
    }

    @ParameterizedTest
    @MethodSource("uncertain")
    void isRefused(Notation notation, List<String> cells, String part) {
        Path file = file(cells.toArray(String[]::new));
        String problem = Tables.problem(file, options(notation));
        assertThat(problem).contains("column 'x'").contains(part);
    }

    @Test
    void textsWithNumbersStayTexts() {
        for (String[] cells : new String[][] {{"4 rooms", "2 rooms"}, {"A1", "B2"}, {"12 Oak St", "7 Elm Rd"},
                {"1.2.3", "1.10.2"}, {"10-20", "20-30"}, {"030 123 456", "089 1"}, {"12:30", "13:45"}}) {
            Table table = TableReader.read(file(cells), ReadOptions.defaults());
            assertThat(Tables.cells(table, "x")).containsExactly((Object[]) cells);
        }
    }

    @Test
    void oneColumnSaysWhatAnotherMeans() {
        Path file = Tables.file(directory, "a;b\n1,234;20.63\n5,678;7\n".getBytes(StandardCharsets.UTF_8));
        assertThat(numbers(file, POINT, "a")).containsExactly(1234.0, 5678.0);
        file = Tables.file(directory, "a;b\n1.234;20,63\n5.678;7\n".getBytes(StandardCharsets.UTF_8));
        assertThat(numbers(file, COMMA, "a")).containsExactly(1234.0, 5678.0);
        assertThat(Tables.problem(file, options(POINT))).contains("'1.234' looks, beside '20,63' in column 'b',")
                .contains("Add decimalComma if it is 1234").doesNotContain("\n");
    }

    /** What was learned from one table holds for the next, whose own cells may say nothing. */
    @Test
    void aKnownFormIsExpected() {
        Table table = TableReader.read(file("2,528", "858", "1,300"), ReadOptions.defaults());
        ReadOptions known = options(POINT.withForms(table.forms())).withOnly(List.of("x"))
                .withTypes(Map.of("x", ColumnType.NUMERIC));
        Path next = file("1,234", "5,678");
        assertThat(Tables.cells(TableReader.read(next, known), "x")).containsExactly(1234.0, 5678.0);
        assertThat(inParts(next, known, 5, "x")).containsExactly(1234.0, 5678.0);
        assertThat(Tables.problem(file("1,5", "2,5"), known)).contains("'1,5' is not a number");
        Table percent = TableReader.read(file("5%", "7%"), ReadOptions.defaults());
        ReadOptions inPercent = known.withNotation(POINT.withForms(percent.forms()));
        assertThat(Tables.problem(file("0.05", "0.07"), inPercent))
                .contains("'0.05' is not written as the numbers that the model was trained on, which have the unit '%'")
                .contains("unit='x=%'");
        ReadOptions said = known.withNotation(POINT.withForms(percent.forms()).withUnit("x", "%"));
        assertThat(Tables.cells(TableReader.read(file("0.05", "7%"), said), "x")).containsExactly(0.05, 7.0);
    }

    @Test
    void wordsThatAreTrueOrFalse() {
        ReadOptions numeric = ReadOptions.defaults().withType("x", ColumnType.NUMERIC);
        assertThat(Tables.cells(TableReader.read(file("TRUE", "False", "true"), numeric), "x"))
                .containsExactly(1.0, 0.0, 1.0);
        assertThat(Tables.cells(TableReader.read(file("y", "N", "1"), numeric), "x")).containsExactly(1.0, 0.0, 1.0);
        assertThat(Tables.problem(file("TRUE", "no"), numeric)).contains("'TRUE' is not a number")
                .doesNotContain("missing=");
        assertThat(TableReader.read(file("TRUE", "FALSE"), ReadOptions.defaults()).column("x").type())
                .isEqualTo(ColumnType.TEXT);
    }

    @Test
    void complaintsAboutAllColumnsAtOnce() {
        String problem = Tables.problem(
                Tables.file(directory, "a;b;c\n5%;1;x\n0.05;abc;y\n7%;2;z\n".getBytes(StandardCharsets.UTF_8)),
                ReadOptions.defaults());
        assertThat(problem.lines().toList()).hasSize(2);
        assertThat(problem).contains("column 'a': '5%' has the unit", "column 'b': 'abc' is not a number");
        assertThat(Tables.problem(Tables.brought("german.csv"), ReadOptions.defaults()).lines().toList())
                .as("one cause").hasSize(1);
    }

    @Test
    void numericMarkersMatchAsNumbers() {
        ReadOptions marked = options(POINT.withMissing(List.of("-200", "n/k", "-1")));
        Path file = file("-200.0", "5", "-2e2", "n/k");
        Table table = TableReader.read(file, marked);
        assertThat(Tables.cells(table, "x")).containsExactly(null, 5.0, null, null);
        assertThat(inParts(file, marked, 3, "x")).isEqualTo(Tables.cells(table, "x"));
        assertThat(table.unusedMarkers()).containsExactly("-1");
        Table texts = TableReader.read(file("a", "-200.0", "b"), marked);
        assertThat(Tables.cells(texts, "x")).as("a text is what it is").containsExactly("a", "-200.0", "b");
        Table dressed = TableReader.read(file("-200 kg", "5 kg"), marked);
        assertThat(Tables.cells(dressed, "x")).containsExactly(null, 5.0);
    }

    @Test
    void tablesThatPeopleBring() {
        Table thousands = TableReader.read(Tables.brought("t.csv"), ReadOptions.defaults());
        assertThat(Tables.cells(thousands, "area")).startsWith(2528.0, 858.0);
        assertThat(Tables.cells(thousands, "price")).startsWith(5856.0, 1916.0);
        for (String name : List.of("percent.csv", "currency.csv", "thousands.csv", "sepline.csv")) {
            Table table = TableReader.read(Tables.brought(name), ReadOptions.defaults());
            assertThat(row(table, 0)).as(name).containsExactly(20.63, 51738.0, "blue", 34.4, 16.177);
            assertThat(row(table, 59)).as(name).isEqualTo(row(
                    TableReader.read(Tables.brought("german.csv"), options(COMMA)), 59));
        }
        assertThat(Tables.problem(Tables.brought("t.csv"), options(COMMA))).contains("Give decimalComma=false");
        assertThat(Tables.problem(Tables.brought("thousands.csv"), options(COMMA))).doesNotContain("missing=");
    }

    private static List<@Nullable Object> row(Table table, int row) {
        var cells = new ArrayList<@Nullable Object>();
        for (Column column : table.columns()) {
            cells.add(Tables.cells(column).get(row));
        }
        return cells;
    }
}

package dev.halfstep.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.table.Table;
import dev.halfstep.table.Tables;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a table from which a network would learn something else than its owner thinks. */
class TableComplaintsTest {

    private static final PipelineOptions Y = PipelineOptions.forTargets("y");

    @TempDir
    Path directory;

    private static String csv(String header, int rows, IntFunction<String> row) {
        return header + "\n" + IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n")) + "\n";
    }

    private PipelineFitter.Fitted fit(String csv, PipelineOptions options) {
        return PipelineFitter.fit(Tables.read(directory, csv, options.readOptions()), options);
    }

    private String problem(String csv, PipelineOptions options) {
        Problem problem = catchThrowableOfType(Problem.class, () -> fit(csv, options));
        assertThat(problem).isNotNull();
        return String.valueOf(problem.getMessage());
    }

    private List<String> notes(String csv) {
        return fit(csv, Y).notes().stream().map(Phrase::toString).toList();
    }

    @Test
    void aTextWithAsManyValuesAsRows() {
        String keys = csv("key;y", 60, row -> "k" + row + ";" + row * row);
        assertThat(problem(keys, Y)).endsWith("column 'key': text with 60 different values in 60 rows, such as 'k0',"
                + " would become as many inputs. Leave it out with drop=key, or insist with oneHot=key.");
        assertThat(fit(keys, Y.withOneHot("key")).pipeline().features()).hasSize(60);
        assertThat(fit(csv("key;y", 60, row -> "k" + row % 20 + ";" + row * row), Y).pipeline().features())
                .as("categories").hasSize(20);
    }

    @Test
    void datesAreNoCategories() {
        for (IntFunction<String> date : List.<IntFunction<String>>of(row -> "2024-01-0" + (1 + row % 3),
                row -> "0" + (1 + row % 3) + ".01.2024", row -> "2024/01/05 1" + row % 3 + ":00",
                row -> "Jan " + (1 + row % 3) + ", 2024", row -> "1/" + (1 + row % 3) + "/24")) {
            assertThat(problem(csv("t;y", 60, row -> date.apply(row) + ";" + row), Y))
                    .contains("column 't': its 3 different texts", "dates", "drop=t", "oneHot=t");
        }
    }

    @Test
    void datesInParts() {
        PipelineOptions dates = Y.withDates("t").withFitOnAll(true);
        Table table = Tables.read(directory,
                csv("t;y", 60,
                        row -> String.format("%02d.0%d.2023 %02d:30;%d", 1 + row % 28, 1 + row % 9, row % 24, row)),
                dates.readOptions());
        Pipeline pipeline = PipelineFitter.fit(table, dates).pipeline();
        assertThat(pipeline.featureNames()).as("one year only").containsExactly("t month", "t day", "t weekday",
                "t hour");
        Tensor x = pipeline.encode(table, new int[] {13}, Unseen.ERROR);
        double[] expected = {5, 14, 7, 13.5};
        for (int f = 0; f < expected.length; f++) {
            assertThat(x.values()[f]).isEqualTo(pipeline.features().get(f).standardise(expected[f]));
        }
        assertThat(Pipeline.fromJson(pipeline.toJson())).isEqualTo(pipeline);
        assertThat(Pipeline.fromJson(pipeline.toJson()).toJson()).isEqualTo(pipeline.toJson());
        // The form is remembered, so that a date which alone could be read in two ways is not.
        Table next = Tables.read(directory, "t\n02.03.2023 05:00\n", pipeline.readOptions(false));
        assertThat(pipeline.encode(next, new int[] {0}, Unseen.ERROR).values()[0])
                .isEqualTo(pipeline.features().getFirst().standardise(3));
    }

    @Test
    void dateFormsThatAreNotCertain() {
        PipelineOptions dates = Y.withDates("t");
        assertThat(problem(csv("t;y", 9, row -> "0" + (row + 1) + "/0" + (9 - row) + "/2024;" + row), dates))
                .contains("line 2, column 't': day and month of '01/09/2024' cannot be told apart");
        assertThat(problem("t;y\n13/01/2024;1\n01/13/2024;2\n", dates))
                .contains("line 3, column 't': '01/13/2024' is not written as '13/01/2024' is");
        assertThat(problem("t;y\n2024-02-30;1\n2024-02-03;2\n", dates))
                .contains("line 2, column 't': '2024-02-30' is no date");
    }

    @Test
    void allComplaintsAtOnce() {
        String problem = problem(csv("name;t;k;y", 20, row -> "n" + row + ";2024-01-" + (10 + row) + ";7;" + row), Y);
        assertThat(problem.lines().toList()).hasSize(3).allMatch(line -> line.startsWith(directory.toString()));
        assertThat(problem).contains("column 'name'", "column 't'", "column 'k': the value is 7.0");
    }

    @Test
    void whatCostsMostRows() {
        String csv = csv("a;Pool QC;Alley;y", 30, row -> row + (row == 3 ? ";Ex;Gr;" : ";;;") + row * row);
        assertThat(problem(csv, Y))
                .endsWith("1 complete row leaves 1 for training; at least 2 are needed. Of 30 rows 29"
                        + " have a missing cell, most in 'Pool QC' (29), 'Alley' (29). Leave out what costs most with"
                        + " drop='Pool QC' drop=Alley, or give more data, or a larger split.");
        assertThat(fit(csv, Y.withDrop("Pool QC", "Alley")).dropped()).isZero();
        assertThat(notes(csv("a;b;y", 30, row -> row + ";" + (row < 10 ? row * row : "") + ";" + row % 7)))
                .contains("20 of 30 rows have a missing cell, most in 'b' (20)");
    }

    @Test
    void columnsThatNumberTheRowsOrTellTheTarget() {
        assertThat(notes(csv("id;x;y", 30, row -> row + 1 + ";" + row * 7 % 30 + ";" + row * row % 17)))
                .containsExactly("column 'id' numbers the rows; drop=id leaves it out");
        assertThat(notes(csv("x;y", 30, row -> row * 7 % 30 + ";" + (1 + 3 * (row * 7 % 30)))))
                .containsExactly("'y' follows exactly from column 'x', as if it were known before;"
                        + " drop=x leaves that out");
        assertThat(notes(csv("x;y", 30, row -> row * 7 % 30 + ";" + (row == 29 ? 0 : 3 * (row * 7 % 30))))).isEmpty();
    }

    @Test
    void valuesThatStandApart() {
        for (String value : List.of("-200", "-999", "9999", "-1")) {
            String text = csv("x;y", 30,
                    row -> (row % 10 == 3 ? value + ".0" : (20 + row % 5) / (value.equals("-1") ? 50.0 : 1))
                            + ";" + row * row % 17);
            assertThat(notes(text)).as(value).containsExactly("the value " + value + " in 3 cells of column 'x' stands"
                    + " apart from all others; missing=" + value + " marks it as missing");
        }
        assertThat(notes(csv("x;y", 30, row -> (row % 10 == 3 ? -5 : row - 10) + ";" + row * row % 17))).isEmpty();
    }

    @Test
    void howColumnsWereRead() {
        assertThat(notes(csv("x;y", 30, row -> "1," + (100 + row * 7 % 30) + ".5;" + row * row % 17 + "%")))
                .containsExactly(
                        "column 'x' is read with ',' between thousands",
                        "column 'y' is read in %, so that 12.5 % counts as 12.5");
        List<String> unused = fit(csv("x;y", 30, row -> row * 7 % 30 + ";" + row * row % 17), Y.withMissing("n/k", "5"))
                .notes().stream().map(Phrase::toString).toList();
        assertThat(unused).containsExactly("no cell that is read is 'n/k'");
    }

    @Test
    void trueAndFalseHoweverTheyAreWritten() {
        Pipeline pipeline = fit(csv("b;y", 20, row -> (row % 3 == 0 ? "TRUE;" : "FALSE;") + row), Y).pipeline();
        Table other = Tables.read(directory, "b\nFalse\ntrue\n", pipeline.readOptions(false));
        Table own = Tables.read(directory, "b\nFALSE\nTRUE\n", pipeline.readOptions(false));
        int[] rows = {0, 1};
        assertThat(pipeline.encode(other, rows, Unseen.ERROR).values())
                .isEqualTo(pipeline.encode(own, rows, Unseen.ERROR).values());
        String[] words = {"TRUE", "true", "False", "FALSE"};
        assertThat(fit(csv("b;y", 20, row -> words[row * 7 % 4] + ";" + row), Y).pipeline().inputs())
                .containsExactly(new InputColumn.Mapped("b",
                        Map.of("FALSE", 0.0, "False", 0.0, "TRUE", 1.0, "true", 1.0)));
    }

    @Test
    void thePipelineRemembersHowItsTableIsWritten() {
        PipelineOptions german = Y.withNotation(Y.notation().withDecimalComma(true).withMissing(List.of("k.A.")));
        String csv = csv("x;y", 20, row -> "1." + (100 + row * 7 % 20) + ",5;" + (row == 4 ? "k.A." : row + ",25"));
        Pipeline pipeline = fit(csv, german).pipeline();
        Pipeline back = Pipeline.fromJson(pipeline.toJson());
        assertThat(back).isEqualTo(pipeline);
        Table next = TableReader.read(
                Tables.file(directory, "x;y\n1.234;k.A.\n1.234,5;2\n".getBytes(StandardCharsets.UTF_8)),
                back.readOptions(true));
        assertThat(Tables.cells(next, "x")).containsExactly(1234.0, 1234.5);
        assertThat(Tables.cells(next, "y")).containsExactly(null, 2.0);
    }

    @Test
    void aPartOfADateIsNotNamedAsAnotherColumn() {
        String csv = csv("d;d day;y", 28, row -> "2024-01-" + (row < 9 ? "0" : "") + (row + 1) + ";" + row * 5 % 28
                + ";" + row);
        assertThat(problem(csv, Y.withDates("d"))).contains("'d day' is a part of the date in column 'd', and column"
                + " 'd day' gives a feature of that name, too. Rename one of the columns");
        assertThat(fit(csv, Y.withDates("d").withDrop("d day")).pipeline().featureNames()).contains("d day");
    }

    @Test
    void aColumnWithAUnitHoldsNoCategories() {
        PipelineOptions kilograms = Y.withNotation(Y.notation().withUnit("x", "kg"));
        for (UnaryOperator<PipelineOptions> other : List.<UnaryOperator<PipelineOptions>>of(
                options -> options.withOneHot("x"), options -> options.withDates("x"))) {
            assertThat(catchThrowableOfType(Problem.class, () -> other.apply(kilograms)))
                    .hasMessageContaining("the column 'x' has a unit, so its cells are numbers");
        }
    }
}

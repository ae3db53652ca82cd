package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.predict.RowPredictor;
import dev.halfstep.tflite.TfliteReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Tables as people bring them: trained on as they are, and the next one, written otherwise, predicted for with a flag. */
class BroughtTablesTest {

    private static final List<String> READING = List.of("--missing", "--decimal-comma", "--thousands", "--unit",
            "--comment", "--encoding", "--no-header");

    @TempDir
    private static Path trained;

    @TempDir
    private Path folder;

    private static Path plain;

    /** Sixty rows of a temperature, a load, a colour and a target, all of them plain. */
    private static String rows(UnaryOperator<String[]> cells) {
        return "temp;load;color;y\n" + IntStream.range(0, 60).mapToObj(row -> {
            double temp = 15 + row * 37 % 100 / 10.0;
            int load = row % 3 == 0 ? 100 + row * 13 % 800 : 1000 + row * 7919 % 90_000;
            String[] own = {String.valueOf(temp), String.valueOf(load), List.of("red", "green", "blue").get(row % 3),
                    String.valueOf(Math.rint(temp * 50 + load / 100.0) / 100)};
            return String.join(";", cells.apply(own));
        }).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String grouped(String load) {
        return load.length() > 3 ? load.substring(0, load.length() - 3) + "," + load.substring(load.length() - 3)
                : load;
    }

    @BeforeAll
    static void train() throws IOException {
        plain = Files.writeString(trained.resolve("plain.csv"), rows(row -> row));
        train(plain, trained.resolve("plain.tflite"));
    }

    private static Cli.Result train(Path data, Path model, Object... options) {
        return Cli
                .done(Arguments.join(new Object[] {"train", data, "--target", "y", "--epochs", 3, "--hidden", "8", "-o",
                        model}, options));
    }

    private String predicted(Path model, Path data, Object... options) throws IOException {
        Path out = folder.resolve("out.csv");
        Cli.done(Arguments.join(new Object[] {"predict", model, "--data", data, "-o", out}, options));
        return Files.readString(out);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"study", "train", "quantize", "evaluate", "predict", "encode", "explain"})
    void optionsOfReadingAreWhereverATableIsRead(String command) {
        CommandLine line = Objects.requireNonNull(Main.line(new Main()).getSubcommands().get(command));
        assertThat(READING).allMatch(flag -> line.getCommandSpec().findOption(flag) != null);
    }

    /** The same table in another dress gives the same network, bit for bit: only what is remembered of the dress differs. */
    @Test
    void dressedNumbersTrainAsPlainOnes() throws IOException {
        String expected = predicted(trained.resolve("plain.tflite"), plain);
        Path thousands = write("thousands.csv", rows(row -> new String[] {row[0], grouped(row[1]), row[2], row[3]}));
        Path percent =
                write("percent.csv", rows(row -> new String[] {row[0] + "%", "$" + grouped(row[1]), row[2], row[3]}));
        Path german = write("german.csv", rows(row -> new String[] {row[0].replace('.', ','),
                grouped(row[1]).replace(',', '.'), row[2], row[3].replace('.', ',') + " \u20ac"}));
        Path wide = folder.resolve("wide.csv");
        Files.write(wide, ("sep=;\r\n" + Files.readString(thousands).replace("\n", "\r\n"))
                .getBytes(StandardCharsets.UTF_16));
        for (Path data : List.of(thousands, percent, german, wide)) {
            Object[] options = data.equals(german) ? new Object[] {"--decimal-comma"} : new Object[0];
            Path model = folder.resolve("model.tflite");
            String said = train(data, model, options).out();
            assertThat(said).contains("Note: column 'load' is read with");
            assertThat(predicted(model, data)).as(data.toString()).isEqualTo(expected);
            for (String command : List.of("evaluate", "encode")) {
                Cli.done(command.equals("encode")
                        ? new Object[] {command, model, "--data", data, "-o", folder.resolve("x.npy")}
                        : new Object[] {command, model, "--data", data});
            }
        }
    }

    @Test
    void theNextTableMayBeWrittenOtherwise() throws IOException {
        Path model = trained.resolve("plain.tflite");
        String expected = predicted(model, plain);
        Path thousands = write("thousands.csv", rows(row -> new String[] {row[0], grouped(row[1]), row[2], row[3]}));
        assertThat(predicted(model, thousands)).isEqualTo(expected);
        Path german = write("german.csv", rows(row -> new String[] {row[0].replace('.', ','),
                grouped(row[1]).replace(',', '.'), row[2], row[3]}));
        assertThat(Cli.run("predict", model, "--data", german, "-o", folder.resolve("out.csv")).err())
                .contains("Add --decimal-comma");
        assertThat(predicted(model, german, "--decimal-comma")).isEqualTo(expected);
        Path comment = write("comment.csv", "# logger\n" + Files.readString(plain));
        assertThat(Cli.refused(folder, "predict", model, "--data", comment, "-o", folder.resolve("out.csv")))
                .endsWith("Add --comment '#' to leave them out.");
        assertThat(predicted(model, comment, "--comment", "#")).isEqualTo(expected);
    }

    @Test
    void whatMarksMissingValuesIsRemembered() throws IOException {
        Path data = write("sent.csv",
                rows(row -> new String[] {row[1].startsWith("10") ? "-200.0" : row[0], row[1], row[2], row[3]}));
        Path model = folder.resolve("model.tflite");
        assertThat(train(data, model).out().replace('\n', ' ')).contains("--missing=-200 marks it as missing");
        assertThat(train(data, model, "--missing", "-200", "--missing", "n/k").out())
                .contains("Note: no cell that is read is 'n/k'");
        assertThat(predicted(model, data)).contains(",missing,");
        Path other = write("na.csv",
                rows(row -> new String[] {row[1].startsWith("10") ? "NA" : row[0], row[1], row[2], row[3]}));
        assertThat(Cli.refused(folder, "predict", model, "--data", other, "-o", folder.resolve("out.csv")))
                .endsWith("Add --missing NA to treat such cells as missing.");
        assertThat(predicted(model, other, "--missing", "NA")).contains(",missing,");
    }

    @Test
    void theCaseOfPredictWithoutMissing() throws IOException {
        Path model = folder.resolve("model.tflite");
        train(brought("bool.csv"), model);
        String expected = predicted(model, brought("bool.csv"));
        assertThat(predicted(model, brought("p_deccomma.csv"), "--decimal-comma")).isEqualTo(expected);
        assertThat(predicted(model, brought("p_na.csv"), "--missing", "NA").replaceFirst("(?m)^4,.*$", ""))
                .isEqualTo(expected.replaceFirst("(?m)^4,.*$", ""));
        Cli.done("train", brought("bool.csv"), "--target", "ok", "--epochs", 1, "-o", model);
    }

    private static Path brought(String name) {
        try {
            return Path.of(Objects.requireNonNull(BroughtTablesTest.class.getResource("brought/" + name)).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Names with blanks and commas, as advised in a message, and pasted back. */
    @Test
    void adviceOnNamesCanBePasted() throws IOException {
        Path data = write("lost.csv", "a;Pool QC;Alley, kind;y\n" + IntStream.range(0, 30)
                .mapToObj(row -> row + (row == 3 ? ";Ex;Gr;" : ";;;") + row * row).collect(Collectors.joining("\n"))
                + "\n");
        String message = Cli.refused(folder, "train", data, "--target", "y", "-o", folder.resolve("m.tflite"));
        assertThat(message).contains("Leave out what costs most with --drop 'Pool QC' --drop 'Alley\\, kind'");
        train(data, folder.resolve("m.tflite"), "--drop", "Pool QC", "--drop", "Alley\\, kind");
    }

    /** What is meant by a part of a name with commas or quotes is said so that a shell and the command take it for the whole. */
    @ParameterizedTest
    @ValueSource(strings = {"b,c", "b,\"c\",'d", "\"q\"", "a, b; c", "ü,ß"})
    void namesThatWereMeantCanBePasted(String name) throws Exception {
        Path data = write("comma.csv", "a;\"" + name.replace("\"", "\"\"") + "\";y\n" + IntStream.range(0, 30)
                .mapToObj(row -> row + ";" + row % 7 + ";" + row * row).collect(Collectors.joining("\n")) + "\n");
        String given = name.contains(",") ? name : name.substring(1);
        for (String option : List.of("--target", "--drop")) {
            var arguments = new ArrayList<Object>(List.of("train", data, option, given, "--epochs", 1, "-o",
                    folder.resolve("m.tflite")));
            if (option.equals("--drop")) {
                arguments.addAll(List.of("--target", "y"));
            }
            String message = Cli.refused(folder, arguments.toArray());
            String meant = message.replaceFirst("(?s).*Did you mean (.*)\\? The columns are.*", "$1");
            arguments.set(3, pasted(meant));
            Cli.done(arguments.toArray());
            Files.delete(folder.resolve("m.tflite"));
        }
    }

    /** What a shell makes of a word that is pasted. */
    private static String pasted(String word) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "printf %s " + word).start();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void datesBecomeParts() throws IOException {
        Path data = write("date.csv", "ts;x;y\n" + IntStream.range(0, 60).mapToObj(row -> String.format(
                "%02d/0%d/2024 %02d:30;%d;%d", 1 + row % 28, 1 + row % 9, row % 24, row * 7 % 60, row % 24 + row % 9))
                .collect(Collectors.joining("\n")) + "\n");
        assertThat(Cli.refused(folder, "train", data, "--target", "y", "-o", folder.resolve("m.tflite")))
                .contains("dates, such as '01/01/2024 00:30'. Make features of year, month and so on with --date ts");
        Path model = folder.resolve("m.tflite");
        train(data, model, "--date", "ts");
        Path quantized = folder.resolve("q.tflite");
        Cli.done("quantize", model, "--precision", "full-uint8", "--recipe", "best", "--calibrate", data, "-o",
                quantized);
        for (Path each : List.of(model, quantized)) {
            String[] lines = predicted(each, data).split("\r\n", -1);
            RowPredictor predictor = RowPredictor.of(TfliteReader.read(each));
            List<String> table = Files.readAllLines(data);
            for (int row = 1; row <= 60; row++) {
                String[] cells = table.get(row).split(";", -1);
                double one = predictor.predict(Map.of("ts", cells[0], "x", Double.valueOf(cells[1])));
                assertThat(Double.parseDouble(lines[row].split(",", -1)[1])).isEqualTo(one);
            }
        }
        assertThat(Cli.done("inspect", model).out()).contains("ts month", "part of ts");
    }

    @Test
    void everyComplaintHasALine() throws IOException {
        Path data = write("bad.csv", "key;when;y\n" + IntStream.range(0, 30)
                .mapToObj(row -> "k" + row + ";2024-01-" + (1 + row) + ";" + row).collect(Collectors.joining("\n"))
                + "\n");
        Cli.Result result = Cli.run("study", data, "--target", "y", "-o", folder.resolve("study"));
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err().lines().toList()).hasSize(2).allMatch(line -> line.startsWith("halfstep: " + data));
        assertThat(Stream.of("--drop key", "--date when")).allMatch(result.err()::contains);
        assertThat(Arrays.asList(folder.toFile().list())).containsExactly("bad.csv");
    }
}

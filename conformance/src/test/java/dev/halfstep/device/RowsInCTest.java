package dev.halfstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.Commands;
import dev.halfstep.Shared;
import dev.halfstep.c.CExport;
import dev.halfstep.c.CLibrary;
import dev.halfstep.c.ExportOptions;
import dev.halfstep.cli.Main;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.table.Column;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.Table;
import dev.halfstep.table.TextColumn;
import dev.halfstep.table.read.TableReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** C predicts for each row of a table what {@code predict} does, to the last bit, and says the same of what lies outside. */
class RowsInCTest {

    @TempDir
    private static Path folder;

    /** Options of {@code quantize}. */
    private static final List<String> MODELS = List.of("--precision full-int8", "--precision full-uint8",
            "--precision full-int8 --recipe tensorflow", "--precision full-int8 --vernier 4",
            "--precision full-int8 --width 1.5", "--precision int16x8 --io int16", "--precision int8",
            "--precision full-int8 --input-codes shared");

    @TestFactory
    Stream<DynamicTest> wages() {
        Path table = Path.of("..", "examples", "wages.csv");
        return MODELS.stream().map(options -> DynamicTest.dynamicTest(options,
                () -> check(table, Path.of("..", "examples", "wages.tflite"), options)));
    }

    @TestFactory
    Stream<DynamicTest> mappings() {
        Path table = Path.of("..", "examples", "wages.csv");
        return Stream.of("log", "yeo-johnson", "quantile").map(mapping -> DynamicTest.dynamicTest(mapping, () -> {
            Path trained = trained(table, "--target wage --epochs 2 --target-mapping " + mapping);
            check(table, trained, "--precision full-int8");
            check(table, trained, "--precision full-int8 --vernier 4");
            check(table, trained, "--precision int16x8 --io int16");
        }));
    }

    @TestFactory
    Stream<DynamicTest> insurance() {
        return Shared.tests("reference/insurance.csv", table -> MODELS.stream().map(options -> DynamicTest.dynamicTest(
                "insurance " + options,
                () -> check(table, trained(table, "--target charges --epochs 20"), options))));
    }

    @TestFactory
    Stream<DynamicTest> hostileTables() throws IOException {
        Path table = Files.createTempDirectory(folder, "t").resolve("odd.csv");
        var text = new StringBuilder(
                "int,\"3rd \"\"price\"\"\",\uD83D\uDE00,x y,X-Y,\"a */ int b; /* \",when,target one,target two,\"??/\"\n");
        for (int row = 0; row < 200; row++) {
            text.append(String.join(",", Integer.toString(row % 17), Double.toString(row * 0.37),
                    List.of("\"a*/b\"", "\"\"\"quoted\"\"\"", "\u202ea", "\uD83D\uDE00").get(row % 4),
                    List.of("yes", "no").get(row / 3 % 2), List.of("u v", "u-v", "U V").get(row % 3),
                    Integer.toString(row % 5),
                    "2024-" + (row % 12 + 1 < 10 ? "0" : "") + (row % 12 + 1) + "-1" + row % 9,
                    Double.toString(row % 17 + row * 0.11), Integer.toString(3 * (row % 5) - row % 4),
                    Integer.toString(row * row % 23)))
                    .append('\n');
        }
        Files.writeString(table, text, StandardCharsets.UTF_8);
        return Stream
                .of("--precision full-int8", "--precision full-uint8 --vernier 2", "--precision int16x8 --io int16")
                .map(options -> DynamicTest.dynamicTest(options, () -> check(table,
                        Commands.trained(folder, table, "--target", "target one", "--target", "target two", "--date",
                                "when", "--epochs",
                                "3"),
                        options)));
    }

    private static Path trained(Path table, String options) throws IOException {
        return Commands.trained(folder, table, options.split(" "));
    }

    private static void check(Path table, Path trained, String options) throws IOException {
        CCompiler.assumeInstalled("gcc");
        Path own = Files.createTempDirectory(folder, "c");
        Path model = Commands.quantized(folder, table, trained, options);
        Path predictions = own.resolve("predictions.csv");
        assertThat(Main.run("predict", model.toString(), "--data", table.toString(), "-o", predictions.toString()))
                .isZero();

        ModelFile file = ModelFile.read(model);
        CLibrary library = CExport.of(file, ExportOptions.named(CModel.NAME));
        for (var entry : library.files().entrySet()) {
            Path path = own.resolve(entry.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, entry.getValue());
        }
        Files.writeString(own.resolve("rows.c"), driver(library, file.requirePipeline()));
        for (String flags : List.of("-O0", "-O2",
                "-O1 -DMODEL_NO_OWN_SCRATCH -fsanitize=undefined,address -fno-sanitize-recover=all")) {
            CCompiler.run(own, CCompiler.command("gcc", CCompiler.STRICT, List.of(flags.split(" ")),
                    List.of("-o", "rows", "model.c", "rows.c")));
            String printed = new String(CCompiler.filter(own, List.of(own.resolve("rows").toString()),
                    rows(table, file.requirePipeline()).getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
            assertThat(printed.lines().toList())
                    .isEqualTo(expected(predictions, file.requirePipeline().targets().size()));
        }
    }

    /** For each row the predictions and where something lies outside. */
    private static List<String> expected(Path predictions, int targets) throws IOException {
        return Files.readAllLines(predictions).stream().skip(1).map(line -> {
            String[] cells = line.split(",", targets + 3);
            var text = new StringBuilder();
            for (int t = 1; t <= targets; t++) {
                text.append(String.format("%016x", Double.doubleToRawLongBits(Double.parseDouble(cells[t]))))
                        .append(' ');
            }
            return text.append(cells[targets + 1]).toString();
        }).toList();
    }

    /** The rows as numbers. */
    static String rows(Path file, Pipeline pipeline) {
        Table table = TableReader.read(file, pipeline.readOptions(false));
        var text = new StringBuilder();
        for (int row = 0; row < table.rowCount(); row++) {
            for (InputColumn input : pipeline.inputs()) {
                Column column = table.column(input.column());
                text.append(switch (column) {
                    case NumericColumn numeric -> Double.toString(numeric.value(row));
                    case TextColumn texts -> Integer.toString(InputColumn.Mapped.index(texts(input), texts.value(row)));
                }).append(' ');
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static List<String> texts(InputColumn column) {
        return switch (column) {
            case InputColumn.Mapped mapped -> List.copyOf(mapped.values().keySet());
            case InputColumn.OneHot oneHot -> oneHot.levels();
            case InputColumn.Numeric numeric -> List.of();
            case InputColumn.Date date -> List.of();
        };
    }

    /** A program that predicts rows. */
    static String driver(CLibrary library, Pipeline pipeline) {
        var scan = new StringBuilder();
        var outside = new StringBuilder();
        for (int c = 0; c < library.fields().size(); c++) {
            String field = library.fields().get(c);
            String type = texts(pipeline.inputs().get(c)).isEmpty() ? "double" : "model_" + field + "_category";
            scan.append("        if (scanf(\"%lf\", &value) != 1) { return 0; }\n        row." + field + " = (" + type
                    + ")value;\n");
            outside.append(" || result.outside." + field + " != 0");
        }
        var print = new StringBuilder();
        var end = new StringBuilder();
        for (String target : library.targetFields()) {
            print.append("        print_double(result." + target + ");\n");
            end.append(" || result.end." + target + " != 0");
        }
        return """
                #include "model.h"
                #include <stdio.h>
                #include <string.h>
                static void print_double(double value)
                {
                    uint64_t bits;
                    memcpy(&bits, &value, sizeof bits);
                    printf("%%016lx ", (unsigned long)bits);
                }
                int main(void)
                {
                    for (;;) {
                        model_row row;
                        model_result result;
                        double value;
                        int input;
                        int output;
                %s        if (model_predict(&row, &result) != 0) { return 1; }
                        input = 0%s;
                        output = 0%s;
                %s        puts(input && output ? "input and output" : input ? "input" : output ? "output" : "");
                    }
                }
                """.formatted(scan, outside, end, print);
    }
}

package dev.halfstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.c.CExport;
import dev.halfstep.c.CLibrary;
import dev.halfstep.c.ExportOptions;
import dev.halfstep.cli.Main;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.model.ModelFile;
import dev.halfstep.op.coding.Coding.Cast;
import dev.halfstep.op.move.Picking.Gather;
import dev.halfstep.predict.RowPredictor;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tflite.TfliteWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a network has no value for a row, the interpreter refuses it, and C says so. */
class RowsWithoutValueTest {

    private static final int CODES = 100;

    @TempDir
    private static Path folder;

    /** A model whose output's code is an index into a table, which has no value for codes below 0. */
    private static Path model() throws IOException {
        Path quantized = folder.resolve("quantized.tflite");
        Path examples = Path.of("..", "examples");
        assertThat(Main.run("quantize", examples.resolve("wages.tflite").toString(), "--precision", "full-int8",
                "--calibrate", examples.resolve("wages.csv").toString(), "-o", quantized.toString())).isZero();
        Graph graph = ModelFile.read(quantized).graph();
        var builder = new Graph.Builder();
        graph.tensors().forEach(builder::add);
        graph.nodes().forEach(builder::add);
        graph.metadata().forEach(builder::metadata);
        int output = graph.outputs().getFirst();
        TensorInfo codes = graph.tensor(output);
        Quantization scale = codes.quantization().orElseThrow();
        var table = new byte[CODES];
        for (int i = 0; i < CODES; i++) {
            table[i] = (byte) (i * 31);
        }
        int index = builder.add(new TensorInfo("index", DType.INT32, codes.shape(), codes.signature(), Optional.empty(),
                Optional.empty()));
        int looked = builder.add(new TensorInfo("looked", DType.INT8, codes.shape(), codes.signature(),
                Optional.of(scale), Optional.empty()));
        int entries = builder.add(TensorInfo.constant("table", Codes.int8(Shape.of(CODES), table, scale)));
        builder.add(new Node(new Cast(), List.of(output), List.of(index)));
        builder.add(new Node(new Gather(0, 0), List.of(entries, index), List.of(looked)));
        Path file = folder.resolve("looked.tflite");
        TfliteWriter.write(builder.inputs(graph.inputs()).outputs(List.of(looked)).build(), file);
        return file;
    }

    @Test
    void isSaid() throws IOException {
        CCompiler.assumeInstalled("gcc");
        ModelFile model = ModelFile.read(model());
        CLibrary library = CExport.of(model, ExportOptions.named(CModel.NAME));
        library.files().forEach((name, text) -> CModel.write(folder.resolve(name), text));
        CModel.write(folder.resolve("rows.c"), RowsInCTest.driver(library, model.requirePipeline()).replace(
                "if (model_predict(&row, &result) != 0) { return 1; }",
                "if (model_predict(&row, &result) < 0) { puts(\"none\"); continue; }"));
        CCompiler.run(folder, CCompiler.command("gcc", CCompiler.STRICT, List.of(CCompiler.CHECKED),
                List.of("-o", "rows", "model.c", "rows.c")));
        CCompiler.run(folder, CCompiler.command("gcc", CCompiler.STRICT, List.of("-o", "own", "model.c",
                "model_test.c")));
        assertThat(CCompiler.run(folder, List.of(folder.resolve("own").toString()))).contains("pass");

        String rows = RowsInCTest.rows(Path.of("..", "examples", "wages.csv"), model.requirePipeline());
        RowPredictor predictor = RowPredictor.of(model.graph());
        List<String> expected = rows.lines().map(row -> {
            double[] values = Stream.of(row.strip().split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
            try {
                return String.format("%016x", Double.doubleToRawLongBits(predictor.predictRows(values)[0]));
            } catch (Problem none) {
                return "none";
            }
        }).toList();
        String printed = new String(CCompiler.filter(folder, List.of(folder.resolve("rows").toString()),
                rows.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        assertThat(printed.lines().map(line -> line.replaceFirst(" .*", "")).toList()).isEqualTo(expected);
        assertThat(expected).contains("none").anyMatch(row -> !row.equals("none"));
    }
}

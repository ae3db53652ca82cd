package dev.halfstep.ort;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.halfstep.Commands;
import dev.halfstep.Shared;
import dev.halfstep.model.ModelFile;
import dev.halfstep.onnx.OnnxForm;
import dev.halfstep.onnx.OnnxOptions;
import dev.halfstep.onnx.OnnxWriter;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.predict.RowPredictor;
import dev.halfstep.table.Column;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.Table;
import dev.halfstep.table.TextColumn;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * ONNX Runtime predicts from the columns of a table what {@code predict} does, for each of its rows: as near as the float32 that numbers
 * come in and go out as lets it be.
 */
class PipelineInOrtTest {

    @TempDir
    private static Path folder;

    private static final Path WAGES = Path.of("..", "examples", "wages.csv");
    /** Beside the largest prediction. */
    private static final double TOLERANCE = 1e-6;
    /** A few codes of 16 bits. */
    private static final double WIDE_TOLERANCE = 2e-4;

    /** Options of {@code quantize}; none for the float model itself. */
    private static final List<String> MODELS = List.of("", "--precision float16", "--precision full-int8",
            "--precision full-uint8", "--precision full-int8 --recipe tensorflow", "--precision full-uint8 --vernier 4",
            "--precision full-int8 --width 1.5", "--precision int16x8 --io int16", "--precision int8",
            "--precision full-int8 --input-codes shared");

    @TestFactory
    Stream<DynamicTest> wages() {
        return MODELS.stream().map(options -> DynamicTest.dynamicTest("wages " + options,
                () -> check(WAGES, Path.of("..", "examples", "wages.tflite"), options)));
    }

    @TestFactory
    Stream<DynamicTest> mappings() {
        return Stream.of("log", "yeo-johnson", "quantile").map(mapping -> DynamicTest.dynamicTest(mapping, () -> {
            Path trained = trained(WAGES, "--target wage --epochs 2 --target-mapping " + mapping);
            for (String options : List.of("", "--precision full-int8", "--precision full-uint8 --vernier 4")) {
                check(WAGES, trained, options);
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> insurance() {
        return Shared.tests("reference/insurance.csv", table -> MODELS.stream().map(options -> DynamicTest.dynamicTest(
                "insurance " + options,
                () -> check(table, trained(table, "--target charges --epochs 20"), options))));
    }

    @TestFactory
    Stream<DynamicTest> datesAndTruths() throws IOException {
        Path table = Files.createTempDirectory(folder, "t").resolve("odd.csv");
        var text = new StringBuilder("n,when,flag,kind,one,two\n");
        for (int row = 0; row < 300; row++) {
            text.append(String.join(",", Double.toString(row * 0.37 - 20), "%04d-%02d-%02d %02d:%02d".formatted(
                    1960 + row * 7 % 90, row % 12 + 1, row % 28 + 1, row % 24, row * 7 % 60),
                    row / 3 % 2 == 0 ? "true" : "false", List.of("a", "\u00e9", "x y").get(row % 3),
                    Double.toString(row % 17 + row * 0.11), Integer.toString(3 * (row % 5) - row % 4))).append('\n');
        }
        Files.writeString(table, text, StandardCharsets.UTF_8);
        return MODELS.stream().map(options -> DynamicTest.dynamicTest("dates " + options, () -> check(table,
                trained(table, "--target one --target two --date when --epochs 3"), options)));
    }

    /** What {@code predict} leaves out or refuses gives no number. */
    @Test
    void rowsThatLackSomethingGiveNoNumber() throws IOException, OrtException {
        OrtJudge.assume();
        for (String options : List.of("", "--precision full-uint8")) {
            ModelFile model = ModelFile.read(quantized(WAGES, Path.of("..", "examples", "wages.tflite"), options));
            Pipeline pipeline = model.requirePipeline();
            Table table = TableReader.read(WAGES, pipeline.readOptions(false));
            byte[] bytes = OnnxWriter.toBytes(model.graph(), OnnxOptions.defaults().withPipeline());
            for (int c = 0; c < pipeline.inputs().size(); c++) {
                Map<String, OnnxTensor> fed = fed(pipeline, table, List.of(0, 1, 2), c);
                try (OrtJudge judge = OrtJudge.of(bytes, OrtJudge.Mode.OPTIMIZED)) {
                    float[] values = ((Tensor) judge.run(fed).getFirst()).values();
                    assertThat(values[0]).isFinite();
                    assertThat(values[1]).as(pipeline.inputs().get(c).column()).isNaN();
                    assertThat(values[2]).isFinite();
                }
            }
        }
    }

    private static Path trained(Path table, String options) throws IOException {
        return Commands.trained(folder, table, options.split(" "));
    }

    private static Path quantized(Path table, Path trained, String options) throws IOException {
        return options.isEmpty() ? trained : Commands.quantized(folder, table, trained, options);
    }

    private static void check(Path table, Path trained, String options) throws IOException, OrtException {
        OrtJudge.assume();
        ModelFile model = ModelFile.read(quantized(table, trained, options));
        Pipeline pipeline = model.requirePipeline();
        Table read = TableReader.read(table, pipeline.readOptions(false));
        double[] expected = expected(model, read);
        boolean wide = hasWideCodes(model);
        for (OnnxForm form : OnnxWriter.hasCodes(model.graph()) ? OnnxForm.values() : new OnnxForm[] {OnnxForm.QDQ}) {
            byte[] bytes = OnnxWriter.toBytes(model.graph(), OnnxOptions.defaults().withForm(form).withPipeline());
            for (OrtJudge.Mode mode : List.of(OrtJudge.Mode.AS_IS, OrtJudge.Mode.OPTIMIZED)) {
                try (OrtJudge judge = OrtJudge.of(bytes, mode)) {
                    assertThat(judge.outputs()).isEqualTo(pipeline.targetNames());
                    List<Value> values = judge.run(fed(pipeline, read,
                            IntStream.range(0, read.rowCount()).boxed().toList(), -1));
                    compare(values, expected, wide, options + " " + form + " " + mode);
                }
            }
        }
    }

    /** Codes of 16 bits are finer than what float32 makes of their sums. */
    private static boolean hasWideCodes(ModelFile model) {
        return model.graph().tensors().stream().anyMatch(tensor -> tensor.dtype() == DType.INT16);
    }

    private static void compare(List<Value> values, double[] expected, boolean wide, String what) {
        int targets = values.size();
        double largest = DoubleStream.of(expected).map(Math::abs).max().orElse(1);
        int unequal = 0;
        for (int i = 0; i < expected.length; i++) {
            double off = Math.abs(((Tensor) values.get(i % targets)).values()[i / targets] - expected[i]) / largest;
            unequal += off > TOLERANCE ? 1 : 0;
            assertThat(off).as("%s, row %d", what, i / targets).isLessThan(wide ? WIDE_TOLERANCE : TOLERANCE);
        }
        assertThat(unequal).as(what).isLessThanOrEqualTo(expected.length / 100);
    }

    private static double[] expected(ModelFile model, Table table) {
        Pipeline pipeline = model.requirePipeline();
        RowPredictor predictor = RowPredictor.of(model.graph());
        int columns = pipeline.inputs().size();
        var rows = new double[table.rowCount() * columns];
        for (int c = 0; c < columns; c++) {
            Column column = table.column(pipeline.inputs().get(c).column());
            for (int row = 0; row < table.rowCount(); row++) {
                rows[row * columns + c] = switch (column) {
                    case NumericColumn numbers -> numbers.value(row);
                    case TextColumn texts -> predictor.number(c, texts.value(row));
                };
            }
        }
        return predictor.predictRows(rows);
    }

    /** The columns of some rows; of one of them the second value is none. */
    private static Map<String, OnnxTensor> fed(Pipeline pipeline, Table table, List<Integer> rows, int without)
            throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] shape = {rows.size(), 1};
        Map<String, OnnxTensor> fed = new LinkedHashMap<>();
        for (int c = 0; c < pipeline.inputs().size(); c++) {
            InputColumn column = pipeline.inputs().get(c);
            boolean lacks = c == without;
            OnnxTensor tensor = switch (table.column(column.column())) {
                case TextColumn texts -> OnnxTensor.createTensor(environment, IntStream.range(0, rows.size())
                        .mapToObj(i -> lacks && i == 1 ? "no such text" : texts.value(rows.get(i)))
                        .toArray(String[]::new), shape);
                case NumericColumn numbers -> {
                    double[] values = IntStream.range(0, rows.size())
                            .mapToDouble(i -> lacks && i == 1 ? Double.NaN : numbers.value(rows.get(i))).toArray();
                    yield column instanceof InputColumn.Date
                            ? OnnxTensor.createTensor(environment, DoubleBuffer.wrap(values), shape)
                            : OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats(values)), shape);
                }
            };
            fed.put(column.column(), tensor);
        }
        return fed;
    }

    private static float[] floats(double... values) {
        var floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}

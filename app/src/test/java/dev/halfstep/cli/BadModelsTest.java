package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import dev.halfstep.tensor.npy.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are no models, and models and arrays that do not go together. */
class BadModelsTest {

    private static final int FEATURES = 6;

    @TempDir
    private static Path folder;

    private static Path data;
    private static Path study;

    @BeforeAll
    static void makeModels() {
        data = Sample.make().write(folder.resolve("table.csv"));
        study = folder.resolve("study");
        Cli.done("study", data, "--target", Sample.TARGETS, "--epochs", 1, "--hidden", "8", "-o", study);
    }

    private static Path model(String precision) {
        return study.resolve(precision + ".tflite");
    }

    private static String refused(Object... arguments) {
        return Cli.refused(folder, arguments);
    }

    /** What each command that takes a model says of a file. */
    private static void assertRefused(Path file, String message) {
        Path out = folder.resolve("out");
        for (Object[] command : List.of(new Object[] {"inspect", file},
                new Object[] {"evaluate", file, "--data", data},
                new Object[] {"evaluate", model("float32"), file, "--data", data},
                new Object[] {"predict", file, "--data", data, "-o", out},
                new Object[] {"encode", file, "--data", data, "-o", out},
                new Object[] {"run", file, "--input", data, "--output", out},
                new Object[] {"quantize", file, "--precision", "float16", "-o", out})) {
            assertThat(refused(command)).as(Arrays.toString(command)).isEqualTo(message);
        }
    }

    @Test
    void noSuchFile() {
        assertRefused(folder.resolve("nothing.tflite"), "nothing.tflite: there is no such file. Check the path.");
    }

    @Test
    void directory() {
        assertRefused(study, "study: this is a directory, not a file. Name a file in it.");
    }

    @Test
    void emptyFile() throws IOException {
        assertRefused(Files.write(folder.resolve("empty.tflite"), new byte[0]),
                "empty.tflite: this is not a .tflite file: its bytes 4 to 7 are not \"TFL3\".");
    }

    @Test
    void tableAsModel() {
        assertRefused(data, "table.csv: this is not a .tflite file: its bytes 4 to 7 are not \"TFL3\".");
    }

    @Test
    void modelAsTable() {
        assertThat(refused("predict", model("float32"), "--data", model("float32"), "-o", folder.resolve("out")))
                .startsWith("study/float32.tflite: ").containsAnyOf("is no UTF-8 text.", "this is not a text file");
        assertThat(refused("study", model("float32"), "--target", "y1", "-o", folder.resolve("out")))
                .startsWith("study/float32.tflite: ").containsAnyOf("is no UTF-8 text.", "this is not a text file");
    }

    @Test
    void modelAsArray() {
        assertThat(refused("run", model("float32"), "--input", model("float32"), "--output", folder.resolve("out")))
                .isEqualTo("study/float32.tflite: this is not a .npy file. Write it with numpy.save.");
    }

    @Test
    void noPipeline() throws IOException {
        Path bare = folder.resolve("bare.tflite");
        Files.copy(
                Path.of("..", "core", "src", "test", "resources", "dev", "halfstep", "reference",
                        "mlp_relu.float32.tflite"),
                bare);
        assertThat(refused("encode", bare, "--data", data, "-o", folder.resolve("out")))
                .isEqualTo("table.csv: column 'place': the column holds text, and the model carries no pipeline."
                        + " Give numbers only, in the order and scale of the model's input.");
        assertThat(refused("evaluate", bare, "--data", data))
                .isEqualTo("table.csv: the model carries no pipeline, so it is not known which column holds the labels."
                        + " Name it with --target.");
        assertThat(refused("evaluate", bare, "--data", data, "--target", "y1"))
                .isEqualTo("table.csv: column 'place': the column holds text, and the model carries no pipeline."
                        + " Give numbers only, in the order and scale of the model's input.");
        assertThat(refused("evaluate", model("float32"), bare, "--data", data))
                .isEqualTo(
                        "bare.tflite: it was made for other features, targets or target mappings than study/float32.tflite."
                                + " Evaluate them one at a time.");
        Files.delete(bare);
    }

    @Test
    void modelsOfDifferentTables() {
        Path other = folder.resolve("other.tflite");
        Cli.done("train", data, "--target", "y1", "--drop", "y2", "--epochs", 1, "--hidden", "none", "-o", other);
        assertThat(refused("evaluate", model("full-int8"), other, "--data", data)).startsWith(
                "other.tflite: it was made for other features, targets or target mappings than ")
                .endsWith(". Evaluate them one at a time.");
    }

    @ParameterizedTest
    @CsvSource({"int8, float16", "full-uint8, full-int8", "full-int8, float32", "int16x8, dynamic-range"})
    void quantizedAlready(String from, String to) {
        assertThat(
                refused("quantize", model(from), "--precision", to, "--calibrate", data, "-o", folder.resolve("out")))
                .isEqualTo("study/" + from
                        + ".tflite: the model is quantized already. Give the float32 model it was made from.");
    }

    @ParameterizedTest
    @CsvSource({"int8", "full-uint8", "full-int8", "int16x8"})
    void noCalibration(String precision) {
        assertThat(refused("quantize", model("float32"), "--precision", precision, "-o", folder.resolve("out")))
                .isEqualTo("study/float32.tflite: the precision " + precision + " needs representative rows."
                        + " Name a file with some, such as the training data, with --calibrate.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            full-uint8 | int16 | uint8, int8, float32
            float16    | uint8 | float32
            int8       | int16 | float32, int8, uint8
            int16x8    | uint8 | float32, int16
            """)
    void edgesThatDoNotFit(String precision, String type, String choice) {
        assertThat(
                refused("quantize", model("float32"), "--precision", precision, "--io", type, "--calibrate", data, "-o",
                        folder.resolve("out")))
                .isEqualTo("study/float32.tflite: a model of precision " + precision + " cannot have " + type
                        + " inputs and outputs. Choose one of " + choice + ".");
    }

    @Test
    void calibrationThatDoesNotFit() {
        Path narrow = array("narrow.npy", Tensor.of(Shape.of(3, 2), new float[6]));
        assertThat(quantize(narrow)).isEqualTo("narrow.npy: rows of 2 values do not fit the model's input [1, 6]."
                + " Give one value for each of the model's input features, in its order.");
        Path none = array("none.npy", Tensor.of(Shape.of(0, FEATURES), new float[0]));
        assertThat(quantize(none))
                .isEqualTo("none.npy: the array has no rows. Give at least one sample, along the first axis.");
        Path infinite = array("infinite.npy",
                Tensor.of(Shape.of(1, FEATURES), new float[] {0, Float.POSITIVE_INFINITY, 0, 0, 0, 0}));
        assertThat(quantize(infinite)).contains("infinite");
        Path notNumber = array("nan.npy", Tensor.of(Shape.of(1, FEATURES), new float[] {0, 0, Float.NaN, 0, 0, 0}));
        assertThat(quantize(notNumber)).contains("NaN");
    }

    private static String quantize(Path calibration) {
        return refused("quantize", model("float32"), "--precision", "full-int8", "--calibrate", calibration, "-o",
                folder.resolve("out"));
    }

    private static Path array(String name, Value value) {
        Npy.write(folder.resolve(name), value);
        return folder.resolve(name);
    }

    @Test
    void arraysThatDoNotFit() throws IOException {
        Path real = array("real.npy", Tensor.of(Shape.of(2, FEATURES), new float[2 * FEATURES]));
        Path bytes = array("bytes.npy", Codes.uint8(Shape.of(2, FEATURES), new byte[2 * FEATURES], null));
        Path wide = array("wide.npy", Tensor.of(Shape.of(2, 7), new float[14]));
        assertThat(run("full-uint8", wide)).isEqualTo("wide.npy: the model takes the shape [?, 6], not [2, 7].");
        assertThat(run("float32", wide)).isEqualTo(
                "study/float32.tflite: input tensor 0 'features': the model takes the shape [?, 6], not [2, 7].");
        assertThat(run("full-uint8", real, "--raw")).isEqualTo("real.npy: the array holds real values, but the input"
                + " 'features' takes uint8. Leave out --raw, or save codes with .astype('uint8').");
        Path large = array("large.npy", Codes.int64(Shape.of(1, FEATURES), new long[] {0, 0, 256, 0, 0, 0}, null));
        assertThat(run("full-uint8", large, "--raw")).isEqualTo("large.npy: the integer 256 is beyond uint8, which the"
                + " input 'features' takes. Give integers from 0 to 255.");
        assertThat(run("full-int8", bytes, "--raw")).isEqualTo(
                "study/full-int8.tflite: input tensor 0 'features': the model takes int8 here, not uint8.");
        assertThat(run("full-uint8", bytes)).isEqualTo(
                "bytes.npy: the array holds integers, and whether they are values or the model's codes is not clear."
                        + " Add --raw if they are codes, or save it with .astype('float32') if they are values.");
        assertThat(run("full-uint8", data)).isEqualTo("table.csv: this is not a .npy file. Write it with numpy.save.");
        assertThat(run("full-uint8", real, "--input", real))
                .isEqualTo("study/full-uint8.tflite: the model takes 1 times --input, not 2.");
        byte[] whole = Files.readAllBytes(real);
        Path cut = Files.write(folder.resolve("cut.npy"), Arrays.copyOf(whole, whole.length - 5));
        assertThat(run("full-uint8", cut)).isEqualTo("cut.npy: 43 bytes do not fill the shape [2, 6] of f4.");
    }

    private static String run(String precision, Path input, Object... options) {
        return refused(Arguments.join(new Object[] {"run", model(precision), "--input", input, "--output",
                folder.resolve("out")}, options));
    }

    @Test
    void labelsThatDoNotFit() {
        Path x = array("x.npy", Tensor.of(Shape.of(3, FEATURES), new float[3 * FEATURES]));
        assertThat(evaluate(x)).isEqualTo(
                "x.npy: an array holds no labels. Name them with --labels Y.npy, or give a table with --data.");
        Path few = array("few.npy", Tensor.of(Shape.of(2, 2), new float[4]));
        assertThat(evaluate(x, "--labels", few)).isEqualTo("few.npy: labels of shape [2, 2] do not go with 3 rows.");
        Path codes = array("codes.npy", Codes.int8(Shape.of(3, FEATURES), new byte[3 * FEATURES], null));
        assertThat(evaluate(codes, "--labels", few)).isEqualTo("codes.npy: the array holds integers, and whether they"
                + " are values or the model's codes is not clear. Save it with .astype('float32') if they are values;"
                + " the run command takes codes with --raw.");
        Path one = array("one.npy", Tensor.of(Shape.of(3, 1), new float[3]));
        assertThat(evaluate(x, "--labels", one)).contains("[3, 1]");
        assertThat(evaluate(x, "--labels", few, "--rows", "test"))
                .isEqualTo(
                        "x.npy: only the table that a model was trained on has training and test rows. Leave out --rows.");
    }

    private static String evaluate(Path x, Object... options) {
        return refused(Arguments.join(new Object[] {"evaluate", model("full-int8"), "--data", x}, options));
    }
}

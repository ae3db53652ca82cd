package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tensor.npy.Npz;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Representative data of every kind gives the same quantized model; what does not fit is refused. */
class CalibrationDataTest {

    private static final int ROWS = 40;

    @TempDir
    private Path folder;

    private Path quantized(Path model, Path data, Object... options) {
        Path out = folder.resolve(data.getFileName() + ".tflite");
        Cli.done(Arguments.join(new Object[] {"quantize", model, "--precision", "full-int8", "--calibrate", data, "-o",
                out}, options));
        return out;
    }

    private String refused(Path model, Path data) {
        return Cli.refused(folder, "quantize", model, "--precision", "int8", "--calibrate", data, "-o",
                folder.resolve("out.tflite"));
    }

    private Path npy(String name, Value value) {
        Npy.write(folder.resolve(name), value);
        return folder.resolve(name);
    }

    private Path npz(String name, Object... namesAndValues) {
        Map<String, Value> arrays = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            arrays.put((String) namesAndValues[i], (Value) namesAndValues[i + 1]);
        }
        Npz.write(folder.resolve(name), arrays);
        return folder.resolve(name);
    }

    private Path csv(String name, Tensor... inputs) throws IOException {
        int rows = inputs[0].shape().extent(0);
        List<String> lines = IntStream.range(0, rows).mapToObj(row -> Stream.of(inputs).flatMap(input -> {
            int width = input.values().length / rows;
            return IntStream.range(row * width, (row + 1) * width).mapToObj(i -> Float.toString(input.values()[i]));
        }).collect(Collectors.joining(","))).toList();
        String header = IntStream.range(0, lines.getFirst().split(",", -1).length).mapToObj(c -> "c" + c)
                .collect(Collectors.joining(","));
        return Files.writeString(folder.resolve(name), header + "\n" + String.join("\n", lines) + "\n");
    }

    /** One file for each sample: without an axis for samples, or with one. */
    private Path samples(String name, Tensor rows, boolean axis) throws IOException {
        Path into = Files.createDirectory(folder.resolve(name));
        Shape one = rows.shape().with(0, 1);
        for (int i = 0; i < rows.shape().extent(0); i++) {
            Value sample = rows.slice(i * one.elements(), axis ? one : Shape.of(4, 4, 2));
            Npy.write(into.resolve("sample" + i + ".npy"), sample);
        }
        Files.writeString(into.resolve("notes.txt"), "not a sample");
        return into;
    }

    @Test
    void everyKindOfDataGivesTheSameModel() throws IOException {
        Path model = Dense.single(folder.resolve("image.tflite"), 1, 4, 4, 2);
        Tensor rows = Dense.normal(1, ROWS, 4, 4, 2);
        Path expected = quantized(model, npy("rows.npy", rows));
        for (Path data : List.of(npz("rows.npz", "whatever", rows), csv("rows.csv", rows),
                npy("flat.npy", Tensor.of(Shape.of(ROWS, 32), rows.values())),
                npy("stacked.npy", Tensor.of(Shape.of(ROWS, 1, 4, 4, 2), rows.values())),
                samples("bare", rows, false), samples("batches", rows, true))) {
            assertThat(quantized(model, data)).as(data.toString()).hasSameBinaryContentAs(expected);
        }
        Path few = npy("few.npy", rows.slice(0, Shape.of(ROWS / 2, 4, 4, 2)));
        assertThat(Cli.json("quantize", model, "--precision", "int8", "--calibrate", samples("ten", (Tensor) Npy
                .read(few), true), "-o", folder.resolve("few.tflite")).get("plan").get("calibrationRows").asInt())
                .isEqualTo(ROWS / 2);
    }

    @Test
    void severalInputs() throws IOException {
        Path model = Dense.twoByTwo(folder.resolve("two.tflite"));
        Tensor a = Dense.normal(1, ROWS, 3);
        Tensor b = Dense.normal(2, ROWS, 2);
        Path expected = quantized(model, npz("tensors.npz", "a", a, "serving_default_b:0", b));
        Path parts = Files.createDirectory(folder.resolve("parts"));
        for (int part = 0; part < 4; part++) {
            Npz.write(parts.resolve("part" + part + ".npz"),
                    Map.of("b", b.slice(part * 20, Shape.of(10, 2)), "a", a.slice(part * 30, Shape.of(10, 3))));
        }
        for (Path data : List.of(npz("bare.npz", "b", b, "a", a, "labels", b),
                npz("signature.npz", "second", b, "first", a), npz("positions.npz", "arr_0", a, "arr_1", b),
                csv("columns.csv", a, b), parts)) {
            assertThat(quantized(model, data)).as(data.toString()).hasSameBinaryContentAs(expected);
        }
    }

    @Test
    void integersGoInAsTheyAre() throws IOException {
        Path model = Dense.withIntegers(folder.resolve("ids.tflite"), 1, 2);
        Tensor x = Dense.normal(1, 3, 3);
        Codes ids = Codes.int64(Shape.of(3, 2), new long[] {1, 2, 3, 4, 5, -6}, null);
        Path out = folder.resolve("out.tflite");
        Cli.done("quantize", model, "--precision", "int8", "--calibrate", npz("ids.npz", "x", x, "ids", ids), "-o",
                out);
        Path columns = Files.writeString(folder.resolve("ids.csv"), "a,b,c,d,e\n1,2,3,4,5\n0,1,2,7,8\n");
        Cli.done("quantize", model, "--precision", "int8", "--calibrate", columns, "-o", out);
        assertThat(Cli.done("inspect", out).out()).contains("'ids' int32[1, 2]: integers, which are no codes");
        Files.delete(out);
        assertThat(refused(model, npz("real.npz", "x", x, "ids", Dense.normal(1, 3, 2)))).isEqualTo(
                "real.npz: array 'ids': the array holds real values, but the input 'ids' takes int32. Save it with"
                        + " .astype('int32').");
        Codes large = Codes.int64(Shape.of(3, 2), new long[] {1, 2, 3, 4, 5, 1L << 40}, null);
        assertThat(refused(model, npz("large.npz", "x", x, "ids", large)))
                .startsWith("large.npz: array 'ids': the integer 1099511627776 is beyond int32");
        Path halves = Files.writeString(folder.resolve("halves.csv"), "a,b,c,d,e\n1,2,3,4.5,5\n");
        assertThat(refused(model, halves)).startsWith("halves.csv: column 'd': 4.5 is no int32");
    }

    @Test
    void saysWhatDoesNotFit() throws IOException {
        Path two = Dense.twoByTwo(folder.resolve("two.tflite"));
        Tensor a = Dense.normal(1, ROWS, 3);
        assertThat(refused(two, npz("names.npz", "p", a, "q", a))).isEqualTo(
                "names.npz: the arrays 'p' float32[40, 3], 'q' float32[40, 3] do not name the model's inputs"
                        + " 'a' float32[?, 3], 'serving_default_b:0' float32[?, 2]."
                        + " Name each array as its input, by numpy.savez(file, **{'name': array}).");
        assertThat(refused(two, npz("counts.npz", "a", a, "b", Dense.normal(1, 39, 2)))).startsWith(
                "counts.npz: array 'b': it holds 39 samples, but 'a' holds 40.");
        assertThat(refused(two, npy("a.npy", a))).startsWith("a.npy: the model has 2 inputs, and the file holds one");
        assertThat(refused(two, csv("narrow.csv", a))).startsWith("narrow.csv: rows of 3 values do not fit the model's"
                + " inputs 'a' float32[?, 3], 'serving_default_b:0' float32[?, 2], which take 5.");
        Path image = Dense.single(folder.resolve("image.tflite"), 1, 4, 4, 2);
        assertThat(refused(image, npy("shape.npy", Dense.normal(1, ROWS, 4, 4)))).isEqualTo(
                "shape.npy: rows of 16 values do not fit the model's input [1, 4, 4, 2]."
                        + " Give an array of shape [?, 4, 4, 2].");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(refused(image, empty)).isEqualTo(
                "empty: the folder holds no .npy files. Save each sample in it with numpy.save.");
    }

    @Test
    void namesTheFileInAFolder() throws IOException {
        Path image = Dense.single(folder.resolve("image.tflite"), 1, 4, 4, 2);
        Path ragged = samples("ragged", Dense.normal(1, 12, 4, 4, 2), false);
        float[] values = Dense.normal(1, 4, 4, 2).values().clone();
        values[30] = Float.NaN;
        Npy.write(ragged.resolve("sample7.npy"), Tensor.of(Shape.of(4, 4, 2), values));
        assertThat(refused(image, ragged))
                .isEqualTo("ragged/sample7.npy: sample 1: value 31 of it is NaN, not a number."
                        + " Leave out such samples, or give finite numbers in their place.");
        Npy.write(ragged.resolve("sample10.npy"), Dense.normal(1, 4, 5, 2));
        assertThat(refused(image, ragged)).startsWith("ragged/sample10.npy: rows of 10 values do not fit");
        byte[] whole = Files.readAllBytes(ragged.resolve("sample2.npy"));
        Files.write(ragged.resolve("sample2.npy"), Arrays.copyOf(whole, whole.length - 1));
        assertThat(refused(image, ragged))
                .isEqualTo("ragged/sample2.npy: 127 bytes do not fill the shape [4, 4, 2] of f4.");
    }

    /** 16 GB on paper, almost nothing on the disk; the recipe looks at the first 100 of them. */
    @Test
    void moreThanMemoryHolds() throws IOException {
        Path model = Dense.single(folder.resolve("image.tflite"), 1, 4, 4, 2);
        String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (125000000, 4, 4, 2), }\n";
        Path data = folder.resolve("huge.npy");
        try (var file = new RandomAccessFile(data.toFile(), "rw")) {
            file.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length(), 0});
            file.write(text.getBytes(StandardCharsets.US_ASCII));
            file.setLength(file.length() + 125_000_000L * 32 * 4);
        }
        Path out = folder.resolve("q.tflite");
        Cli.done("quantize", model, "--precision", "int8", "--recipe", "tensorflow", "--calibrate", data, "-o", out);
        Cli.Result held = Cli.run("evaluate", model, "--data", data, "--labels", data);
        assertThat(held.exit()).isEqualTo(1);
        assertThat(held.err()).contains("huge.npy: its samples take 15258 MB, more than half of what the JVM may use");
    }
}

package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tensor.npy.Npz;
import dev.halfstep.tensor.npy.StoredArray;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models with inputs and outputs of any number, shape and type: run, and what the other commands say of them. */
class RunArraysTest {

    @TempDir
    private Path folder;

    private Path npy(String name, Value value) {
        Npy.write(folder.resolve(name), value);
        return folder.resolve(name);
    }

    @Test
    void archivesStandForAllInputsAndOutputs() {
        Path model = Dense.twoByTwo(folder.resolve("two.tflite"));
        Tensor a = Dense.normal(1, 7, 3);
        Tensor b = Dense.normal(2, 7, 2);
        Path x = folder.resolve("x.npz");
        Npz.write(x, Map.of("second", b, "first", a));
        Path left = folder.resolve("left.npy");
        Path right = folder.resolve("right.npy");
        Cli.done("run", model, "--input", x, "--output", left, "--output", right);
        Path y = folder.resolve("y.npz");
        Cli.Result result =
                Cli.done("run", model, "--input", npy("a.npy", a), "--input", npy("b.npy", b), "--output", y);
        assertThat(result.out().lines()).containsExactly("Wrote " + y + ": 'left' float32[7, 2]",
                "Wrote " + y + ": 'right' float32[7, 4]");
        List<StoredArray> arrays = Npz.arrays(y);
        assertThat(arrays).extracting(StoredArray::name).containsExactly("left", "right");
        assertThat(arrays).extracting(StoredArray::read).containsExactly(Npy.read(left), Npy.read(right));
        assertThat(Cli.refused(folder, "run", model, "--input", x, "--input", x, "--output", y))
                .startsWith("x.npz: this is an archive, beside other files.");
    }

    /** A model for one sample, for pairs of them, and without an axis for samples. */
    @Test
    void anyNumberOfSamples() {
        Tensor x = Dense.normal(1, 6, 3);
        float[] expected = run(Dense.single(folder.resolve("one.tflite"), 1, 3), x).values();
        assertThat(expected).hasSize(18);
        assertThat(run(Dense.single(folder.resolve("pairs.tflite"), 2, 3), x).values()).containsExactly(expected);
        Path vector = Dense.single(folder.resolve("vector.tflite"), 3);
        Tensor stacked = run(vector, x);
        assertThat(stacked.shape()).isEqualTo(Shape.of(6, 1, 3));
        assertThat(stacked.values()).containsExactly(expected, within(1e-6f));
        assertThat(run(vector, x.slice(3, Shape.of(3))).values())
                .containsExactly(Arrays.copyOfRange(expected, 3, 6), within(1e-6f));
    }

    private Tensor run(Path model, Tensor x) {
        Path y = folder.resolve("y.npy");
        Cli.done("run", model, "--input", npy("x.npy", x), "--output", y);
        return (Tensor) Npy.read(y);
    }

    @Test
    void scalars() {
        Path model = Dense.scalar(folder.resolve("scalar.tflite"));
        assertThat(run(model, Tensor.of(Shape.of(), 1.3f))).isEqualTo(Tensor.of(Shape.of(), 1.25f));
        assertThat(run(model, Tensor.of(Shape.of(3), 1.3f, -0.6f, 0)))
                .isEqualTo(Tensor.of(Shape.of(3), 1.25f, -0.5f, 0));
    }

    @Test
    void integersAreNoCodes() {
        Path model = Dense.withIntegers(folder.resolve("ids.tflite"), 1, 2);
        Path x = npy("x.npy", Dense.normal(1, 2, 3));
        Path ids = npy("ids.npy", Codes.int64(Shape.of(2, 2), new long[] {4, -1, 7, 1 << 20}, null));
        Path y = folder.resolve("y.npy");
        Path out = folder.resolve("out.npy");
        Cli.done("run", model, "--input", x, "--input", ids, "--output", y, "--output", out);
        assertThat(Npy.read(out))
                .isEqualTo(Codes.int32(Shape.of(2, 2), new int[] {4, -1, 7, 1 << 20}, null));
        assertThat(Cli.refused(folder, "run", model, "--input", x, "--input", x, "--output", y, "--output", out))
                .startsWith("x.npy: the array holds real values, but the input 'ids' takes int32.");
    }

    /** One input without an axis for samples among others that have one. */
    @Test
    void mixedInputs() {
        Path model = Dense.withIntegers(folder.resolve("mixed.tflite"));
        Path x = npy("x.npy", Dense.normal(1, 4, 3));
        Path id = npy("id.npy", Codes.int32(Shape.of(4), new int[] {4, 3, 2, 1}, null));
        Path y = folder.resolve("y.npy");
        Path out = folder.resolve("out.npy");
        Cli.done("run", model, "--input", x, "--input", id, "--output", y, "--output", out);
        assertThat(Npy.read(y).shape()).isEqualTo(Shape.of(4, 1, 2));
        assertThat(Npy.read(out)).isEqualTo(Npy.read(id));
        Path data = folder.resolve("data.npz");
        Npz.write(data, Map.of("x", Npy.read(x), "ids", Npy.read(id)));
        Cli.done("quantize", model, "--precision", "int8", "--calibrate", data, "-o", folder.resolve("q.tflite"));
        Path few = npy("few.npy", Codes.int32(Shape.of(3), new int[3], null));
        assertThat(Cli.refused(folder, "run", model, "--input", x, "--input", few, "--output", y, "--output", out))
                .isEqualTo("mixed.tflite: the inputs have 4 and 3 samples.");
    }

    @Test
    void everyCommandHasAWordForEveryModel() {
        Path x = npy("x.npy", Dense.normal(1, 5, 3));
        Path out = folder.resolve("out");
        for (Path model : List.of(Dense.twoByTwo(folder.resolve("two.tflite")),
                Dense.withIntegers(folder.resolve("ids.tflite"), 1, 2), Dense.scalar(folder.resolve("scalar.tflite")),
                Dense.single(folder.resolve("vector.tflite"), 3),
                Dense.single(folder.resolve("image.tflite"), 1, 1, 1, 3))) {
            assertThat(Cli.done("inspect", model).out()).contains("writes");
            for (Object[] command : List.of(new Object[] {"predict", model, "--data", x, "-o", out},
                    new Object[] {"evaluate", model, "--data", x, "--labels", x},
                    new Object[] {"explain", model, "--data", x},
                    new Object[] {"run", model, "--input", x, "--output", out},
                    new Object[] {"quantize", model, "--precision", "float16", "-o", out},
                    new Object[] {"quantize", model, "--precision", "dynamic-range", "-o", out},
                    new Object[] {"quantize", model, "--precision", "int8", "--calibrate", x, "-o", out},
                    new Object[] {"quantize", model, "--precision", "int8", "--calibrate", x, "--fine-tune", "float",
                            "-o", out},
                    new Object[] {"quantize", model, "--precision", "int8", "--calibrate", x, "--max-deviation", "9",
                            "-o", out})) {
                Cli.Result result = Cli.run(command);
                assertThat(result.exit()).as(Arrays.toString(command)).isBetween(0, 1);
                assertThat(result.err()).as(Arrays.toString(command)).doesNotContain("should not have happened");
            }
        }
    }

    /** What inspect shows of a long name is enough to say what stays in float. */
    @Test
    void largeModelsAreListedLegibly() {
        Path model = Dense.deep(folder.resolve("deep.tflite"), 100);
        String listed = Cli.done("inspect", model).out();
        assertThat(listed.lines()).hasSizeGreaterThan(300).allMatch(line -> line.length() <= 120);
        assertThat(listed).containsPattern("FULLY_CONNECTED[^\n]* model/layer42/MatMul;model/[^\n]*…")
                .endsWith("--json has the names that are cut here (…) whole\n");
        Path out = folder.resolve("q.tflite");
        Cli.done("quantize", model, "--precision", "int8", "--calibrate", npy("x.npy", Dense.normal(1, 9, 3)),
                "--keep-float", "model/layer42/MatMul;*", "--keep-float", "y", "-o", out);
        assertThat(Cli.done("inspect", out).out()).containsPattern("model/layer42/MatMul;[^\n]* float32")
                .containsPattern("model/layer41/MatMul;[^\n]* int8");
    }

    @Test
    void partsStayInFloat() {
        Path model = Dense.twoByTwo(folder.resolve("two.tflite"));
        Path data = folder.resolve("x.npz");
        Npz.write(data, Map.of("a", Dense.normal(1, 9, 3), "b", Dense.normal(2, 9, 2)));
        Path out = folder.resolve("q.tflite");
        Cli.done("quantize", model, "--precision", "int8", "--calibrate", data, "--keep-float", "*/left", "-o", out);
        assertThat(Cli.done("inspect", out).out()).containsPattern("net/left +float32")
                .doesNotContainPattern("net/left +int8")
                .containsPattern("net/right[^\n]* int8");
        String refused = Cli.refused(folder, "quantize", model, "--precision", "full-int8", "--calibrate", data,
                "--keep-float", "FULLY_CONNECTED", "-o", folder.resolve("no.tflite"));
        assertThat(refused).contains("kept in float as asked");
        assertThat(Cli.refused(folder, "quantize", model, "--precision", "int8", "--calibrate", data, "--keep-float",
                "nothing", "-o", folder.resolve("no.tflite"))).contains("is named 'nothing'");
    }
}

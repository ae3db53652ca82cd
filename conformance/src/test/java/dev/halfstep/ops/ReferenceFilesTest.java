package dev.halfstep.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.Shared;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tflite.TfliteReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Networks and public models, each with inputs and the outputs of TensorFlow Lite's reference kernels: every sample by itself must
 * give the same codes, or floats to {@link OpsJudge#FLOAT_TOLERANCE} of the largest output: large terms may cancel each other.
 */
@Tag("golden") // with each set of kernels
class ReferenceFilesTest {

    @TestFactory
    Stream<DynamicTest> publicModels() {
        return Shared.tests("reference/models", folder -> tests(folder, name -> name));
    }

    /** All precisions of a network share their inputs. */
    @TestFactory
    Stream<DynamicTest> networks() {
        return tests(Shared.reference("ops"), name -> name.substring(0, name.indexOf('.')));
    }

    private interface InputOf {
        String name(String model);
    }

    private static Stream<DynamicTest> tests(Path folder, InputOf inputOf) {
        List<String> names;
        try (Stream<Path> files = Files.list(folder)) {
            names = files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".tflite"))
                    .map(name -> name.substring(0, name.length() - ".tflite".length())).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(names).isNotEmpty();
        return names.stream().map(name -> DynamicTest.dynamicTest(name,
                () -> check(folder.resolve(name + ".tflite"), folder.resolve(inputOf.name(name) + ".input.npy"),
                        folder.resolve(name + ".output.npy"))));
    }

    private static void check(Path model, Path input, Path output) {
        Graph graph = TfliteReader.read(model);
        Value in = Npy.read(input);
        Value expected = Npy.read(output);
        Interpreter interpreter = Interpreter.prepare(graph);
        TensorInfo port = graph.inputTensors().getFirst();
        int samples = in.shape().extent(0);
        int size = in.shape().elements() / samples;
        int outputSize = expected.shape().elements() / samples;
        for (int s = 0; s < samples; s++) {
            Value ours = interpreter.run(sample(in, s * size, port));
            assertThat(ours.shape().elements()).isEqualTo(outputSize);
            compare("sample " + s, ours, expected, s * outputSize);
        }
    }

    private static void compare(String name, Value ours, Value expected, int from) {
        int size = ours.shape().elements();
        switch (ours) {
            case Tensor real -> {
                float[] theirs = Arrays.copyOfRange(((Tensor) expected).values(), from, from + size);
                double largest = 1;
                for (float value : theirs) {
                    largest = Math.max(largest, Math.abs(value));
                }
                assertThat(real.values()).as(name).containsExactly(theirs,
                        within((float) (OpsJudge.FLOAT_TOLERANCE * largest)));
            }
            case Codes codes -> assertThat(raw(codes, 0, size)).as(name).isEqualTo(raw((Codes) expected, from, size));
        }
    }

    private static long[] raw(Codes codes, int from, int length) {
        var raw = new long[length];
        for (int i = 0; i < length; i++) {
            raw[i] = codes.rawCode(from + i);
        }
        return raw;
    }

    /** One sample in the type of the model's input: floats are coded as they were for the reference kernels. */
    private static Value sample(Value all, int from, TensorInfo port) {
        Shape shape = port.shape();
        return switch (all) {
            case Tensor real -> {
                float[] values = Arrays.copyOfRange(real.values(), from, from + shape.elements());
                yield port.dtype() == DType.FLOAT32 ? Tensor.of(shape, values)
                        : coded(values, port, port.quantization().orElseThrow());
            }
            case Codes codes -> Codes.of(port.dtype(), shape, raw(codes, from, shape.elements()),
                    port.quantization().orElse(null));
        };
    }

    /** NumPy's rounding, which brings halves to even, made these. */
    private static Codes coded(float[] values, TensorInfo port, Quantization quantization) {
        var codes = new long[values.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (long) Math.rint(values[i] / quantization.scale()) + quantization.zeroPoint();
        }
        return Codes.of(port.dtype(), port.shape(), codes, quantization);
    }
}

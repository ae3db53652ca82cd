package dev.halfstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.Shared;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.model.ModelFile;
import dev.halfstep.quantize.Precision;
import dev.halfstep.tflite.TfliteWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** C that a compiler has made a program of gives the interpreter's codes, for random inputs and for those at the ends. */
class CodesInCTest {

    private static final int ROWS = 10_000;
    /**
     * Multiply-adds that a program of a network may take which is not compiled for speed, unless {@code halfstep.c.all} is set, with
     * which the whole takes several minutes.
     */
    private static final long WORK = 60_000_000;
    private static final int FEW_ROWS = 100;

    @TempDir
    private static Path folder;

    @TestFactory
    Stream<DynamicTest> insurance() {
        return Stream.of("insurance-64-seed0", "insurance-128x64-seed0")
                .flatMap(name -> models(Shared.reference(name)));
    }

    @TestFactory
    Stream<DynamicTest> networks() {
        return models(Shared.reference("ops"));
    }

    @TestFactory
    Stream<DynamicTest> publicModels() {
        return Shared.tests("reference/models", CodesInCTest::models);
    }

    /** What no known network has: attention, images that grow, and rows that become logarithms; the latter have no int16. */
    @TestFactory
    Stream<DynamicTest> networksMadeHere() {
        return SmallNetworks.all().entrySet().stream().flatMap(network -> Stream
                .of(Precision.FULL_INT8, Precision.INT16X8)
                .filter(precision -> precision == Precision.FULL_INT8 || !network.getKey().equals("rows"))
                .map(precision -> DynamicTest.dynamicTest(
                        network.getKey() + " " + precision.label(), () -> {
                            Path file = Files.createTempDirectory(folder, "n").resolve("network.tflite");
                            TfliteWriter.write(Quantized.of(network.getValue(), precision,
                                    SmallNetworks.rows(network.getValue())), file);
                            check(ModelFile.read(file));
                        })));
    }

    /** Where the header says that what comes out may stand where something goes in, it may. */
    @Test
    void outputsMayOverwriteInputs() throws IOException {
        CCompiler.assumeInstalled("gcc");
        Path file = Shared.reference("insurance-128x64-seed0").resolve("full_int8.tflite");
        CModel model = CModel.of(ModelFile.read(file), Files.createTempDirectory(folder, "c"));
        assertThat(model.library().files().get("model.h")).contains("input may share memory");
        byte[] inputs = model.inputs(ROWS, 2);
        assertThat(model.outputs(inputs, "gcc", "-O2", "-DSHARED")).isEqualTo(model.expected(inputs));
    }

    private static Stream<DynamicTest> models(Path models) {
        try (Stream<Path> files = Files.list(models)) {
            return files.filter(file -> isInteger(file.getFileName().toString())).sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(models.getFileName() + " " + file.getFileName(),
                            () -> check(ModelFile.read(file))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isInteger(String name) {
        return name.endsWith(".tflite") && !name.contains("float") && !name.contains("dynamic")
                && !name.contains("fp32")
                && (name.contains("int") || name.startsWith("kws"));
    }

    private static void check(ModelFile file) throws IOException {
        CCompiler.assumeInstalled("gcc");
        CModel model = CModel.of(file, Files.createTempDirectory(folder, "c"));
        byte[] inputs = model.inputs(ROWS, 1);
        long products = Math.max(1, model.library().figures().multiplyAdds());
        int rows = Boolean.getBoolean("halfstep.c.all") ? ROWS : Math.clamp(WORK / products, FEW_ROWS, ROWS);
        byte[] fewer = Arrays.copyOf(inputs, rows * model.rowBytes());
        // Each with a compiler and a program, as many at a time as there are processors.
        var programs = new ArrayList<Callable<byte[]>>(List.of(() -> model.outputs(fewer, "gcc", CCompiler.CHECKED),
                () -> model.outputs(fewer, "gcc", "-O0"), () -> model.outputs(fewer, "gcc", "-O2")));
        if (rows < ROWS) {
            programs.add(() -> model.outputs(inputs, "gcc", "-O3"));
        }
        CompletableFuture<byte[]> expected = CompletableFuture.supplyAsync(() -> model.expected(inputs));
        CompletableFuture<Void> elsewhere = CompletableFuture.runAsync(() -> compileElsewhere(model));
        List<byte[]> outputs = programs.parallelStream().map(CodesInCTest::call).toList();
        assertThat(outputs).allSatisfy(
                given -> assertThat(given).isNotEmpty().isEqualTo(Arrays.copyOf(expected.join(), given.length)));
        elsewhere.join();
    }

    private static byte[] call(Callable<byte[]> task) {
        try {
            return task.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Another compiler takes it, and another language. */
    private static void compileElsewhere(CModel model) {
        if (CCompiler.isInstalled("clang")) {
            CCompiler.run(model.folder(),
                    CCompiler.command("clang", CCompiler.STRICT, List.of("-fsyntax-only", "model.c", "model_test.c")));
        }
        if (CCompiler.isInstalled("g++")) {
            CCompiler.run(model.folder(), List.of("g++", "-x", "c++", "-std=c++11", "-pedantic", "-Wall", "-Wextra",
                    "-Wconversion", "-Werror", "-fsyntax-only", "model.c", "model_test.c"));
        }
    }
}

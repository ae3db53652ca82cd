package dev.halfstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.Shared;
import dev.halfstep.model.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
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
        // Two at a time, each with a compiler and a program.
        List<byte[]> given = Stream.<Callable<byte[]>>of(() -> model.expected(inputs),
                () -> model.outputs(inputs, "gcc", "-O3"), () -> model.outputs(fewer, "gcc", "-O2"),
                () -> model.outputs(fewer, "gcc", "-O0"), () -> model.outputs(fewer, "gcc", CCompiler.CHECKED),
                () -> compiledElsewhere(model)).parallel().map(CodesInCTest::call).toList();
        byte[] expected = given.getFirst();
        assertThat(given.get(1)).isEqualTo(expected);
        byte[] ofFewer = Arrays.copyOf(expected, given.get(2).length);
        assertThat(ofFewer).isNotEmpty();
        assertThat(given.subList(2, 5)).allSatisfy(outputs -> assertThat(outputs).isEqualTo(ofFewer));
    }

    private static byte[] call(Callable<byte[]> task) {
        try {
            return task.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Another compiler takes it, and another language; nothing is to be seen of it but errors. */
    private static byte[] compiledElsewhere(CModel model) {
        if (CCompiler.isInstalled("clang")) {
            CCompiler.run(model.folder(),
                    CCompiler.command("clang", CCompiler.STRICT, List.of("-c", "model.c", "model_test.c")));
        }
        if (CCompiler.isInstalled("g++")) {
            CCompiler.run(model.folder(), List.of("g++", "-x", "c++", "-std=c++11", "-pedantic", "-Wall", "-Wextra",
                    "-Wconversion", "-Werror", "-c", "model.c", "model_test.c"));
        }
        return new byte[0];
    }
}

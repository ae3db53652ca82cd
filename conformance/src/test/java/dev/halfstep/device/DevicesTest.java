package dev.halfstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.Shared;
import dev.halfstep.c.CLibrary;
import dev.halfstep.c.ExportOptions;
import dev.halfstep.c.size.CodeSize;
import dev.halfstep.c.size.RunCount;
import dev.halfstep.c.size.SizeTarget;
import dev.halfstep.cli.Main;
import dev.halfstep.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The C of models on the processors that it is for: it passes its own test, and takes no more than is promised. */
class DevicesTest {

    @TempDir
    private static Path folder;

    private static CModel model(Path file) throws IOException {
        return CModel.of(ModelFile.read(file), Files.createTempDirectory(folder, "c"));
    }

    private static Path insurance() {
        return Shared.reference("insurance-64-seed0").resolve("full_int8.tflite");
    }

    @TestFactory
    Stream<DynamicTest> passTheirTests() {
        List<Path> models =
                List.of(insurance(), Shared.reference("ops").resolve("conv_depthwise_strided.full_int8.tflite"),
                        Shared.reference("ops").resolve("conv_residual.full_uint8.tflite"),
                        Shared.reference("ops").resolve("mlp_tanh_sigmoid.int16x8.tflite"));
        return Arrays.stream(Device.values()).flatMap(device -> models.stream()
                .map(file -> DynamicTest.dynamicTest(device + " " + file.getFileName(), () -> {
                    device.assumeInstalled();
                    CModel model = model(file);
                    assertThat(device.run(model.folder(), List.of(), "model.c", "model_test.c")).contains("pass");
                })));
    }

    /**
     * Rows are coded and decoded in double precision, which these processors do by software. That with vectors is left out: its emulator
     * has no memory for printing doubles.
     */
    @TestFactory
    Stream<DynamicTest> predictRows() {
        return Arrays.stream(Device.values()).filter(device -> device != Device.CORTEX_M55)
                .map(device -> DynamicTest.dynamicTest(device.toString(), () -> {
                    device.assumeInstalled();
                    Path quantized = Files.createTempDirectory(folder, "m").resolve("wages.tflite");
                    Path examples = Path.of("..", "examples");
                    assertThat(Main.run("quantize", examples.resolve("wages.tflite").toString(), "--precision",
                            "full-int8",
                            "--calibrate", examples.resolve("wages.csv").toString(), "-o", quantized.toString()))
                            .isZero();
                    assertThat(device.run(model(quantized).folder(), List.of(), "model.c", "model_test.c"))
                            .contains("pass: 16 runs and 24 rows");
                }));
    }

    /** Fewer instructions than the kernels of an interpreter take, and less memory. */
    @Test
    void insuranceIsQuick() throws IOException {
        check(insurance(), 3500, 2500);
    }

    @Test
    void helloWorldIsQuick() throws IOException {
        check(Shared.file("reference/models/hello_world_int8.tflite"), 2500, 1800);
    }

    @Test
    void anomalyDetectionIsQuick() throws IOException {
        check(Shared.file("reference/models/ad01_int8.tflite"), 1_500_000, 700_000);
    }

    private static void check(Path file, int mostOnM3, int mostOnM4) throws IOException {
        Device.CORTEX_M3.assumeInstalled();
        CLibrary.Figures figures = CModel.of(ModelFile.read(file),
                ExportOptions.named(CModel.NAME).withSizes(List.of(SizeTarget.CORTEX_M3, SizeTarget.CORTEX_M4)),
                Files.createTempDirectory(folder, "c")).library().figures();
        assertThat(instructions(figures.sizes().get(0))).isLessThanOrEqualTo(mostOnM3);
        assertThat(instructions(figures.sizes().get(1))).isLessThanOrEqualTo(mostOnM4);
        assertThat(figures.sizes().getFirst().code()).isLessThanOrEqualTo(2000);
        assertThat(figures.scratch()).isLessThanOrEqualTo(600);
    }

    private static long instructions(CodeSize size) {
        return ((RunCount.Counted) size.run()).count();
    }

    /** 2 KB of RAM and multiplications of 8 bits are enough. */
    @Test
    void runsOnAnAvr() throws IOException {
        CCompiler.assumeInstalled("avr-gcc");
        CCompiler.assumeInstalled("simavr");
        CModel model = model(insurance());
        String printed = AvrRuns.print(model);
        byte[] inputs = new byte[4 * 9];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (byte) (i / 9 * 61 + i % 9 * 37);
        }
        byte[] expected = model.expected(inputs);
        List<Integer> codes = Pattern.compile("code (\\d+)").matcher(printed).results()
                .map(found -> Integer.valueOf(found.group(1))).toList();
        assertThat(codes)
                .isEqualTo(List.of(expected[0] & 0xff, expected[1] & 0xff, expected[2] & 0xff, expected[3] & 0xff));
        assertThat(AvrRuns.cycles(printed)).hasSize(4).allSatisfy(cycles -> assertThat(cycles).isLessThan(65_000));
    }
}

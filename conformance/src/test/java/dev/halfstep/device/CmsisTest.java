package dev.halfstep.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfstep.Shared;
import dev.halfstep.c.ExportOptions;
import dev.halfstep.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dense layers by CMSIS-NN give the codes of those without it. Its sources are not here: the property {@code halfstep.cmsis} says in which
 * folder a clone of them is.
 */
class CmsisTest {

    private static final List<String> SOURCES = List.of(
            "Source/FullyConnectedFunctions/arm_fully_connected_per_channel_s8.c",
            "Source/NNSupportFunctions/arm_nn_vec_mat_mult_t_per_ch_s8.c");

    @TempDir
    private static Path folder;

    /** A clone of its sources. */
    private static Path cmsis() {
        Path clone = Path.of(System.getProperty("halfstep.cmsis", ""));
        assumeTrue(Files.exists(clone.resolve(SOURCES.getFirst())),
                "skipped: no sources of CMSIS-NN in the folder of the property halfstep.cmsis");
        return clone;
    }

    private static CModel model(String network, boolean tflm) throws IOException {
        return CModel.of(ModelFile.read(Shared.reference(network).resolve("full_int8.tflite")),
                ExportOptions.named(CModel.NAME).withTflmRounding(tflm), Files.createTempDirectory(folder, "c"));
    }

    /** What a compiler is told for it to be used. */
    private static List<String> flags(boolean isSingle) {
        var flags = new ArrayList<>(List.of("-O2", "-w", "-DMODEL_CMSIS_NN", "-I" + cmsis().resolve("Include")));
        flags.addAll(SOURCES.stream().map(source -> cmsis().resolve(source).toAbsolutePath().toString()).toList());
        if (isSingle) {
            flags.add("-DCMSIS_NN_USE_SINGLE_ROUNDING");
        }
        return flags;
    }

    @TestFactory
    Stream<DynamicTest> sameCodes() {
        return Stream.of(false, true).flatMap(tflm -> Stream.of("insurance-64-seed0", "insurance-128x64-seed0")
                .map(network -> DynamicTest.dynamicTest(
                        network + (tflm ? " as TensorFlow Lite Micro rounds" : ""), () -> check(network, tflm))));
    }

    private static void check(String network, boolean tflm) throws IOException {
        CCompiler.assumeInstalled("gcc");
        String[] right = flags(!tflm).toArray(String[]::new);
        String[] wrong = flags(tflm).toArray(String[]::new);
        CModel model = model(network, tflm);
        byte[] inputs = model.inputs(10_000, 5);
        assertThat(model.outputs(inputs, "gcc", right)).isEqualTo(model.outputs(inputs, "gcc", "-O2"));
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> model.outputs(inputs, "gcc", wrong))
                .withMessageContaining("to give the same codes");
    }

    /** With DSP instructions, and with vectors. */
    @TestFactory
    Stream<DynamicTest> onDevices() {
        return Stream.of(Device.CORTEX_M4, Device.CORTEX_M55)
                .map(device -> DynamicTest.dynamicTest(device.toString(), () -> {
                    device.assumeInstalled();
                    List<String> flags = flags(true);
                    assertThat(device.run(model("insurance-128x64-seed0", false).folder(), flags, "model.c",
                            "model_test.c")).contains("pass");
                }));
    }
}

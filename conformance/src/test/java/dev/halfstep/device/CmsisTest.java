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

    @TestFactory
    Stream<DynamicTest> sameCodes() {
        return Stream.of(false, true).flatMap(tflm -> Stream.of("insurance-64-seed0", "insurance-128x64-seed0")
                .map(network -> DynamicTest.dynamicTest(network + (tflm ? " as TensorFlow Lite Micro rounds" : ""),
                        () -> check(Shared.reference(network).resolve("full_int8.tflite"), tflm))));
    }

    private static void check(Path file, boolean tflm) throws IOException {
        Path cmsis = Path.of(System.getProperty("halfstep.cmsis", ""));
        assumeTrue(Files.exists(cmsis.resolve(SOURCES.getFirst())),
                "skipped: no sources of CMSIS-NN in the folder of the property halfstep.cmsis");
        CCompiler.assumeInstalled("gcc");
        CModel model = CModel.of(ModelFile.read(file), ExportOptions.named(CModel.NAME).withTflmRounding(tflm),
                Files.createTempDirectory(folder, "c"));
        byte[] inputs = model.inputs(10_000, 5);
        byte[] own = model.outputs(inputs, "gcc", "-O2");
        var flags = new ArrayList<>(List.of("-O2", "-DMODEL_CMSIS_NN", "-w", "-I" + cmsis.resolve("Include")));
        flags.addAll(SOURCES.stream().map(source -> cmsis.resolve(source).toString()).toList());
        var single = new ArrayList<>(flags);
        single.add("-DCMSIS_NN_USE_SINGLE_ROUNDING");
        List<String> right = tflm ? flags : single;
        List<String> wrong = tflm ? single : flags;
        assertThat(model.outputs(inputs, "gcc", right.toArray(String[]::new))).isEqualTo(own);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> model.outputs(inputs, "gcc", wrong.toArray(String[]::new)))
                .withMessageContaining("to give the same codes");
    }
}

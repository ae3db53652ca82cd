package dev.halfstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.Shared;
import dev.halfstep.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes the table of docs/device.md, as {@code target/device.md}. */
class DeviceTableTest {

    @TempDir
    private static Path folder;

    private final StringBuilder table = new StringBuilder(
            "| model | processor | code | tables | memory | instructions |\n|---|---|---|---|---|---|\n");

    @Test
    void isWritten() throws IOException {
        Device.CORTEX_M3.assumeInstalled();
        rows("insurance, 9-64-1", Shared.reference("insurance-64-seed0").resolve("full_int8.tflite"), 40);
        Path models = Path.of("..", "..", "shared", "reference", "models");
        if (Files.exists(models)) {
            rows("hello_world", models.resolve("hello_world_int8.tflite"), 40);
            rows("anomaly detection", models.resolve("ad01_int8.tflite"), 2);
        }
        Path target = Files.createDirectories(Path.of("target")).resolve("device.md");
        Files.writeString(target, table);
        assertThat(target).isNotEmptyFile();
    }

    private void rows(String name, Path file, int runs) throws IOException {
        CModel model = CModel.of(ModelFile.read(file), Files.createTempDirectory(folder, "c"));
        for (Device device : new Device[] {Device.CORTEX_M0, Device.CORTEX_M3, Device.CORTEX_M4, Device.CORTEX_M7,
                Device.CORTEX_M33}) {
            boolean fits = device != Device.CORTEX_M0;
            row(name, device.name().toLowerCase(Locale.ROOT).replace('_', '-'), Counting.code(device, model), model,
                    fits ? String.format(Locale.ROOT, "%,d", Counting.instructions(device, model, runs)) : "");
        }
        if (CCompiler.isInstalled("avr-gcc") && CCompiler.isInstalled("simavr")
                && model.library().figures().constants() < 2000
                && name.startsWith("insurance")) {
            table.append(String.format(Locale.ROOT, "| %s | atmega328p | | | | %,d cycles |%n", name,
                    Counting.cycles(Counting.avr(model)).getFirst()));
        }
    }

    private void row(String name, String device, int code, CModel model, String instructions) {
        var figures = model.library().figures();
        table.append(String.format(Locale.ROOT, "| %s | %s | %,d | %,d | %,d | %s |%n", name, device, code,
                figures.constants(),
                figures.scratch() + figures.edge(), instructions));
    }
}

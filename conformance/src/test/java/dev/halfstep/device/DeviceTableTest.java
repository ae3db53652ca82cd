package dev.halfstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.Shared;
import dev.halfstep.c.CLibrary;
import dev.halfstep.c.ExportOptions;
import dev.halfstep.c.size.CodeSize;
import dev.halfstep.c.size.RunCount;
import dev.halfstep.c.size.RunCount.Unit;
import dev.halfstep.c.size.SizeTarget;
import dev.halfstep.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
        rows("insurance, 9-64-1", Shared.reference("insurance-64-seed0").resolve("full_int8.tflite"));
        Path models = Path.of("..", "..", "shared", "reference", "models");
        if (Files.exists(models)) {
            rows("hello_world", models.resolve("hello_world_int8.tflite"));
            rows("anomaly detection", models.resolve("ad01_int8.tflite"));
        }
        Path target = Files.createDirectories(Path.of("target")).resolve("device.md");
        Files.writeString(target, table);
        assertThat(target).isNotEmptyFile();
    }

    private void rows(String name, Path file) throws IOException {
        List<SizeTarget> targets = Arrays.stream(SizeTarget.values())
                .filter(target -> target != SizeTarget.CORTEX_M4F).toList();
        CLibrary.Figures figures = CModel.of(ModelFile.read(file),
                ExportOptions.named(CModel.NAME).withSizes(targets), Files.createTempDirectory(folder, "c")).library()
                .figures();
        for (CodeSize size : figures.sizes()) {
            table.append(String.format(Locale.ROOT, "| %s | %s | %s | %,d | %,d | %s |%n", name, size.target().label(),
                    size.isMeasured() ? String.format(Locale.ROOT, "%,d", size.code()) : "", figures.constants(),
                    figures.scratch() + figures.edge(), run(size.run())));
        }
    }

    private static String run(RunCount run) {
        return switch (run) {
            case RunCount.Counted counted when counted.unit() == Unit.CYCLES ->
                String.format(Locale.ROOT, "%,d cycles", counted.count());
            case RunCount.Counted counted -> String.format(Locale.ROOT, "%,d", counted.count());
            case RunCount.NotCounted none -> none.why();
        };
    }
}

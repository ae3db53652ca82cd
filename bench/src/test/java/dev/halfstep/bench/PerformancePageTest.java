package dev.halfstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformancePageTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void aMachine() throws IOException {
        Files.writeString(folder.resolve("machine.json"), """
                {"date": "2026-01-02", "quick": false, "load": 0.25, "processor": "Abacus", "cores": 2,
                 "caches": {"L1": 32768, "L2": 524288}, "memory": 1073741824, "system": "Linux", "jvm": "25",
                 "versions": {"JMH": "1.37"}}
                """);
    }

    @Test
    void ratiosAreOfMediansOverAllRounds() throws IOException {
        jmh("codes-1-1", codes("halfstep", "[[10, 30], [20]]"), codes("tflite-xnnpack", "[[500, 420]]"),
                codes("tflite-builtin", "[[900]]"), codes("onnxruntime", "[[1000]]"));
        jmh("codes-2-1", codes("halfstep", "[[20, 20]]"), codes("tflite-xnnpack", "[[440]]"));

        String page = page();

        assertThat(page).contains("Abacus, 2 cores, L1 32 KB, L2 512 KB; 1,024 MB of memory")
                .contains("| full-uint8 9-64-1, one row | the fastest TFLite | at least 20 × | 22.0 × | reached |")
                .contains("| full-uint8 9-64-1, one row | ONNX Runtime | at least 100 × | 50.0 × | **missed** |")
                .contains("| Halfstep | **20.0 ns ± 0 %** |")
                .contains("| TFLite, XNNPACK | 22.0 × · 440 ns ± 5 % |");
    }

    @Test
    void whatWasNotMeasuredIsSaidToBeMissing() throws IOException {
        assertThat(page()).contains("| keyword spotting int8, one row | TFLite, XNNPACK | at least 0.25 × |"
                + " not measured |").contains("Not measured in this run.");
    }

    @Test
    void processesHaveTheirRatio() throws IOException {
        Files.writeString(folder.resolve("processes.json"), """
                [{"name": "halfstep predict", "wall": [3, 2.8, 3.2], "cpu": [4], "peak": [104857600, 209715200]},
                 {"name": "FastCSV, reading alone", "wall": [2.5, 2.5], "cpu": [], "peak": []}]
                """);

        assertThat(page()).contains("| `predict`, time | FastCSV, reading alone | at most 1.5 × | 1.20 × | reached |")
                .contains("| `predict`, peak memory |  | at most 512 MB | 200 MB | reached |")
                .contains("| halfstep predict | 3 | 2.80 s | 3.00 s | 4.00 s | 200 MB |")
                .contains("| FastCSV, reading alone | 2 | 2.50 s | 2.50 s | unknown | unknown |");
    }

    @Test
    void sizesAreDividedByRowsOrProducts() throws IOException {
        jmh("rows-1-1", size("9-64-1", 1000, 64000));
        jmh("hidden-1-1", size("9-16-1", 1024, 10 * 16 * 1024 / 2));

        String page = page();

        assertThat(page).contains("| 1,000 | 64.0 |").contains("| 16 | 0.5 |")
                .contains("- Halfstep: least 64.0 ns at 1,000, most 64.0 ns at 1,000").contains("6,241 in L2")
                .contains("724 in L2");
        assertThat(Files.readString(folder.resolve("performance-rows.svg"))).contains("Halfstep, 1,000: 64");
        assertThat(Files.readString(folder.resolve("performance-hidden.svg"))).contains("Halfstep, 9-H-1, 16: 0.5");
    }

    @Test
    void aNameThatNothingFillsIsAnError() {
        assertThat(PerformancePage.filled("{{a}} b {{a}}", Map.of("a", "$1"))).isEqualTo("$1 b $1");
        assertThatIllegalStateException().isThrownBy(() -> PerformancePage.filled("{{typo}}", Map.of()))
                .withMessageContaining("typo");
    }

    private String page() throws IOException {
        new PerformancePage(Results.read(folder)).write(folder);
        return Files.readString(folder.resolve("performance.md"));
    }

    private static String codes(String engine, String times) {
        return """
                {"benchmark": "dev.halfstep.bench.CodesBench.run",
                 "params": {"network": "9-64-1", "rows": "1", "engine": "%s"}, "primaryMetric": {"rawData": %s}}
                """.formatted(engine, times);
    }

    private static String size(String network, int rows, double time) {
        return """
                {"benchmark": "dev.halfstep.bench.SizeBench.run",
                 "params": {"network": "%s", "rows": "%d", "engine": "halfstep"}, "primaryMetric": {"rawData": [[%s]]}}
                """.formatted(network, rows, time);
    }

    private void jmh(String name, String... results) throws IOException {
        Files.writeString(folder.resolve(name + ".json"), "[" + String.join(",", results) + "]");
    }
}

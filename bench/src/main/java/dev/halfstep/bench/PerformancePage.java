package dev.halfstep.bench;

import dev.halfstep.file.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** The page of what was measured: a template, which holds the explanations, with figures in place of its {@code {{names}}}. */
final class PerformancePage {

    static final String FILE = "performance.md";
    static final String ROWS_CHART = "performance-rows.svg";
    static final String HIDDEN_CHART = "performance-hidden.svg";

    private static final Pattern NAME = Pattern.compile("\\{\\{([a-z0-9-]+)}}");
    /** What a row of 9-64-1 fills: its codes and its result as uint8 and as int8, and the hidden units. */
    private static final int BYTES_OF_A_ROW = 2 * 9 + 64 + 2;

    private final Results results;

    PerformancePage(Results results) {
        this.results = results;
    }

    /** Writes the page and its charts into a folder. */
    void write(Path docs) throws IOException {
        SizeSeries rows = SizeSeries.rows(results);
        SizeSeries hidden = SizeSeries.hidden(results);
        Map<String, String> texts = Map.ofEntries(
                Map.entry("machine", machine()), Map.entry("run", run()), Map.entry("versions", versions()),
                Map.entry("aims", Aim.rows(results)), Map.entry("codes", codes()), Map.entry("units", units()),
                Map.entry("precisions", precisions()), Map.entry("files", files()),
                Map.entry("processes", processes()), Map.entry("rows-chart", ROWS_CHART),
                Map.entry("hidden-chart", HIDDEN_CHART), Map.entry("rows-table", rows.markdown()),
                Map.entry("hidden-table", hidden.markdown()),
                Map.entry("rows-extremes", rows.extremes()), Map.entry("hidden-extremes", hidden.extremes()),
                Map.entry("rows-in-caches", inCaches(bytes -> bytes / BYTES_OF_A_ROW)),
                Map.entry("units-in-caches", inCaches(Math::sqrt)));
        WholeFile.write(docs.resolve(FILE), filled(template(), texts).getBytes(StandardCharsets.UTF_8));
        WholeFile.write(docs.resolve(ROWS_CHART), rows.svg().getBytes(StandardCharsets.UTF_8));
        WholeFile.write(docs.resolve(HIDDEN_CHART), hidden.svg().getBytes(StandardCharsets.UTF_8));
    }

    private static String template() throws IOException {
        try (InputStream in = PerformancePage.class.getResourceAsStream("performance.md")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The template with each name replaced by its text. */
    static String filled(String template, Map<String, String> texts) {
        return NAME.matcher(template).replaceAll(name -> Matcher.quoteReplacement(Optional
                .ofNullable(texts.get(name.group(1)))
                .orElseThrow(() -> new IllegalStateException("the template asks for " + name.group()))));
    }

    private String machine() {
        Machine machine = results.machine();
        String caches = machine.caches().entrySet().stream()
                .map(cache -> ", " + cache.getKey() + " " + Texts.bytes((double) cache.getValue()))
                .collect(Collectors.joining());
        return machine.processor() + ", " + machine.cores() + " cores" + caches + "; "
                + Texts.bytes((double) machine.memory())
                + " of memory; " + machine.system() + "; JDK " + machine.jvm();
    }

    private String run() {
        Machine machine = results.machine();
        String load = machine.load() < 0 ? ""
                : String.format(Locale.ROOT, "; load average at its start %.1f", machine.load());
        return machine.date() + (machine.quick() ? ", a quick run: **rough figures**" : "") + load;
    }

    private String versions() {
        return results.machine().versions().entrySet().stream()
                .map(library -> library.getKey() + " " + library.getValue()).collect(Collectors.joining(", "));
    }

    private String codes() {
        return new TimeTable(results, CodesBench.class)
                .column("9-64-1", 1, "network", "9-64-1").column("9-64-1", 1024, "network", "9-64-1")
                .column("9-128-64-1", 1, "network", "9-128-64-1").column("9-128-64-1", 1024, "network", "9-128-64-1")
                .markdown();
    }

    private String precisions() {
        var table = new TimeTable(results, PrecisionBench.class);
        for (String precision : List.of("float32", "dynamic-range", "int16x8")) {
            table.column(precision, 1, "network", "9-64-1", "precision", precision)
                    .column(precision, 1024, "network", "9-64-1", "precision", precision);
        }
        return table.markdown();
    }

    private String files() {
        return new TimeTable(results, FileBench.class)
                .column("anomaly detection", 1, "network", FileBench.ANOMALY_DETECTION)
                .column("anomaly detection", 64, "network", FileBench.ANOMALY_DETECTION)
                .column("keyword spotting", 1, "network", FileBench.KEYWORD_SPOTTING).markdown();
    }

    private String units() {
        return way(UnitsBench.CODES, "codes to code, the bare interpreter") + "\n"
                + way(UnitsBench.UNITS, "raw values of the features to the target's unit");
    }

    private String way(String way, String label) {
        return "| " + label + " | " + results.times(UnitsBench.class, "way", way)
                .map(times -> Texts.time(times.median()) + " " + Texts.noise(times)).orElse("not measured") + " |";
    }

    private String processes() {
        var lines = new ArrayList<String>();
        for (String name : List.of(Processes.VERSION, Processes.QUANTIZE, Processes.STUDY, Processes.PREDICT,
                Processes.READ_ALONE)) {
            results.process(name).ifPresent(process -> lines.add(line(process)));
        }
        return String.join("\n", lines);
    }

    private static String line(Processes.Measured process) {
        Times wall = process.wallTimes();
        return String.format(Locale.ROOT, "| %s | %d | %.2f s | %.2f s | %s | %s |", process.name(),
                process.wall().length, wall.min(), wall.median(),
                process.cpu().length == 0 ? "unknown"
                        : String.format(Locale.ROOT, "%.2f s", Times.of(DoubleStream.of(process.cpu())).median()),
                process.peak().length == 0 ? "unknown"
                        : Texts.bytes(DoubleStream.of(process.peak()).max().orElseThrow()));
    }

    /** How much of something fits into each cache. */
    private String inCaches(DoubleUnaryOperator amount) {
        return results.machine().caches().entrySet().stream()
                .map(cache -> Texts.count((long) amount.applyAsDouble(cache.getValue())) + " in " + cache.getKey())
                .collect(Collectors.joining(", "));
    }
}

package dev.halfstep.bench;

import dev.halfstep.bench.peer.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Cost against size: a chart and a table of the same figures. */
final class SizeSeries {

    private static final List<Engine> ENGINES = List.of(Engine.HALFSTEP, Engine.TFLITE_BUILTIN, Engine.TFLITE_XNNPACK,
            Engine.ONNX_RUNTIME);

    /**
     * One work of a series.
     *
     * @param size where it stands on the axis
     * @param units by which its time is divided
     */
    private record Point(String network, long rows, double size, double units) {}

    /** Works of growing size that share a line of the chart. */
    private record Series(String suffix, boolean dashed, List<Point> points) {}

    private final Results results;
    private final Chart chart;
    private final String sizeName;
    private final List<Series> series;

    private SizeSeries(Results results, Chart chart, String sizeName, List<Series> series) {
        this.results = results;
        this.chart = chart;
        this.sizeName = sizeName;
        this.series = series;
    }

    /** Time for each row against rows. */
    static SizeSeries rows(Results results) {
        List<Point> points = Stream.of(Part.SOME_ROWS, Part.MANY_ROWS).flatMap(Arrays::stream).map(Long::valueOf)
                .map(rows -> new Point("9-64-1", rows, rows, rows)).toList();
        return new SizeSeries(results,
                new Chart("Full-uint8 9-64-1: time for each row", "rows in one run", "ns for each row"), "rows",
                List.of(new Series("", false, points)));
    }

    /** Time for each multiply-add against hidden units. */
    static SizeSeries hidden(Results results) {
        return new SizeSeries(results,
                new Chart("Full-uint8: time for each multiply-add", "hidden units H", "ns for each multiply-add"),
                "hidden units", List.of(
                        new Series(", 9-H-1", false, points(Part.ONE_LAYER, Part.ONE_LAYER_ROWS)),
                        new Series(", 9-H-H-1", true, points(Part.TWO_LAYERS, Part.TWO_LAYER_ROWS))));
    }

    private static List<Point> points(String[] networks, String rows) {
        long count = Long.parseLong(rows);
        return Arrays.stream(networks).map(network -> {
            int[] widths = DenseNetwork.extents(network);
            double products = 0;
            for (int i = 1; i < widths.length; i++) {
                products += (double) widths[i - 1] * widths[i];
            }
            return new Point(network, count, widths[1], products * count);
        }).toList();
    }

    String svg() {
        for (Series one : series) {
            for (int color = 0; color < ENGINES.size(); color++) {
                Engine engine = ENGINES.get(color);
                List<Point> measured = one.points.stream().filter(p -> cost(p, engine).isPresent()).toList();
                chart.line(engine.label() + one.suffix, measured.stream().map(Point::size).toList(),
                        measured.stream().map(p -> cost(p, engine).orElseThrow()).toList(), color, one.dashed);
            }
        }
        return chart.svg();
    }

    /** The figures as a table, in nanoseconds. */
    String markdown() {
        var lines = new ArrayList<String>();
        var names = new ArrayList<String>();
        series.forEach(one -> ENGINES.forEach(engine -> names.add(engine.label() + one.suffix)));
        lines.add("| " + sizeName + " | " + String.join(" | ", names) + " |");
        lines.add("|---:" + "|---:".repeat(names.size()) + "|");
        for (int i = 0; i < series.getFirst().points.size(); i++) {
            var cells = new ArrayList<String>();
            for (Series one : series) {
                for (Engine engine : ENGINES) {
                    cells.add(cost(one.points.get(i), engine).map(Texts::digits).orElse(""));
                }
            }
            if (!cells.stream().allMatch(String::isEmpty)) {
                lines.add("| " + Texts.count((long) series.getFirst().points.get(i).size) + " | "
                        + String.join(" | ", cells) + " |");
            }
        }
        return String.join("\n", lines);
    }

    /** Where each line is lowest and highest, as a list: what an explanation has to be true to. */
    String extremes() {
        var lines = new ArrayList<String>();
        for (Series one : series) {
            for (Engine engine : ENGINES) {
                List<Point> measured = one.points.stream().filter(p -> cost(p, engine).isPresent())
                        .sorted(Comparator.comparing(p -> cost(p, engine).orElseThrow())).toList();
                if (!measured.isEmpty()) {
                    lines.add("- " + engine.label() + one.suffix + ": least " + at(measured.getFirst(), engine)
                            + ", most " + at(measured.getLast(), engine));
                }
            }
        }
        return String.join("\n", lines);
    }

    private String at(Point point, Engine engine) {
        return Texts.digits(cost(point, engine).orElseThrow()) + " ns at " + Texts.count((long) point.size);
    }

    private Optional<Double> cost(Point point, Engine engine) {
        return results.times(SizeBench.class, "network", point.network, "rows", Long.toString(point.rows), "engine",
                engine.id()).map(times -> times.median() / point.units);
    }
}

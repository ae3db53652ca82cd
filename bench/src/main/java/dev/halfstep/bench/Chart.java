package dev.halfstep.bench;

import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Lines on two logarithmic axes, as an SVG picture with real text that follows a light or dark page.
 *
 * <p>
 * Drawn by hand since chart libraries write text as outlines, hundreds of kilobytes for two axes, in fixed colours.
 */
final class Chart {

    /** Colours, from the palette of Okabe and Ito: those that show on white and on black. */
    private static final List<String> COLORS = List.of("#d55e00", "#0072b2", "#009e73", "#cc79a7");
    private static final String STYLE = """
            <style>
            :root { --ink: #1f2328; --grid: #d1d9e0 }
            @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --grid: #3d444d } }
            text { font: 13px system-ui, sans-serif; fill: var(--ink) }
            .grid { stroke: var(--grid); fill: none }
            .line { fill: none; stroke-width: 2 }
            </style>
            """;
    private static final int WIDTH = 820;
    private static final int LEFT = 70;
    private static final int RIGHT = 780;
    private static final int TOP = 44;
    private static final int BOTTOM = 370;
    private static final int LEGEND = 442;
    private static final int LEGEND_ROW = 22;
    private static final int LEGEND_COLUMN = 365;

    /** Steps of an axis within a decade. */
    private static final int[] STEPS = {1, 2, 5};

    private record Line(String label, List<Double> x, List<Double> y, int color, boolean dashed) {}

    private final String title;
    private final String xTitle;
    private final String yTitle;
    private final List<Line> lines = new ArrayList<>();

    Chart(String title, String xTitle, String yTitle) {
        this.title = title;
        this.xTitle = xTitle;
        this.yTitle = yTitle;
    }

    /**
     * Adds a line; one without points is left out.
     *
     * @param x above 0
     * @param y as many, above 0
     * @param color the number of its colour, from 0
     */
    void line(String label, List<Double> x, List<Double> y, int color, boolean dashed) {
        if (!x.isEmpty()) {
            lines.add(new Line(label, x, y, color, dashed));
        }
    }

    /** The picture; empty axes if there is no line. */
    String svg() {
        Axis x = new Axis(lines.stream().flatMap(line -> line.x.stream()).mapToDouble(v -> v).toArray(), LEFT, RIGHT);
        Axis y = new Axis(lines.stream().flatMap(line -> line.y.stream()).mapToDouble(v -> v).toArray(), BOTTOM, TOP);
        int height = LEGEND + LEGEND_ROW * Math.ceilDiv(lines.size(), 2);
        var svg = new Formatter(Locale.ROOT);
        svg.format("<svg xmlns=\"http://www.w3.org/2000/svg\" "
                + "viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
                WIDTH, height, title);
        svg.format("%s", STYLE);
        svg.format("<text x=\"%d\" y=\"22\" style=\"font-weight: bold\">%s</text>\n", LEFT, title);
        for (double tick : x.ticks()) {
            svg.format("<path class=\"grid\" d=\"M%.1f %dV%d\"/>"
                    + "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                    x.position(tick), TOP, BOTTOM, x.position(tick), BOTTOM + 20, label(tick));
        }
        for (double tick : y.ticks()) {
            svg.format("<path class=\"grid\" d=\"M%d %.1fH%d\"/>"
                    + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
                    LEFT, y.position(tick), RIGHT, LEFT - 8, y.position(tick) + 4, label(tick));
        }
        svg.format("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", (LEFT + RIGHT) / 2, BOTTOM + 42,
                xTitle);
        svg.format("<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>\n",
                (TOP + BOTTOM) / 2, yTitle);
        for (int i = 0; i < lines.size(); i++) {
            draw(svg, lines.get(i), x, y);
            legend(svg, lines.get(i), LEFT + i % 2 * LEGEND_COLUMN, LEGEND + i / 2 * LEGEND_ROW);
        }
        return svg.format("</svg>\n").toString();
    }

    private static void draw(Formatter svg, Line line, Axis x, Axis y) {
        var path = new StringBuilder();
        for (int i = 0; i < line.x.size(); i++) {
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", x.position(line.x.get(i)),
                    y.position(line.y.get(i))));
        }
        svg.format("<path class=\"line\" stroke=\"%s\"%s d=\"%s\"/>\n", COLORS.get(line.color), dashes(line), path);
        for (int i = 0; i < line.x.size(); i++) {
            svg.format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"><title>%s, %s: %s</title></circle>\n",
                    x.position(line.x.get(i)), y.position(line.y.get(i)), COLORS.get(line.color), line.label,
                    label(line.x.get(i)), label(line.y.get(i)));
        }
    }

    private static void legend(Formatter svg, Line line, int x, int y) {
        svg.format("<path class=\"line\" stroke=\"%s\"%s d=\"M%d %dh30\"/>"
                + "<text x=\"%d\" y=\"%d\">%s</text>\n",
                COLORS.get(line.color), dashes(line), x, y - 4, x + 38, y, line.label);
    }

    private static String dashes(Line line) {
        return line.dashed ? " stroke-dasharray=\"6 5\"" : "";
    }

    /** Three digits at least, without a tail of zeros. */
    private static String label(double value) {
        String text = String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.3f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    /** A logarithmic axis that some values fit on, between two positions in the picture. */
    private static final class Axis {

        private final double low;
        private final double high;
        private final int from;
        private final int to;

        Axis(double[] values, int from, int to) {
            low = DoubleStream.of(values).min().orElse(1) / 1.15;
            high = DoubleStream.of(values).max().orElse(10) * 1.15;
            this.from = from;
            this.to = to;
        }

        double position(double value) {
            return from + (to - from) * Math.log(value / low) / Math.log(high / low);
        }

        /** Powers of ten, and their multiples where there are few of them. */
        double[] ticks() {
            int first = (int) Math.floor(Math.log10(low));
            int last = (int) Math.ceil(Math.log10(high));
            int steps = last - first > 4 ? 1 : STEPS.length;
            return IntStream.rangeClosed(first, last).boxed()
                    .flatMapToDouble(decade -> IntStream.range(0, steps)
                            .mapToDouble(step -> STEPS[step] * Math.pow(10, decade)))
                    .filter(tick -> tick >= low && tick <= high).toArray();
        }
    }
}

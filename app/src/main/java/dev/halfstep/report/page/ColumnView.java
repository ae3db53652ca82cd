package dev.halfstep.report.page;

import dev.halfstep.explain.codes.CodeUse;
import dev.halfstep.explain.codes.CodeUse.Column;
import dev.halfstep.report.Figures;
import dev.halfstep.report.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A feature or a target in the domain table.
 *
 * @param role what it is to the model
 */
record ColumnView(Column column, String role) {

    /** More rows would make the page slow to read and large to send. */
    static final int MOST = 200;

    private static final int NOISE_DIGITS = 6;

    /** How many of the rows beyond the range are named. */
    private static final int NAMED = 3;

    /** The columns that are listed, targets first: all, or where there are many, those that most rows lie outside of. */
    static List<ColumnView> of(CodeUse use) {
        var all = new ArrayList<ColumnView>();
        use.outputs().forEach(column -> all.add(new ColumnView(column, "target")));
        use.inputs().forEach(column -> all.add(new ColumnView(column, "feature")));
        if (all.size() <= MOST) {
            return List.copyOf(all);
        }
        return IntStream.range(0, all.size()).boxed()
                .sorted(Comparator.comparingInt((Integer c) -> all.get(c).column.rowsOutside()).reversed()).limit(MOST)
                .sorted().map(all::get).toList();
    }

    String name() {
        return Names.shown(column.name());
    }

    /** The rows that lie furthest outside. */
    String furthest() {
        String rows = column.outside().stream().limit(NAMED)
                .map(outside -> "row " + Figures.count(outside.row()) + ": " + figure(outside.value()))
                .collect(Collectors.joining("; "));
        return rows.isEmpty() ? "–" : rows;
    }

    /** Whether the bar can be drawn. */
    boolean hasBar() {
        return Stream.of(column.low(), column.high(), column.smallest(), column.largest()).allMatch(Double::isFinite)
                && right() > left();
    }

    private double left() {
        return Math.min(column.low(), column.smallest());
    }

    private double right() {
        return Math.max(column.high(), column.largest());
    }

    /** Where a value lies on the bar, from 0 at its left end to 100 at its right. */
    String at(double value) {
        return percent(value - left());
    }

    /** How long a part of the bar is, from 0 to 100; nothing if it ends before it begins. */
    String length(double from, double to) {
        return percent(Math.max(0, to - from));
    }

    private String percent(double distance) {
        return String.format(Locale.ROOT, "%.2f", 100 * distance / (right() - left()));
    }

    /** A value of the column, without what float32 adds to it by standardising and back: 0 is no 6.445e-09. */
    String figure(double value) {
        double span = right() - left();
        if (!(span > 0) || !Double.isFinite(span)) {
            return Figures.of(value);
        }
        // Some digits more than are shown, fewer than float32 has.
        double unit = Math.pow(10, Math.floor(Math.log10(span)) - NOISE_DIGITS);
        return Figures.of(Math.rint(value / unit) * unit);
    }

    /** The bar in words. */
    String inWords() {
        return "codes from " + figure(column.low()) + " to " + figure(column.high()) + ", data from "
                + figure(column.smallest()) + " to " + figure(column.largest());
    }
}

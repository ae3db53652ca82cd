package dev.halfstep.report.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.explain.Explanation;
import dev.halfstep.explain.codes.CodeUse;
import dev.halfstep.explain.codes.CodeUse.Histogram;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.report.Measure;
import dev.halfstep.report.Names;
import dev.halfstep.report.ReportData;
import dev.halfstep.report.ResultJson;
import dev.halfstep.study.WorstCase;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the charts of a report show: {@code targets} with points and distributions, {@code budget} and {@code layers}. The page
 * draws from it, and a command's JSON carries the same, so that every figure in the one is in the other.
 */
public final class ChartData {

    /** Points in all charts together: as many as a browser draws without a pause. */
    static final int MOST_POINTS = 2000;

    static final int MOST_TARGETS = 6;

    static final int MOST_LAYERS = 60;

    /** Values of points are rounded to what is more than a screen can show, for the sake of the file's size. */
    private static final MathContext POINT_DIGITS = new MathContext(7);

    private ChartData() {}

    /** All that the charts of a subject and its explanation show. */
    public static ObjectNode of(Subject subject, Explanation explanation) {
        ObjectNode json = ResultJson.object();
        List<TargetValues> shown = shownTargets(subject);
        ArrayNode targets = json.putArray("targets");
        shown.forEach(target -> add(targets.addObject(), target, subject, MOST_POINTS / shown.size()));
        Measure measure = Measure.of(subject.units());
        add(json.putObject("budget"), BudgetView.of(explanation.budget(), measure));
        ArrayNode layers = json.putArray("layers");
        shownLayers(explanation.use()).forEach(layer -> add(layers.addObject(), layer));
        return json;
    }

    /** The same of a report: with the worst cases that it has. */
    static ObjectNode of(ReportData report) {
        ObjectNode json = of(report.subject(), report.explanation());
        report.worstCase().ifPresent(found -> {
            ArrayNode worst = json.putArray("worst");
            IntStream.range(0, Math.min(MOST_TARGETS, found.certificate().targets().size()))
                    .forEach(target -> add(worst.addArray(), found, target));
        });
        return json;
    }

    private static void add(ArrayNode json, WorstCase found, int target) {
        for (WorstCase.Trial trial : found.trials()) {
            ObjectNode entry = json.addObject().put("ranges", trial.ranges());
            put(entry, "bound", trial.bound(target).bound());
            put(entry, "found", Math.abs(trial.bound(target).witness().deviation()));
            put(entry, "mean", trial.meanDeviation(target));
        }
    }

    /** The targets that are drawn: all, or where there are many, those with the largest deviations. In their order. */
    static List<TargetValues> shownTargets(Subject subject) {
        List<TargetValues> all = TargetValues.of(subject);
        if (all.size() <= MOST_TARGETS) {
            return all;
        }
        return IntStream.range(0, all.size()).boxed()
                .sorted(Comparator.comparingDouble((Integer t) -> worst(subject, t)).reversed()).limit(MOST_TARGETS)
                .sorted().map(all::get).toList();
    }

    /** The largest deviation of a target in the unit that all targets share, the standardised one. */
    private static double worst(Subject subject, int target) {
        int width = subject.targets();
        float[] quantized = subject.prediction().values().values();
        return subject.floatValues()
                .map(floats -> IntStream.range(0, subject.rows()).map(row -> row * width + target)
                        .mapToDouble(i -> Math.abs((double) quantized[i] - floats.values()[i])).max().orElse(0))
                .orElse(0.0);
    }

    /** The layers that are drawn: of a very deep network the first ones, and the output. */
    static List<CodeUse.Layer> shownLayers(CodeUse use) {
        List<CodeUse.Layer> layers = use.layers();
        return layers.size() <= MOST_LAYERS ? layers
                : Stream.concat(layers.stream().limit(MOST_LAYERS - 1L), Stream.of(layers.getLast())).toList();
    }

    private static void add(ObjectNode json, TargetValues target, Subject subject, int most) {
        json.put("name", Names.shown(target.name()));
        int[] rows = Thinning.rows(target, most);
        ObjectNode points = json.putObject("points");
        ArrayNode numbers = points.putArray("row");
        IntStream.of(rows).map(subject::rowNumber).forEach(numbers::add);
        target.actual().ifPresent(values -> add(points.putArray("actual"), values, rows));
        target.reference().ifPresent(values -> add(points.putArray("float"), values, rows));
        add(points.putArray("quantized"), target.quantized(), rows);
        if (target.reference().isPresent()) {
            add(json.putObject("deviation"), Bins.of(target.deviations()));
        }
        target.steps().ifPresent(steps -> {
            add(json.putObject("steps"), Bins.of(steps));
            ResultJson.put(json, "withinHalfStep", target.withinHalfStep());
        });
    }

    private static void add(ArrayNode json, double[] values, int[] rows) {
        for (int row : rows) {
            if (Double.isFinite(values[row])) {
                json.add(new BigDecimal(values[row]).round(POINT_DIGITS).doubleValue());
            } else {
                json.addNull();
            }
        }
    }

    private static void add(ObjectNode json, BudgetView budget) {
        put(json, "total", budget.total());
        put(json, "floor", budget.floor());
        ArrayNode bars = json.putArray("bars");
        for (BudgetView.Bar bar : budget.bars()) {
            ObjectNode entry = bars.addObject().put("name", bar.name());
            put(entry, "start", bar.start());
            put(entry, "share", bar.share());
        }
    }

    private static void add(ObjectNode json, CodeUse.Layer layer) {
        json.put("name", Names.shown(layer.name()));
        put(json, "low", layer.low());
        put(json, "high", layer.high());
        add(json.putObject("values"), Bins.joined(layer.histogram()));
    }

    private static void add(ObjectNode json, Histogram histogram) {
        put(json, "from", histogram.from());
        put(json, "to", histogram.to());
        histogram.counts().forEach(json.putArray("counts")::add);
    }

    private static void put(ObjectNode json, String name, double value) {
        ResultJson.put(json, name, OptionalDouble.of(value));
    }
}

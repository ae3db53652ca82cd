package dev.halfstep.report.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.explain.Explanation;
import dev.halfstep.explain.budget.Budget;
import dev.halfstep.explain.budget.Source;
import dev.halfstep.explain.codes.CodeUse;
import dev.halfstep.explain.misuse.Misuse;
import dev.halfstep.explain.subject.Advice;
import dev.halfstep.explain.subject.Figure;
import dev.halfstep.report.ReportData;
import dev.halfstep.report.ResultJson;
import dev.halfstep.report.page.ChartData;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** An explanation as JSON, with every figure of the report. */
public final class ExplanationJson {

    private ExplanationJson() {}

    /** All of it. */
    public static ObjectNode of(ReportData data) {
        ObjectNode json = ResultJson.object();
        ArrayNode models = json.putArray("models");
        for (ReportData.ModelRow model : data.models()) {
            ResultJson.addEvaluation(models.addObject().put("name", model.name()).put("bytes", model.bytes()),
                    model.evaluation(), data.subject().units().targets());
        }
        return json.setAll(explanation(data));
    }

    /**
     * The same of a model with several inputs or outputs.
     *
     * @param outputs one for each output, of which the first has what was found of the inputs and layers, and the advice
     */
    public static ObjectNode ofOutputs(List<ReportData> outputs) {
        ReportData first = outputs.getFirst();
        ObjectNode json = ResultJson.object();
        json.put("model", first.model()).put("data", first.data()).put("rows", first.subject().rows());
        ArrayNode each = json.putArray("outputs");
        for (ReportData output : outputs) {
            ObjectNode entry = each.addObject().put("output", output.subject().outputName());
            output.headline().forEach(entry.putArray("headline")::add);
            add(entry.putObject("budget"), output.explanation().budget());
            addDomain(entry, List.of(), output.explanation().use());
            entry.set("charts", ChartData.of(output.subject(), output.explanation()));
        }
        addDomain(json, first.explanation().use().inputs(), new CodeUse(0, List.of(), List.of(), List.of()));
        addRest(json, first.explanation());
        return json;
    }

    /** All but the models' errors. */
    static ObjectNode explanation(ReportData data) {
        ObjectNode json = ResultJson.object();
        json.put("model", data.model()).put("data", data.data()).put("rows", data.subject().rows());
        data.headline().forEach(json.putArray("headline")::add);
        add(json, data.explanation());
        json.set("charts", ChartData.of(data.subject(), data.explanation()));
        return json;
    }

    /** Budget, misuse, domain, layers and advice. */
    private static void add(ObjectNode json, Explanation explanation) {
        add(json.putObject("budget"), explanation.budget());
        explanation.misuse().ifPresentOrElse(misuse -> add(json, misuse), () -> json.putArray("misuse"));
        addDomain(json, explanation.use().inputs(), explanation.use());
        addRest(json, explanation);
    }

    private static void addDomain(ObjectNode json, List<CodeUse.Column> inputs, CodeUse use) {
        ArrayNode domain = json.putArray("domain");
        inputs.forEach(column -> add(domain.addObject().put("side", "input"), column));
        use.outputs().forEach(column -> add(domain.addObject().put("side", "output"), column));
        for (CodeUse.Few few : use.few()) {
            json.withArray("fewCodes").addObject().put("name", few.name()).put("layer", few.layer())
                    .put("different", few.different()).put("of", few.of());
        }
    }

    private static void addRest(ObjectNode json, Explanation explanation) {
        ArrayNode layers = json.putArray("layers");
        explanation.use().layers().forEach(layer -> add(layers.addObject(), layer));
        ArrayNode advice = json.putArray("advice");
        explanation.advice().forEach(item -> add(advice.addObject(), item));
        json.putObject("trials").put("tried", explanation.trials().tried()).put("rows", explanation.trials().rows())
                .put("setAside", explanation.trials().setAside());
    }

    private static void add(ObjectNode json, Budget budget) {
        json.put("reference", budget.reference() == Budget.Reference.FLOAT_MODEL ? "float model" : "own weights")
                .put("rows", budget.rows()).put("orders", budget.permutations());
        put(json, "total", budget.total());
        put(json, "floor", budget.floor());
        put(json, "meanAbsDiff", budget.meanAbsDiff());
        put(json, "floorMeanAbsDiff", budget.floorMeanAbsDiff());
        ArrayNode sources = json.putArray("sources");
        for (Budget.Share share : budget.players()) {
            ObjectNode entry = sources.addObject().put("name", share.name()).put("layer", layer(share.sources()));
            if (!share.sources().getFirst().place().isEmpty()) {
                entry.put("place", share.sources().getFirst().place());
            }
            put(entry, "share", share.share());
            put(entry, "standardError", share.standardError());
            put(entry, "meanAbsDiffWithout", share.meanAbsDiffWithout());
            put(entry, "worstRowShare", share.worstShare());
        }
        Budget.Worst worst = budget.worst();
        ObjectNode entry = json.putObject("worst").put("row", worst.row()).put("target", worst.target())
                .put("source", worst.main().name());
        put(entry, "float", worst.reference());
        put(entry, "quantized", worst.quantized());
        put(entry, "deviation", worst.deviation());
    }

    /** From 1 on; 0 for what belongs to the input or to no layer. */
    private static int layer(List<Source> sources) {
        return sources.getFirst().layer();
    }

    private static void add(ObjectNode json, Misuse misuse) {
        ArrayNode mistakes = json.putArray("misuse");
        for (Misuse.Mistake mistake : misuse.mistakes()) {
            ObjectNode entry = mistakes.addObject().put("name", mistake.name());
            mistake.kinds().forEach(kind -> entry.withArray("kinds").add(label(kind)));
            put(entry, "score", mistake.scored().mae());
            put(entry, "rmse", mistake.scored().rmse());
            put(entry, "r2", mistake.scored().r2());
            entry.put("explainsSeen", misuse.verdict().flatMap(Misuse.Verdict::mistake).filter(mistake::equals)
                    .isPresent());
            entry.put("java", mistake.java()).put("python", mistake.python());
        }
        put(json.putObject("usedRightly"), "score", misuse.correct().mae());
        put(json.withObject("/usedRightly"), "rmse", misuse.correct().rmse());
        put(json.withObject("/usedRightly"), "r2", misuse.correct().r2());
        misuse.verdict().ifPresent(verdict -> add(json.putObject("seen"), verdict));
    }

    /** What explains it once more by itself, if anything does; then whatever is near, with its distance. */
    private static void add(ObjectNode json, Misuse.Verdict verdict) {
        Misuse.Match first = verdict.matches().getFirst();
        json.put("score", verdict.seen()).put("explained", verdict.explained())
                .put("standing", verdict.standing().name().toLowerCase(Locale.ROOT))
                .put("mistake", verdict.mistake().map(Misuse.Mistake::name).orElse(null))
                .put("metric", verdict.explained() ? label(first.metric()) : null)
                .put("standardised", verdict.explained() && first.standardised());
        ResultJson.put(json, "measured",
                verdict.explained() ? OptionalDouble.of(first.score()) : OptionalDouble.empty());
        json.put("tolerance", verdict.tolerance());
        ArrayNode matches = json.putArray("matches");
        for (Misuse.Match match : verdict.matches()) {
            ObjectNode entry = matches.addObject().put("right", match.mistake().isEmpty()).put("name", match.name());
            match.mistake()
                    .ifPresent(mistake -> mistake.kinds().forEach(kind -> entry.withArray("kinds").add(label(kind))));
            entry.put("metric", label(match.metric())).put("standardised", match.standardised())
                    .put("target", match.target().orElse(null));
            put(entry, "measured", match.score());
            put(entry, "distance", match.distance());
            entry.put("exact", match.exact());
        }
    }

    private static String label(Misuse.Metric metric) {
        return metric.name().toLowerCase(Locale.ROOT);
    }

    private static String label(Misuse.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void add(ObjectNode json, CodeUse.Column column) {
        json.put("name", column.name());
        put(json, "low", column.low());
        put(json, "high", column.high());
        put(json, "step", column.step());
        put(json, "smallest", column.smallest());
        put(json, "largest", column.largest());
        json.put("codes", column.codes()).put("used", column.used()).put("wasteful", column.wasteful())
                .put("rowsOutside", column.rowsOutside()).put("rowsAtEnd", column.rowsAtEnd());
        ArrayNode outside = json.putArray("outside");
        for (CodeUse.Outside row : column.outside()) {
            ObjectNode entry = outside.addObject().put("row", row.row());
            put(entry, "value", row.value());
            put(entry, "by", row.by());
        }
        ArrayNode ranges = json.putArray("ranges");
        for (CodeUse.RangeCost range : column.ranges()) {
            ObjectNode entry = ranges.addObject().put("name", range.name());
            put(entry, "low", range.low());
            put(entry, "high", range.high());
            put(entry, "step", range.step());
            put(entry, "rounding", range.rounding());
            put(entry, "clipping", range.clipping());
        }
    }

    private static void add(ObjectNode json, CodeUse.Layer layer) {
        json.put("name", layer.name());
        put(json, "low", layer.low());
        put(json, "high", layer.high());
        json.put("units", layer.units()).put("alwaysZero", layer.alwaysZero()).put("alwaysClipped",
                layer.alwaysClipped());
        put(json, "clipped", layer.clipped());
    }

    private static void add(ObjectNode json, Advice advice) {
        json.put("what", advice.what()).put("command", advice.command()).put("bytes", advice.bytes());
        put(json, "before", advice.before());
        put(json, "after", advice.after());
        put(json, "maxAbsDiffBefore", advice.maxBefore());
        put(json, "maxAbsDiffAfter", advice.maxAfter());
    }

    private static void put(ObjectNode json, String name, Figure figure) {
        put(json, name, figure.inUnits());
        put(json, name + "Standardised", figure.standardised());
    }

    private static void put(ObjectNode json, String name, double value) {
        ResultJson.put(json, name, OptionalDouble.of(value));
    }
}

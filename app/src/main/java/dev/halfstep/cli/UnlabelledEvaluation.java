package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.calibrate.Samples;
import dev.halfstep.cli.flag.JsonFlag;
import dev.halfstep.model.ModelFile;
import dev.halfstep.problem.Problem;
import dev.halfstep.report.Figures;
import dev.halfstep.report.Names;
import dev.halfstep.report.Paragraph;
import dev.halfstep.report.ResultJson;
import dev.halfstep.report.TextTable;
import dev.halfstep.search.OutputGap;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How far models are from their float model on rows without labels, whatever the number of their inputs and outputs. */
record UnlabelledEvaluation(Path data, ModelFile reference, List<ModelFile> models, boolean arrays) {

    /** Compares, and says what came of it; the exit code. */
    int report(Samples samples, JsonFlag json) {
        Map<ModelFile, List<OutputGap>> gaps = new LinkedHashMap<>();
        for (ModelFile model : models) {
            if (!model.equals(reference)) {
                gaps.put(model, gaps(model, samples));
            }
        }
        json.write(() -> result(gaps, samples.count()));
        json.print(text(gaps, samples.count()));
        return Main.done();
    }

    private List<OutputGap> gaps(ModelFile model, Samples samples) {
        try {
            return OutputGap.between(reference.graph(), model.graph(), samples);
        } catch (Problem problem) {
            throw problem.places().isEmpty() ? problem.at(model.file().toString()) : problem;
        }
    }

    private String text(Map<ModelFile, List<OutputGap>> gaps, long rows) {
        var table = new TextTable("model", "bytes", "output", "mean dev", "max dev", "of std. dev.", "in steps");
        gaps.forEach((model, outputs) -> outputs.forEach(gap -> table.row(String.valueOf(model.file().getFileName()),
                Figures.count(model.bytes()), Names.shown(gap.output()), Figures.of(gap.mean()),
                Figures.of(gap.largest()), gap.share().isPresent() ? Figures.percent(gap.share().getAsDouble()) : "–",
                steps(gap))));
        return Figures.count(rows) + " rows of " + data + System.lineSeparator() + table + System.lineSeparator()
                + Paragraph.of("dev: deviation from " + reference.file().getFileName()
                        + ", mean and largest, in units of the output, as a part of its standard deviation there, and in"
                        + " output steps. There are no labels, so errors are not known; "
                        + (arrays ? "--labels names" : "--target or --labels name")
                        + " them.");
    }

    private static String steps(OutputGap gap) {
        return gap.step().isEmpty() ? "–"
                : String.format(Locale.ROOT, "%.2f/%.1f", gap.mean() / gap.step().getAsDouble(),
                        gap.largest() / gap.step().getAsDouble());
    }

    private ObjectNode result(Map<ModelFile, List<OutputGap>> gaps, long rows) {
        ObjectNode result = ResultJson.object();
        result.putObject("data").put("file", data.toString()).put("rows", rows);
        result.put("reference", reference.file().toString());
        ArrayNode entries = result.putArray("models");
        gaps.forEach((model, outputs) -> {
            ArrayNode each = entries.addObject().put("file", model.file().toString()).put("bytes", model.bytes())
                    .putArray("outputs");
            for (OutputGap gap : outputs) {
                ObjectNode entry = each.addObject().put("output", gap.output()).put("meanAbsDiff", gap.mean())
                        .put("maxAbsDiff", gap.largest());
                ResultJson.put(entry, "ofStandardDeviation", gap.share());
                ResultJson.put(entry, "outputStep", gap.step());
            }
        });
        return result;
    }
}

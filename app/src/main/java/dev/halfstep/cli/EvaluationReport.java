package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.report.Figures;
import dev.halfstep.report.ResultJson;
import dev.halfstep.report.text.EvaluationTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What evaluating says, for people and as JSON.
 *
 * @param data what was evaluated on
 * @param models at least one
 * @param reference the float model among them that the others are compared with
 * @param targets the names of what is predicted; empty if they are not known
 * @param standardised whether the network's unit is known to be another than the target's
 */
public record EvaluationReport(String data, List<Entry> models, Optional<Entry> reference, List<String> targets,
        boolean standardised) {

    /** A model's file, and what it scores. */
    public record Entry(String file, long bytes, Evaluation evaluation) {}

    /** A table, and what its columns mean. */
    public String text() {
        OptionalDouble floatMae = reference.map(entry -> OptionalDouble.of(entry.evaluation.inUnits().mae()))
                .orElseGet(OptionalDouble::empty);
        var table = new EvaluationTable("model", floatMae, standardised);
        models.forEach(entry -> table.row(String.valueOf(Path.of(entry.file).getFileName()), entry.bytes,
                entry.evaluation));
        String unit = targets.isEmpty() ? "the model's output" : String.join(", ", targets);
        return Figures.count(models.getFirst().evaluation.rows()) + " rows of " + data + System.lineSeparator() + table
                + System.lineSeparator() + table.legend(unit);
    }

    /** The same, to the last digit. */
    public ObjectNode json() {
        ObjectNode result = ResultJson.object();
        result.putObject("data").put("file", data).put("rows", models.getFirst().evaluation.rows());
        result.put("reference", reference.map(Entry::file).orElse(null));
        ArrayNode entries = result.putArray("models");
        models.forEach(entry -> ResultJson.addEvaluation(
                entries.addObject().put("file", entry.file).put("bytes", entry.bytes), entry.evaluation, targets));
        return result;
    }
}

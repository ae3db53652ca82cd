package dev.halfstep.report;

import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.explain.Explanation;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.study.WorstCase;
import java.util.List;
import java.util.Optional;

/**
 * What a report tells.
 *
 * @param model name of the quantized model that is explained; where it is among {@code models}, its row is marked
 * @param data name of the table that it was run on
 * @param headline what it comes down to, each a sentence or two; the first is shown large
 * @param models the models that are compared, the float model first; empty where there are no labels to score them by
 * @param subject the quantized model, and its rows
 * @param explanation what was found about it
 * @param worstCase of the model, where it was proven
 */
public record ReportData(String model, String data, List<String> headline, List<ModelRow> models, Subject subject,
        Explanation explanation, Optional<WorstCase> worstCase) {

    /**
     * A model in the precision table.
     *
     * @param name its precision, or its file
     * @param bytes size of its file
     */
    public record ModelRow(String name, long bytes, Evaluation evaluation) {}

    /** Without a proof of the worst case. */
    public ReportData(String model, String data, List<String> headline, List<ModelRow> models, Subject subject,
            Explanation explanation) {
        this(model, data, headline, models, subject, explanation, Optional.empty());
    }

    public ReportData {
        headline = List.copyOf(headline);
        models = List.copyOf(models);
    }
}

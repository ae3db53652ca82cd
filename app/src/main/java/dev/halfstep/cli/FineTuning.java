package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.cli.FineTuneFlags.Goal;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.problem.Problem;
import dev.halfstep.report.Figures;
import dev.halfstep.report.ResultJson;
import dev.halfstep.rows.DataSource;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.train.FineTuneOptions;
import dev.halfstep.train.FineTuned;
import dev.halfstep.train.FineTuner;
import java.util.List;
import java.util.Locale;

/** Fine-tuning as the quantize command does it: which rows, towards what, and what is said of it. */
record FineTuning(Goal goal, FineTuneOptions options) {

    /** What came of it. */
    record Outcome(FineTuning how, FineTuned tuned, double millis) {

        ObjectNode json() {
            return ResultJson.object().put("goal", how.goal.name().toLowerCase(Locale.ROOT))
                    .put("unit", how.options.inSteps() ? "output steps" : "standard deviations")
                    .put("errorBefore", tuned.before()).put("errorAfter", tuned.after())
                    .put("epochs", how.options.epochs()).put("bestEpoch", tuned.bestEpoch())
                    .put("trainingRows", tuned.trainingRows()).put("validationRows", tuned.validationRows())
                    .put("millis", millis);
        }

        /** One line: what was measured, on which rows, before and after. */
        String text() {
            String measure = how.goal == Goal.LABELS ? "error against the labels" : "deviation from the float model";
            String unit = how.goal == Goal.LABELS ? "standard deviations" : "output steps";
            String rows = tuned.validationRows() > 0 ? Figures.count(tuned.validationRows()) + " validation rows"
                    : Figures.count(tuned.trainingRows()) + " training rows";
            String result = tuned.bestEpoch() == 0
                    ? String.format("stays %.4f %s, for none of %d epochs made it smaller", tuned.before(), unit,
                            how.options.epochs())
                    : String.format("went from %.4f to %.4f %s with epoch %d of %d", tuned.before(), tuned.after(),
                            unit,
                            tuned.bestEpoch(), how.options.epochs());
            return String.format("Fine-tuned: mean %s on %s %s%n", measure, rows, result);
        }
    }

    /**
     * The rows to learn from, with labels where those are the goal.
     *
     * @throws Problem if labels are the goal and the file or the model have none
     */
    DataSource.Batch rows(ModelFile model, DataSource source) {
        if (goal == Goal.FLOAT) {
            return source.inputs(Rows.TRAIN);
        }
        if (model.pipeline().isEmpty() || source.isArrays()) {
            throw Problem
                    .option("fine-tuning towards labels needs a table with labels, and a model that knows its columns")
                    .at(model.file().toString())
                    .remedy("Use --fine-tune float, or a model that carries its pipeline and --calibrate with its table.");
        }
        return source.labelled(Rows.TRAIN, List.of());
    }

    /**
     * Fine-tunes.
     *
     * @param network the float network
     * @param quantized what quantizing made of it
     * @param rows from {@link #rows}
     */
    Outcome tune(Graph network, Graph quantized, DataSource.Batch rows) {
        long start = System.nanoTime();
        Tensor target = goal == Goal.LABELS ? rows.labels().orElseThrow()
                : Predictor.of(network).predict(rows.inputs()).values();
        try (var progress = Progress.training(options.epochs())) {
            FineTuned tuned = FineTuner.tune(quantized, rows.inputs(), target, options, progress);
            return new Outcome(this, tuned, (System.nanoTime() - start) / 1e6);
        }
    }
}

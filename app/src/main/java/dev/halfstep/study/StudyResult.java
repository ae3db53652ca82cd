package dev.halfstep.study;

import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.problem.Phrase;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.train.TrainedNetwork;
import dev.halfstep.train.TrainingOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a study found.
 *
 * @param data the table's file
 * @param folder where the models are
 * @param rows of the table
 * @param dropped rows with a missing cell
 * @param train how many rows trained
 * @param test how many rows the models were scored on
 * @param recipe how the models were quantized
 * @param calibrationRows how many training rows calibration saw
 * @param models one for each precision, the float model first
 * @param explained the full-uint8 model, explained
 * @param worstCase of the full-uint8 model, where a proof was asked for and can be had
 * @param notes what became of the table that a reader may not expect, a clause for each
 */
public record StudyResult(Path data, Path folder, int rows, int dropped, int train, int test, Pipeline pipeline,
        TrainingOptions training, TrainedNetwork network, Recipe recipe, long calibrationRows,
        List<ModelResult> models, ExplainedModel explained, Optional<WorstCase> worstCase, List<Phrase> notes) {

    public StudyResult {
        models = List.copyOf(models);
        notes = List.copyOf(notes);
    }

    /** The float model, which the others are compared with. */
    public ModelResult floatModel() {
        return models.getFirst();
    }
}

package dev.halfstep.study;

import dev.halfstep.pipeline.TargetMapping;
import dev.halfstep.problem.Phrase;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.train.TrainingOptions;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * How a target's mappings compare: a network for each, trained alike, as float32 and as full-uint8.
 *
 * @param data the table's file
 * @param folder where the models are
 * @param rows of the table
 * @param dropped rows with a missing cell
 * @param train how many rows trained, those held out for validation included
 * @param validation how many of them were held out: the rows that mappings are chosen by; if 0, all training rows are
 * @param target the column that is predicted
 * @param layers units of each layer, from the features to the output
 * @param recipe how the models were quantized
 * @param dense where the target of the training rows is densest
 * @param denseTest how many test rows lie there
 * @param sparseTest how many do not
 * @param models float32 and full-uint8 of one mapping, then of the next
 * @param notes what became of the table that a reader may not expect, a clause for each
 */
public record MappingComparison(Path data, Path folder, int rows, int dropped, int train, int validation, String target,
        List<Integer> layers, TrainingOptions training, Recipe recipe, DensePart dense, int denseTest, int sparseTest,
        List<MappedModel> models, List<Phrase> notes) {

    public MappingComparison {
        layers = List.copyOf(layers);
        models = List.copyOf(models);
        notes = List.copyOf(notes);
    }

    /**
     * The mapping whose full-uint8 model errs least on the rows that mappings are chosen by; the test rows have no say. Of equals
     * it is the simplest.
     */
    public TargetMapping.Kind best() {
        return models.stream().filter(model -> model.precision() == Precision.FULL_UINT8)
                .min(Comparator.comparingDouble(MappedModel::selectionMae)).orElseThrow().mapping().kind();
    }
}

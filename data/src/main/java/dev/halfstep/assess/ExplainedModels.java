package dev.halfstep.assess;

import dev.halfstep.explain.subject.Units;
import dev.halfstep.model.ModelFile;
import dev.halfstep.model.PipelineUnits;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The models that an explanation is about.
 *
 * @param floats the float model, if it is at hand
 * @param quantized the model that is explained, with the pipeline of whichever of the two carries one
 */
public record ExplainedModels(Optional<ModelFile> floats, ModelFile quantized) {

    /**
     * Reads the models.
     *
     * @param files the quantized model, or the float model before it
     * @param signature whose networks are meant; the first ones if it is empty
     * @throws Problem if they are in the wrong order, or were made for different tables
     */
    public static ExplainedModels read(List<Path> files, Optional<String> signature) {
        ModelFile last = ModelFile.read(files.getLast(), signature);
        if (files.size() == 1) {
            return new ExplainedModels(Optional.empty(), last);
        }
        ModelFile first = ModelFile.read(files.getFirst(), signature);
        last.requireMadeFrom(first);
        return new ExplainedModels(Optional.of(first), last.pipeline().isPresent() ? last
                : last.withPipeline(first.pipeline()));
    }

    /** The same models with their targets named as in a table; see {@link ModelFile#predicting}. */
    public ExplainedModels predicting(List<String> names) {
        return new ExplainedModels(floats.map(model -> model.predicting(names)), quantized.predicting(names));
    }

    /** How the models' values read. */
    public Units units() {
        return quantized.pipeline().map((Pipeline pipeline) -> PipelineUnits.of(pipeline))
                .orElseGet(() -> Units.of(quantized.graph()));
    }

    /** The models' files as a command names them. */
    public String names() {
        return floats.map(model -> model.file() + " and ").orElse("") + quantized.file();
    }
}

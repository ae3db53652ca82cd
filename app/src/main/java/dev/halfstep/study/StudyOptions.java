package dev.halfstep.study;

import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.train.TrainingOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What to study. Immutable; start from {@link #of}, each {@code with...} method gives a changed copy. */
public final class StudyOptions {

    private final Path data;
    private final Path folder;
    private final Path file;
    private final PipelineOptions pipeline;
    private final TrainingOptions training;
    private final Recipe recipe;
    private final Optional<Duration> proof;

    private StudyOptions(Path data, Path file, Path folder, PipelineOptions pipeline, TrainingOptions training,
            Recipe recipe, Optional<Duration> proof) {
        this.data = data;
        this.file = file;
        this.folder = folder;
        this.pipeline = pipeline;
        this.training = training;
        this.recipe = recipe;
        this.proof = proof;
    }

    /**
     * A study as the command line does it where nothing else is said: one hidden layer of 64 units, and the default recipe.
     *
     * @param data a CSV or Parquet file
     * @param folder where the files go; made if it is missing
     * @param pipeline what to predict, and how the table is read, encoded and split
     */
    public static StudyOptions of(Path data, Path folder, PipelineOptions pipeline) {
        return new StudyOptions(data, data, folder, pipeline, TrainingOptions.defaults(), Recipe.DEFAULT,
                Optional.empty());
    }

    /** A CSV or Parquet file, as results name it. */
    public Path data() {
        return data;
    }

    /** Where it is read from. */
    public Path file() {
        return file;
    }

    /** Where the files go; made if it is missing. */
    public Path folder() {
        return folder;
    }

    /** How the table is read, encoded and split. */
    public PipelineOptions pipeline() {
        return pipeline;
    }

    /** How the network is trained. */
    public TrainingOptions training() {
        return training;
    }

    /** How the models are quantized. */
    public Recipe recipe() {
        return recipe;
    }

    /** How long the proof of each worst case may take; empty where none is asked for. */
    public Optional<Duration> proof() {
        return proof;
    }

    /** The same for a table that is read from another file than results name: what a stream held. */
    public StudyOptions withFile(Path other) {
        return new StudyOptions(data, other, folder, pipeline, training, recipe, proof);
    }

    /** The same with other columns, another split or the like. */
    public StudyOptions withPipeline(PipelineOptions other) {
        return new StudyOptions(data, file, folder, other, training, recipe, proof);
    }

    /** The same with another network or training. */
    public StudyOptions withTraining(TrainingOptions other) {
        return new StudyOptions(data, file, folder, pipeline, other, recipe, proof);
    }

    /** The same with another recipe. */
    public StudyOptions withRecipe(Recipe other) {
        return new StudyOptions(data, file, folder, pipeline, training, other, proof);
    }

    /**
     * The same with a proof of the worst case of the full-uint8 model, over all that the training rows span, as it is and with other
     * ranges.
     *
     * @param time for each of five; with more, bounds become smaller
     */
    public StudyOptions withProof(Duration time) {
        return new StudyOptions(data, file, folder, pipeline, training, recipe, Optional.of(time));
    }

    private List<Object> parts() {
        return List.of(data, file, folder, pipeline, training, recipe, proof);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StudyOptions options && parts().equals(options.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    @Override
    public String toString() {
        return "StudyOptions" + parts();
    }
}

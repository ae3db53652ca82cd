package dev.halfstep;

import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.PipelineFitter;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.problem.Problem;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.Tensor;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A table with the pipeline that encodes it, and its split into training and test rows. Rows with missing cells are left out.
 *
 * <p>
 * A network is trained and a model calibrated on the training rows; it is evaluated and explained on the test rows. A table that a
 * model was not trained on has no split: all its rows stand for both.
 */
public final class Data {

    private final Table table;
    private final Pipeline pipeline;
    private final int[] training;
    private final int[] test;
    private final boolean split;

    private Data(Table table, Pipeline pipeline, int[] training, int[] test, boolean split) {
        this.table = table;
        this.pipeline = pipeline;
        this.training = training;
        this.test = test;
        this.split = split;
    }

    /**
     * Reads a table and fits a pipeline on it, everything inferred, 80 % of the rows for training.
     *
     * @param file CSV or Parquet
     * @param targets the columns to be predicted, at least one
     * @throws Problem if the file cannot be read, or nothing can be learned from it
     */
    public static Data read(Path file, String... targets) {
        return read(file, PipelineOptions.forTargets(targets));
    }

    /**
     * Reads a table and fits a pipeline on it.
     *
     * @param file CSV or Parquet
     * @throws Problem if the file cannot be read, it does not have the columns that the options name, or nothing can be learned
     *         from it
     */
    public static Data read(Path file, PipelineOptions options) {
        TableReader.requireUse(file, options.notation());
        return of(TableReader.read(file, options.readOptions()), options);
    }

    /**
     * Fits a pipeline on a table.
     *
     * @param table read with {@link PipelineOptions#readOptions()}
     * @throws Problem if it does not have the columns that the options name, or nothing can be learned from it
     */
    public static Data of(Table table, PipelineOptions options) {
        PipelineFitter.Fitted fitted = PipelineFitter.fit(table, options);
        return new Data(table, fitted.pipeline(), fitted.train(), fitted.test(), true);
    }

    /**
     * Reads a table for a model, as the pipeline that it carries says. The table that the model was trained on is split as it was
     * then; any other is not split.
     *
     * @param file CSV or Parquet, with the columns of the model's features and targets
     * @throws Problem if the model carries no pipeline, the file cannot be read, or it lacks a column
     */
    public static Data read(Path file, Model model) {
        Pipeline pipeline = model.requirePipeline();
        Table table = TableReader.read(file, pipeline.readOptions(true));
        boolean own = Rows.isSplit(pipeline, table, Optional.empty(), Rows.TRAIN);
        return new Data(table, pipeline, Rows.select(pipeline, table, Optional.empty(), Rows.TRAIN),
                Rows.select(pipeline, table, Optional.empty(), Rows.TEST), own);
    }

    /** The table as it was read. */
    public Table table() {
        return table;
    }

    /** How columns become features and targets. */
    public Pipeline pipeline() {
        return pipeline;
    }

    /** Whether training and test rows are different ones; otherwise both are all rows. */
    public boolean isSplit() {
        return split;
    }

    /** Indices of the training rows in the table, in the order they were drawn. */
    public int[] trainingRows() {
        return training.clone();
    }

    /** Indices of the test rows in the table, in its order. */
    public int[] testRows() {
        return test.clone();
    }

    /**
     * What a model takes for the training rows, {@code [rows, features]}, standardised.
     *
     * @throws Problem if there is a category that training did not see, or a number beyond {@code float32}
     */
    public Tensor trainingInputs() {
        return pipeline.encodeFinite(table, training, Unseen.ERROR);
    }

    /** What a network learns for the training rows, {@code [rows, targets]}, standardised. */
    public Tensor trainingLabels() {
        return pipeline.labels(table, training);
    }

    /**
     * What a model takes for the test rows, {@code [rows, features]}, standardised.
     *
     * @throws Problem if there is a category that training did not see, or a number beyond {@code float32}
     */
    public Tensor testInputs() {
        return pipeline.encodeFinite(table, test, Unseen.ERROR);
    }

    /** What a model should give for the test rows, {@code [rows, targets]}, standardised. */
    public Tensor testLabels() {
        return pipeline.labels(table, test);
    }

    /** The targets of the test rows in their own units, {@code [rows][targets]}, one row after another. */
    public double[] testLabelsInUnits() {
        return pipeline.labelsInUnits(table, test);
    }
}

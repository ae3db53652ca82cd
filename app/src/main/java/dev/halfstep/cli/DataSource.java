package dev.halfstep.cli;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.problem.Problem;
import dev.halfstep.search.Parts;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.TableReader;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Npy;
import dev.halfstep.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Rows for a model, from whatever kind of file they come: a raw table for a model with a pipeline, arrays or a numeric
 * table for any other.
 */
final class DataSource {

    private final ModelFile model;
    private final Path file;
    private final DataFlags flags;

    DataSource(ModelFile model, Path file, DataFlags flags) {
        this.model = model;
        this.file = file;
        this.flags = flags;
    }

    /**
     * What a model is given.
     *
     * @param inputs real values {@code [rows, ...]}
     * @param labels standardised labels {@code [rows, targets]}, where they were asked for
     * @param table where the rows come from, if from a table
     * @param rows the rows' indices in the table
     */
    record Batch(Tensor inputs, Optional<Tensor> labels, Optional<Table> table, int[] rows) {}

    /** The inputs alone. On the table that the model was trained on, {@code usual} rows unless the user chose others. */
    Batch inputs(Rows usual) {
        if (isArrays()) {
            return ofArrays();
        }
        if (model.pipeline().isEmpty()) {
            requireNoPart();
            Table table = TableReader.read(file, ReadOptions.defaults());
            int[] rows = Rows.complete(table, table.columnNames());
            requireRows(rows);
            return new Batch(shaped(NumericRows.real(table, rows, table.columnNames(), file)), Optional.empty(),
                    Optional.of(table),
                    rows);
        }
        Pipeline pipeline = model.requirePipeline();
        Table table = TableReader.read(file, pipeline.readOptions(false));
        if (Rows.isSplit(pipeline, table, flags.rows(), usual)) {
            table = TableReader.read(file, pipeline.readOptions(true));
        }
        int[] rows = Rows.select(pipeline, table, flags.rows(), usual);
        requireRows(rows);
        return new Batch(pipeline.encode(table, rows, flags.unseen()), Optional.empty(), Optional.of(table), rows);
    }

    /**
     * Inputs and labels.
     *
     * @param target the label column, where it is not named as the pipeline's or there is no pipeline
     */
    Batch labelled(Rows usual, List<String> target) {
        if (isArrays()) {
            throw Problem.of("an array holds no labels").at(file.toString())
                    .remedy("Name them with --labels Y.npy, or give a table with --data.");
        }
        if (model.pipeline().isEmpty()) {
            return labelledNumeric(target);
        }
        Pipeline pipeline = model.requirePipeline();
        if (!target.isEmpty() && !target.equals(pipeline.targetNames())) {
            throw Problem.of("the model predicts " + pipeline.targetNames() + ", not " + target).at(file.toString())
                    .remedy("Leave out --target.");
        }
        Table table = TableReader.read(file, pipeline.readOptions(true));
        int[] rows = Rows.select(pipeline, table, flags.rows(), usual);
        requireRows(rows);
        return new Batch(pipeline.encode(table, rows, flags.unseen()), Optional.of(pipeline.labels(table, rows)),
                Optional.of(table), rows);
    }

    /** Inputs, and labels if the table has them: for a model with a pipeline, in the columns of the pipeline's targets. */
    Batch labelledIfPossible(Rows usual, List<String> target) {
        if (isArrays() || (model.pipeline().isEmpty() && target.isEmpty())) {
            return inputs(usual);
        }
        try {
            return labelled(usual, target);
        } catch (Problem problem) {
            boolean hasNone = target.isEmpty() && model.requirePipeline().targetNames().stream()
                    .anyMatch(name -> TableReader.isMissing(name, problem));
            if (hasNone) {
                return inputs(usual);
            }
            throw problem;
        }
    }

    /**
     * Rows by which a model may be chosen: never the test rows of the table that the model was trained on, since an error on rows
     * that the choice was made by says too little about new ones.
     *
     * @param withLabels whether labels are needed
     * @throws Problem if there are too few rows, or none with labels where they are needed
     */
    Parts forChoosing(boolean withLabels) {
        if (withLabels && (model.pipeline().isEmpty() || isArrays())) {
            throw Problem.of("there are no labels to measure a loss of MAE with").at(file.toString())
                    .remedy(model.pipeline().isEmpty()
                            ? "Bound the deviation from the float model with --max-deviation, which needs none."
                            : "Give a raw table, or bound the deviation from the float model with --max-deviation.");
        }
        Batch batch = withLabels ? labelled(Rows.TRAIN, List.of()) : inputs(Rows.TRAIN);
        boolean own = model.pipeline().isPresent() && batch.table().isPresent()
                && Rows.isSplit(model.requirePipeline(), batch.table().get(), Optional.empty(), Rows.TRAIN);
        if (own && flags.rows().orElse(Rows.TRAIN) != Rows.TRAIN) {
            throw Problem.of("a recipe cannot be chosen by test rows").at(file.toString()).remedy("Leave out --rows.");
        }
        try {
            return Parts.of(batch.inputs(), batch.labels());
        } catch (Problem problem) {
            throw problem.at(file.toString());
        }
    }

    /**
     * On the table that the model was trained on: the inputs of its training rows; empty for any other data.
     *
     * @throws Problem if the table cannot be read
     */
    Optional<Tensor> trainingInputs() {
        if (isArrays() || model.pipeline().isEmpty()) {
            return Optional.empty();
        }
        Pipeline pipeline = model.requirePipeline();
        Optional<Rows> training = Optional.of(Rows.TRAIN);
        // Any other table may have no labels.
        if (!Rows.isSplit(pipeline, TableReader.read(file, pipeline.readOptions(false)), training, Rows.TRAIN)) {
            return Optional.empty();
        }
        Table table = TableReader.read(file, pipeline.readOptions(true));
        return Optional.of(pipeline.encode(table, Rows.select(pipeline, table, training, Rows.TRAIN), flags.unseen()));
    }

    /** Standardised labels from an array, one for each row. */
    static Tensor labels(Path file, int rows) {
        return switch (Npy.read(file)) {
            case Tensor real when real.shape().rank() > 0 && real.shape().extent(0) == rows && rows > 0 ->
                finite(real, file);
            case Tensor real ->
                throw Problem.of("labels of shape " + real.shape() + " do not go with " + rows + " rows")
                        .at(file.toString());
            case Codes codes -> throw Problem.of("the array holds integers, not real values").at(file.toString())
                    .remedy("Save it as float32.");
        };
    }

    /**
     * The rows, which have to be numbers: what is measured with others is none.
     *
     * @throws Problem if a value is infinite or not a number
     */
    static Tensor finite(Tensor rows, Path file) {
        float[] values = rows.values();
        int width = values.length / rows.shape().extent(0);
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw Problem.of("the value " + values[i] + " cannot be measured with")
                        .at("row " + (i / width + 1) + ", column " + (i % width + 1)).at(file.toString())
                        .remedy("Leave out such rows, or give numbers in their place.");
            }
        }
        return rows;
    }

    private Batch labelledNumeric(List<String> target) {
        requireNoPart();
        if (target.isEmpty()) {
            throw Problem.of("the model carries no pipeline, so it is not known which column holds the labels")
                    .at(file.toString()).remedy("Name it with --target.");
        }
        Table table = TableReader.read(file, ReadOptions.defaults());
        target.forEach(table::column);
        int[] rows = Rows.complete(table, table.columnNames());
        requireRows(rows);
        List<String> features = table.columnNames().stream().filter(name -> !target.contains(name)).toList();
        return new Batch(shaped(NumericRows.real(table, rows, features, file)),
                Optional.of(NumericRows.real(table, rows, target, file)),
                Optional.of(table), rows);
    }

    private void requireNoPart() {
        if (flags.rows().isPresent() && flags.rows().get() != Rows.ALL) {
            throw Problem.of("only the table that a model was trained on has training and test rows")
                    .at(file.toString())
                    .remedy("Leave out --rows.");
        }
    }

    private void requireRows(int[] rows) {
        if (rows.length == 0) {
            throw Problem.of("no row is left: each has a missing cell, or the chosen part is empty").at(file.toString())
                    .remedy("Choose others with --rows.");
        }
    }

    /**
     * Samples for calibrating a model without a pipeline: any number of inputs of any shape and type, which are read in blocks
     * where they stand in arrays.
     *
     * @throws Problem if they do not fit the model
     */
    Samples samples() {
        requireNoPart();
        if (isArrays()) {
            return SampleFiles.open(file, model.graph()).finite();
        }
        Table table = TableReader.read(file, ReadOptions.defaults());
        int[] rows = Rows.complete(table, table.columnNames());
        requireRows(rows);
        return NumericRows.samples(table, rows, InputSpec.of(model.graph()), file);
    }

    private Batch ofArrays() {
        requireNoPart();
        InputSpec input = input();
        ArraySamples samples = SampleFiles.open(file, model.graph());
        long bytes = samples.count() * input.width() * Float.BYTES;
        if (samples.count() > Integer.MAX_VALUE || bytes > Runtime.getRuntime().maxMemory() / 2) {
            throw Problem.of("its samples take " + (bytes >> 20) + " MB, more than half of what the JVM may use")
                    .at(file.toString()).remedy("Give fewer, or give the JVM more memory (-Xmx).");
        }
        Tensor all = (Tensor) samples.first((int) samples.count()).getFirst();
        return new Batch(all, Optional.empty(), Optional.empty(), new int[0]);
    }

    /** The only input, of real values. */
    private InputSpec input() {
        List<InputSpec> inputs = InputSpec.of(model.graph());
        if (inputs.size() != 1) {
            throw Problem.of("the model has " + inputs.size() + " inputs").at(model.file().toString())
                    .remedy("Use the run command, with an --input for each.");
        }
        if (inputs.getFirst().type().isInteger()) {
            throw Problem.of("the model's input takes " + inputs.getFirst().type().label() + ", not real values")
                    .at(model.file().toString()).remedy("Use the run command.");
        }
        return inputs.getFirst();
    }

    /** Rows of the model's shape, if they have as many elements: a vector for each row may stand for any shape. */
    private Tensor shaped(Tensor rows) {
        return NumericRows.shaped(rows, input(), file);
    }

    /** Whether the data is arrays, which hold no labels: a file, or for a model without a pipeline a folder of them. */
    boolean isArrays() {
        if (model.pipeline().isEmpty() && Files.isDirectory(file)) {
            return true;
        }
        // Office files are archives, too: the table reader knows what to say of them.
        return SampleFiles.isNpy(file)
                || (SampleFiles.isNpz(file) && file.toString().toLowerCase(Locale.ROOT).endsWith(".npz"));
    }
}

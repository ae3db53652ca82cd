package dev.halfstep.rows;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.evaluate.Labelled;
import dev.halfstep.model.InputSpec;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.FiniteRows;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.rows.RowBlocks.Encoded;
import dev.halfstep.search.Parts;
import dev.halfstep.table.Notation;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Rows for a model, from whatever kind of file they come: a raw table for a model with a pipeline, arrays or a numeric
 * table for any other.
 */
public final class DataSource {

    /** Bytes of a table that is held in memory; one that is read in blocks takes several passes. */
    private static final long HELD = 1 << 22;

    private final ModelFile model;
    private final Path file;
    private final RowChoice choice;

    public DataSource(ModelFile model, Path file, RowChoice choice) {
        this.model = model;
        this.file = file;
        this.choice = choice;
    }

    /**
     * What a model is given.
     *
     * @param inputs real values {@code [rows, ...]}
     * @param labels standardised labels {@code [rows, targets]}, where they were asked for
     * @param table where the rows come from, if from a table
     * @param rows the rows' indices in the table
     */
    public record Batch(Tensor inputs, Optional<Tensor> labels, Optional<Table> table, int[] rows) {}

    /** The inputs alone. On the table that the model was trained on, {@code usual} rows unless the user chose others. */
    public Batch inputs(Rows usual) {
        if (isArrays()) {
            return ofArrays();
        }
        if (model.pipeline().isEmpty()) {
            requireNoPart();
            Table table = TableReader.read(file, readOptions(false));
            int[] rows = Rows.complete(table, table.columnNames());
            requireRows(rows.length);
            return new Batch(encoded(table, rows), Optional.empty(), Optional.of(table), rows);
        }
        Pipeline pipeline = model.requirePipeline();
        Table table = TableReader.read(file, readOptions(false));
        if (Rows.isSplit(pipeline, table, choice.rows(), usual)) {
            table = TableReader.read(file, readOptions(true));
        }
        int[] rows = Rows.select(pipeline, table, choice.rows(), usual);
        requireRows(rows.length);
        return new Batch(encoded(table, rows), Optional.empty(), Optional.of(table), rows);
    }

    /**
     * The inputs alone, all rows unless the user chose a part, in blocks: as many at a time as are small beside any memory. Where
     * blocks would make a difference, or the rows are a part of a table that training has held, too, they are one block.
     */
    public RowBlocks blocks() {
        boolean all = choice.rows().orElse(Rows.ALL) == Rows.ALL;
        if (!all || !RowBlocks.suit(model)) {
            return RowBlocks.whole(batches -> batches.accept(inputs(Rows.ALL)), all);
        }
        if (isArrays()) {
            return RowBlocks.ofArray(SampleFiles.open(file, model.graph()), input().width());
        }
        return RowBlocks.ofTable(file, readOptions(false), (table, rows) -> Encoded.of(encoded(table, rows)));
    }

    /** How the table is read: as the model's pipeline says, if it carries one. */
    private ReadOptions readOptions(boolean withTargets) {
        return model.pipeline().map(pipeline -> pipeline.readOptions(withTargets, choice.reading()))
                .orElseGet(() -> ReadOptions.defaults().withNotation(choice.reading().apply(Notation.defaults())));
    }

    /** All columns of rows of a table, as the model takes them. */
    private Tensor encoded(Table table, int[] rows) {
        return encoded(table, rows, table.columnNames());
    }

    /** @param columns that the model takes, if it carries no pipeline */
    private Tensor encoded(Table table, int[] rows, List<String> columns) {
        boolean clips = model.clipsInputs();
        return model.pipeline()
                .map(pipeline -> clips ? pipeline.encode(table, rows, choice.unseen())
                        : pipeline.encodeFinite(table, rows, choice.unseen()))
                .orElseGet(() -> {
                    Tensor values = NumericRows.real(table, rows, columns, file);
                    return shaped(clips ? values : FiniteRows.require(values, table, rows, columns));
                });
    }

    /**
     * Inputs and labels.
     *
     * @param target the label column, where it is not named as the pipeline's or there is no pipeline
     */
    public Batch labelled(Rows usual, List<String> target) {
        if (isArrays()) {
            throw Problem.of("an array holds no labels").at(file.toString())
                    .remedy(Phrase.of("name them with ").with(Setting.LABELS, "Y.npy"),
                            Phrase.of("give a table with ").with(Setting.DATA));
        }
        requireTarget(target);
        if (model.pipeline().isEmpty()) {
            Table table = TableReader.read(file, readOptions(false));
            target.forEach(table::column);
            int[] rows = Rows.complete(table, table.columnNames());
            requireRows(rows.length);
            return labelled(table, rows, target);
        }
        Pipeline pipeline = model.requirePipeline();
        Table table = TargetTable.read(file, readOptions(true), pipeline);
        int[] rows = Rows.select(pipeline, table, choice.rows(), usual);
        requireRows(rows.length);
        return labelled(table, rows, target);
    }

    private void requireTarget(List<String> target) {
        if (model.pipeline().isEmpty()) {
            requireNoPart();
            if (target.isEmpty()) {
                throw Problem.model("the model carries no pipeline, so it is not known which column holds the labels")
                        .at(file.toString()).remedy(Phrase.of("name it with ").with(Setting.TARGET));
            }
            return;
        }
        List<String> own = model.requirePipeline().targetNames();
        if (!target.isEmpty() && !target.equals(own)) {
            throw Problem.model("the model predicts " + own + ", not " + target).at(file.toString())
                    .remedy(Phrase.of("leave out ").with(Setting.TARGET));
        }
    }

    private Batch labelled(Table table, int[] rows, List<String> target) {
        if (model.pipeline().isPresent()) {
            Pipeline pipeline = model.requirePipeline();
            return new Batch(encoded(table, rows), Optional.of(pipeline.labels(table, rows)), Optional.of(table), rows);
        }
        target.forEach(table::column);
        List<String> features = table.columnNames().stream().filter(name -> !target.contains(name)).toList();
        Tensor labels = FiniteRows.require(NumericRows.real(table, rows, target, file), table, rows, target);
        return new Batch(encoded(table, rows, features), Optional.of(labels), Optional.of(table), rows);
    }

    /**
     * Inputs and labels in blocks, as {@link #labelled} gives them at once; one block where that has to be or is quicker.
     *
     * @param models that are run on them
     */
    public RowBlocks labelledBlocks(List<ModelFile> models, List<String> target) {
        boolean held = isArrays() || isSmall() || !models.stream().allMatch(RowBlocks::suit);
        if (held || (model.pipeline().isPresent() && isPart(Rows.TEST))) {
            Batch batch = labelled(Rows.TEST, target);
            return RowBlocks.of(labelledRows(batch), batch.rows());
        }
        requireTarget(target);
        return RowBlocks.ofTable(file, readOptions(true),
                (table, rows) -> Encoded.of(labelledRows(labelled(table, rows, target))));
    }

    /** Labels in units are the table's own. */
    private Labelled labelledRows(Batch batch) {
        Tensor labels = batch.labels().orElseThrow();
        double[] inUnits = model.pipeline()
                .map(pipeline -> pipeline.labelsInUnits(batch.table().orElseThrow(), batch.rows()))
                .orElseGet(() -> model.decoder().inUnits(labels, labels.values().length / labels.shape().extent(0)));
        return new Labelled(batch.inputs(), labels, inUnits);
    }

    /** Inputs, and labels if the table has them: for a model with a pipeline, in the columns of the pipeline's targets. */
    public Batch labelledIfPossible(Rows usual, List<String> target) {
        if (isArrays() && !target.isEmpty()) {
            throw Problem.of("an array has no column " + String.join(", ", target)).at(file.toString())
                    .remedy(Phrase.of("leave out ").with(Setting.TARGET).then(", and name labels with ")
                            .with(Setting.LABELS, "Y.npy"));
        }
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
    public Parts forChoosing(boolean withLabels) {
        if (withLabels && (model.pipeline().isEmpty() || isArrays())) {
            throw Problem.of("there are no labels to measure a loss of MAE with").at(file.toString())
                    .remedy(Phrase.of(model.pipeline().isEmpty() ? "" : "give a raw table, or ")
                            .then("bound the deviation from the float model with ").with(Setting.MAX_DEVIATION)
                            .then(model.pipeline().isEmpty() ? ", which needs none" : ""));
        }
        Batch batch = withLabels ? labelled(Rows.TRAIN, List.of()) : inputs(Rows.TRAIN);
        boolean own = model.pipeline().isPresent() && batch.table().isPresent()
                && Rows.isSplit(model.requirePipeline(), batch.table().get(), Optional.empty(), Rows.TRAIN);
        if (own && choice.rows().orElse(Rows.TRAIN) != Rows.TRAIN) {
            throw Problem.of("a recipe cannot be chosen by test rows").at(file.toString())
                    .remedy(Phrase.of("leave out ").with(Setting.ROWS));
        }
        try {
            return Parts.of(model.graph(), batch.inputs(), batch.labels());
        } catch (Problem problem) {
            throw problem.at(file.toString());
        }
    }

    /**
     * On the table that the model was trained on: the inputs of its training rows; empty for any other data.
     *
     * @throws Problem if the table cannot be read
     */
    public Optional<Tensor> trainingInputs() {
        if (isArrays() || model.pipeline().isEmpty()) {
            return Optional.empty();
        }
        Pipeline pipeline = model.requirePipeline();
        Optional<Rows> training = Optional.of(Rows.TRAIN);
        // Any other table may have no labels.
        if (!Rows.isSplit(pipeline, TableReader.read(file, readOptions(false)), training, Rows.TRAIN)) {
            return Optional.empty();
        }
        Table table = TableReader.read(file, readOptions(true));
        return Optional.of(encoded(table, Rows.select(pipeline, table, training, Rows.TRAIN)));
    }

    /**
     * Makes sure that what was chosen has a meaning for these rows.
     *
     * @throws Problem if it says what becomes of new categories, and the rows have none: arrays and numbers
     */
    public void requireChoiceApplies() {
        if (choice.unseen() == Unseen.ZERO && (model.pipeline().isEmpty() || isArrays())) {
            throw Problem.of(Problem.Kind.OPTION, Phrase.of("").with(Setting.UNSEEN).then(
                    " has no effect here: only a table of a model that carries its pipeline has categories"))
                    .at(file.toString()).remedy(Phrase.of("leave out ").with(Setting.UNSEEN));
        }
        Notation said = choice.reading().apply(Notation.defaults());
        if (!isArrays()) {
            TableReader.requireUse(file, said);
        }
        List<Setting> told = said.told();
        if (isArrays() && !told.isEmpty()) {
            throw Problem.of(Problem.Kind.OPTION, Phrase.of("").with(told.getFirst())
                    .then(" has no effect here: it says how the cells of a table are written, and an array has none"))
                    .at(file.toString()).remedy(Phrase.of("leave out ").with(told.getFirst()));
        }
    }

    private void requireNoPart() {
        if (choice.rows().isPresent() && choice.rows().get() != Rows.ALL) {
            throw Problem.of("only the table that a model was trained on has training and test rows")
                    .at(file.toString())
                    .remedy(Phrase.of("leave out ").with(Setting.ROWS));
        }
    }

    /**
     * Makes sure that there are rows.
     *
     * @throws Problem if there are none
     */
    public void requireRows(long rows) {
        if (rows == 0) {
            throw noRows(file);
        }
    }

    public static Problem noRows(Path file) {
        return Problem.of("no row is left: each has a missing cell, or the chosen part is empty").at(file.toString())
                .remedy(Phrase.of("choose others with ").with(Setting.ROWS));
    }

    /**
     * Samples for calibrating. On the table that the model was trained on, its training rows unless the user chose others. A model
     * without a pipeline may have any number of inputs of any shape and type.
     *
     * @throws Problem if they do not fit the model
     */
    public Samples samples() {
        if (model.pipeline().isPresent() && (isArrays() || isSmall() || isPart(Rows.TRAIN))) {
            return Samples.of(inputs(Rows.TRAIN).inputs());
        }
        if (model.pipeline().isPresent()) {
            return samples((table, rows) -> Encoded.of(encoded(table, rows)));
        }
        requireNoPart();
        if (isArrays()) {
            return SampleFiles.open(file, model.graph()).finite();
        }
        List<InputSpec> inputs = InputSpec.of(model.graph());
        if (!isSmall()) {
            return samples((table, rows) -> Encoded.of(NumericRows.samples(table, rows, inputs, file)));
        }
        Table table = TableReader.read(file, readOptions(false));
        int[] rows = Rows.complete(table, table.columnNames());
        requireRows(rows.length);
        return Samples.of(NumericRows.samples(table, rows, inputs, file));
    }

    private Samples samples(RowBlocks.Encoder encoder) {
        Samples samples = RowBlocks.ofTable(file, readOptions(false), encoder).samples();
        requireRows(samples.count());
        return samples;
    }

    /** Whether a table is read at once: that takes one pass, others take several. */
    private boolean isSmall() {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= HELD;
        } catch (IOException e) {
            // Whoever reads it meets that, too, and says what it is.
            return true;
        }
    }

    /** Whether a part of the table that the model was trained on is meant; training has held it, too. */
    private boolean isPart(Rows usual) {
        Pipeline pipeline = model.requirePipeline();
        return choice.rows().orElse(usual) != Rows.ALL && Rows.isSplit(pipeline, file.toString(),
                TableReader.survey(file, readOptions(false)).digest(), choice.rows(), usual);
    }

    private Batch ofArrays() {
        requireNoPart();
        InputSpec input = input();
        ArraySamples samples = SampleFiles.open(file, model.graph());
        long bytes = samples.count() * input.width() * Float.BYTES;
        if (samples.count() > Integer.MAX_VALUE || bytes > Runtime.getRuntime().maxMemory() / 2) {
            throw Problem.limit("its samples take " + (bytes >> 20) + " MB, more than half of what the JVM may use")
                    .at(file.toString()).remedy("Give fewer, or give the JVM more memory (-Xmx).");
        }
        Tensor all = InputSpec.real(samples.first((int) samples.count()).getFirst());
        return new Batch(all, Optional.empty(), Optional.empty(), new int[0]);
    }

    /** The only input. */
    private InputSpec input() {
        List<InputSpec> inputs = InputSpec.of(model.graph());
        if (inputs.size() != 1) {
            throw Problem.model("the model has " + inputs.size() + " inputs").at(model.file().toString())
                    .remedy(Phrase.of("").with(Setting.SEVERAL_INPUTS));
        }
        return inputs.getFirst();
    }

    /** Rows of the model's shape, if they have as many elements: a vector for each row may stand for any shape. */
    private Tensor shaped(Tensor rows) {
        return NumericRows.shaped(rows, input(), file);
    }

    /** Whether the data is arrays, which hold no labels: a file, or for a model without a pipeline a folder of them. */
    public boolean isArrays() {
        if (model.pipeline().isEmpty() && Files.isDirectory(file)) {
            return true;
        }
        // Office files are archives, too: the table reader knows what to say of them.
        return SampleFiles.isNpy(file)
                || (SampleFiles.isNpz(file) && file.toString().toLowerCase(Locale.ROOT).endsWith(".npz"));
    }
}

package dev.halfstep.pipeline;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.CellForm;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.DateForm;
import dev.halfstep.table.Notation;
import dev.halfstep.table.NumberForm;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Everything between a raw table and a network: which columns, how each becomes features, how targets are mapped, how both are
 * standardised, and on which rows that was fitted. Immutable, with a JSON form that travels in the model file.
 *
 * @param inputs the columns, in the order of their features
 * @param features one scaling for each feature
 * @param targets one for each column that is predicted
 * @param notation how the table's cells are written
 * @param origin the table it was fitted on
 */
public record Pipeline(List<InputColumn> inputs, List<Scaling> features, List<Target> targets,
        Notation notation, Origin origin) {

    /** The name under which a model file carries its pipeline. */
    public static final String METADATA_NAME = "halfstep_pipeline";

    public Pipeline {
        inputs = List.copyOf(inputs);
        features = List.copyOf(features);
        targets = List.copyOf(targets);
        List<String> made = inputs.stream().flatMap(input -> input.features().stream()).toList();
        if (!made.equals(features.stream().map(Scaling::name).toList())) {
            throw Problem.model("the pipeline's columns do not give the features that it standardises");
        }
        if (targets.isEmpty()) {
            throw Problem.model("the pipeline has no target");
        }
    }

    public List<String> featureNames() {
        return features.stream().map(Scaling::name).toList();
    }

    public List<String> targetNames() {
        return targets.stream().map(Target::name).toList();
    }

    /** A standardised value of one of the targets, by its index, in the target's unit. */
    public double inUnits(int target, float standardised) {
        return targets.get(target).inUnits(standardised);
    }

    /**
     * How a table is to be read for this pipeline: its own columns only, with the types they had.
     *
     * @param withTargets whether the target columns are read too
     */
    public ReadOptions readOptions(boolean withTargets) {
        return readOptions(withTargets, UnaryOperator.identity());
    }

    /**
     * How a table is to be read for this pipeline that is written otherwise than the one it was fitted on.
     *
     * @param otherwise from how that one was written
     */
    public ReadOptions readOptions(boolean withTargets, UnaryOperator<Notation> otherwise) {
        var types = new LinkedHashMap<String, ColumnType>();
        inputs.forEach(input -> types.put(input.column(), input.type()));
        if (withTargets) {
            targets.forEach(target -> types.put(target.name(), ColumnType.NUMERIC));
        }
        return ReadOptions.defaults().withNotation(otherwise.apply(remembered(types))).withOnly(types.keySet())
                .withTypes(types).withFilled(filled());
    }

    private Map<String, Double> filled() {
        var filled = new LinkedHashMap<String, Double>();
        for (InputColumn input : inputs) {
            if (input instanceof InputColumn.Numeric numeric) {
                numeric.filled().ifPresent(number -> filled.put(numeric.column(), number));
            }
        }
        return filled;
    }

    /** How the table was written: numbers of which nothing else is known were plain, and had no unit. */
    private Notation remembered(Map<String, ColumnType> types) {
        var forms = new LinkedHashMap<String, CellForm>(notation.forms());
        types.forEach((column, type) -> {
            if (type == ColumnType.NUMERIC) {
                forms.putIfAbsent(column, NumberForm.PLAIN);
            }
        });
        return notation.withForms(forms);
    }

    /**
     * A date, as the cells of a column write it.
     *
     * @return days since the first of January 1970, with the time of day as a fraction; NaN if it is no date that is written so
     */
    public double days(String column, String text) {
        return notation.forms().get(column) instanceof DateForm form ? form.days(text) : Double.NaN;
    }

    /**
     * The network's input for some rows of a table.
     *
     * @param rows none of them with a missing cell; see {@link Rows#complete}
     * @return {@code [rows, features]}, standardised
     * @throws Problem if a column is missing or of another type, or a category is new and {@code unseen} says so
     */
    public Tensor encode(Table table, int[] rows, Unseen unseen) {
        return new Encoding(this, table, unseen).encode(rows);
    }

    /**
     * The same for a network that computes with what it takes: codes clip what is beyond {@code float32}, arithmetic makes NaN of it.
     *
     * @throws Problem as {@link #encode}, or that names the cell if one is beyond {@code float32}
     */
    public Tensor encodeFinite(Table table, int[] rows, Unseen unseen) {
        return FiniteRows.require(encode(table, rows, unseen), table, rows, featureNames());
    }

    /**
     * The labels of some rows of a table.
     *
     * @return {@code [rows, targets]}, mapped and standardised
     * @throws Problem if a target column is missing or not numeric, or a label is beyond {@code float32}
     */
    public Tensor labels(Table table, int[] rows) {
        return Encoding.labels(this, table, rows);
    }

    /**
     * The labels of some rows in the targets' own units, as the table has them.
     *
     * @return all targets of the first row, then all of the next
     * @throws Problem if a target column is missing or not numeric
     */
    public double[] labelsInUnits(Table table, int[] rows) {
        return Encoding.labelsInUnits(this, table, rows);
    }

    /** Whether it came with a model from elsewhere, whose outputs need not be called as a table's columns are. */
    public boolean isFromElsewhere() {
        return origin.equals(Origin.ELSEWHERE);
    }

    /**
     * The same with other names of its targets.
     *
     * @param names as many as there are targets
     */
    public Pipeline withTargetNames(List<String> names) {
        return new Pipeline(inputs, features,
                IntStream.range(0, targets.size()).mapToObj(t -> targets.get(t).named(names.get(t))).toList(),
                notation, origin);
    }

    /** Whether another pipeline makes the same of each row, whatever is known of the rows that either was fitted on. */
    public boolean encodesAs(Pipeline other) {
        return withoutSeen().equals(other.withoutSeen());
    }

    private Pipeline withoutSeen() {
        return new Pipeline(inputs.stream().map(InputColumn::withoutSeen).toList(), features, targets, notation,
                origin);
    }

    /** The columns that the pipeline reads for its features. */
    public List<String> inputColumns() {
        return inputs.stream().map(InputColumn::column).toList();
    }

    /** The columns that the pipeline reads for features and targets. */
    public List<String> allColumns() {
        var all = new ArrayList<>(inputColumns());
        all.addAll(targetNames());
        return all;
    }

    /** This pipeline as JSON, on one line. */
    public String toJson() {
        return PipelineJson.write(this);
    }

    /**
     * A pipeline from its JSON form.
     *
     * @throws Problem if the text is not a pipeline
     */
    public static Pipeline fromJson(String json) {
        try {
            return PipelineJson.read(json);
        } catch (Problem problem) {
            throw Problem.model("the pipeline in the model file is damaged: " + problem.what()).because(problem)
                    .remedy("Train or quantize the model again.");
        }
    }
}

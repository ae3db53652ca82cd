package dev.halfstep.domain;

import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.graph.Interface;
import dev.halfstep.json.JsonObject;
import dev.halfstep.json.JsonWriter;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All inputs that a certificate of a model speaks of: what each column may be, whatever the others are. For a model without a
 * pipeline a column is a feature.
 */
public final class ModelDomain {

    private final List<Axis> axes;

    ModelDomain(List<Axis> axes) {
        this.axes = List.copyOf(axes);
    }

    /**
     * The domain of a model: what columns were in the rows that its pipeline was fitted on, but for those of which more is said.
     *
     * @throws Problem that holds all that is wrong with what is said: columns that there are not, texts that the model does not
     *         know, and columns of which nothing is known
     */
    public static ModelDomain of(ModelFile model, DomainSpec spec) {
        return new DomainBuilder(model.pipeline(), names(model), spec).build();
    }

    /** The same for a pipeline. */
    public static ModelDomain of(Pipeline pipeline, DomainSpec spec) {
        return new DomainBuilder(Optional.of(pipeline), names(pipeline), spec).build();
    }

    /**
     * A domain as {@link #write} puts it.
     *
     * @throws Problem if it is none, or none of this model
     */
    public static ModelDomain read(ModelFile model, JsonObject json) {
        return of(model, DomainSpec.read(json));
    }

    /** The names of its columns, or those of the features of a model without a pipeline. */
    public static List<String> names(ModelFile model) {
        return model.pipeline().map(ModelDomain::names)
                .orElseGet(() -> IntStream.range(0, width(model)).mapToObj(f -> "input " + f).toList());
    }

    private static List<String> names(Pipeline pipeline) {
        return pipeline.inputs().stream().flatMap(input -> input instanceof InputColumn.Date
                ? input.features().stream() : Stream.of(input.column())).toList();
    }

    private static int width(ModelFile model) {
        return Interface.of(model.graph()).inputs().stream().mapToInt(Interface.Port::width).sum();
    }

    /** In what the network takes. */
    public InputDomain inputs() {
        return new InputDomain(axes.stream().map(Axis::part).toList());
    }

    /**
     * What an input of the network is for people, column by column.
     *
     * @param input in the domain, one value for each feature
     */
    public List<RawValue> raw(float[] input) {
        return axes.stream().map(axis -> axis.raw(input)).toList();
    }

    /** What each column may be, a line for each. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        axes.forEach(axis -> lines.add(axis.name() + ": " + axis.text()));
        return lines;
    }

    /** The names of its columns, in the order of the parts of {@link #inputs}. */
    public List<String> columns() {
        return axes.stream().map(Axis::name).toList();
    }

    /** Whether a column holds numbers, by its index. */
    public boolean isNumber(int column) {
        return axes.get(column) instanceof NumberAxis;
    }

    /**
     * A part of this domain.
     *
     * @param inputs in what the network takes, of the same parts, and nothing beyond it
     */
    public ModelDomain within(InputDomain inputs) {
        return new ModelDomain(IntStream.range(0, axes.size())
                .mapToObj(a -> axes.get(a).within(inputs.parts().get(a))).toList());
    }

    /** What columns may be that may be less here than in another domain, a line for each. */
    public List<String> linesUnlike(ModelDomain other) {
        List<String> theirs = other.lines();
        return lines().stream().filter(line -> !theirs.contains(line)).toList();
    }

    /** Puts what each column may be. */
    public void write(JsonWriter to) {
        to.putObject("columns", columns -> axes.forEach(axis -> columns.putObject(axis.name(), axis::write)));
    }

    /** Puts an input of the network twice: as a row of the table, as far as there is one, and as it is. */
    public void write(JsonWriter to, float[] input) {
        List<RawValue> row = raw(input);
        to.putObject("row", values -> row.forEach(value -> value.write(values)))
                .putTexts("inexact", row.stream().filter(value -> !value.isExact()).map(RawValue::column).toList())
                .putSingles("input", input);
    }

    /** Whether an input of the network is one of the domain. */
    public boolean contains(float[] input) {
        return axes.stream().allMatch(axis -> contains(axis.part(), input));
    }

    private static boolean contains(InputDomain.Part part, float[] input) {
        return switch (part) {
            case InputDomain.Interval interval ->
                input[interval.feature()] >= interval.min() && input[interval.feature()] <= interval.max();
            case InputDomain.Choices choices -> Arrays.stream(choices.rows()).anyMatch(row -> IntStream
                    .range(0, row.length).allMatch(f -> row[f] == input[choices.features()[f]]));
        };
    }
}

package dev.halfstep.onnx.column;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.pipeline.Target;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model that takes the columns of a table, as a pipeline and the network behind it. */
public final class ColumnModel {

    private final ModelProto model;
    private final InputColumns columns;
    private final Prefix prefix;
    private final ColumnPlan plan;
    private final GraphProto rest;
    private final TargetSteps steps;

    private ColumnModel(ModelProto model, InputColumns columns, Constants constants, Prefix prefix) {
        this.model = model;
        this.columns = columns;
        this.prefix = prefix;
        GraphProto graph = model.getGraph();
        if (prefix.border().isEmpty()) {
            throw Problem.model("nothing is computed from its columns together, so there is no network");
        }
        plan = new ColumnPlan(columns,
                prefix.border().values().stream().flatMap(table -> table.features().stream()).toList());
        rest = new RestWriter(graph, prefix, constants, plan).withFeatures();
        steps = TargetSteps.of(rest);
    }

    /**
     * A model as a pipeline and a network.
     *
     * @return empty if it is none, and takes numbers only, so that it is a network as a whole
     * @throws Problem if it takes texts and does to columns what a pipeline does not
     */
    public static Optional<ColumnModel> of(ModelProto model) {
        return InputColumns.of(model.getGraph()).flatMap(columns -> {
            try {
                return of(model, columns);
            } catch (Problem problem) {
                if (columns.hasText()) {
                    throw problem;
                }
                return Optional.empty();
            }
        });
    }

    private static Optional<ColumnModel> of(ModelProto model, InputColumns columns) {
        if (model.getGraph().getOutputCount() != 1) {
            throw Problem.model("it has " + model.getGraph().getOutputCount() + " outputs")
                    .remedy("Export a model with one output; that may hold several targets.");
        }
        var constants = new Constants(model.getGraph());
        Prefix prefix = Prefix.of(model.getGraph(), columns, constants);
        boolean isTable = columns.hasText()
                || (columns.columns().size() > 1 && (prefix.isLearned() || SklearnExport.isOf(model)));
        return isTable ? Optional.of(new ColumnModel(model, columns, constants, prefix)) : Optional.empty();
    }

    /** The columns as the model takes them. */
    public InputColumns columns() {
        return columns;
    }

    /**
     * A column that the network is given.
     *
     * @param index among the columns that the model takes
     * @param levels the categories' cells in the model by their texts in a table; none for numbers
     */
    public record Taken(int index, InputColumn input, Map<String, Cell> levels) {}

    /** The columns as the pipeline takes them. */
    public List<Taken> taken() {
        return List.copyOf(plan.taken());
    }

    /** How their features are standardised. */
    public List<Scaling> scalings() {
        return List.copyOf(plan.scalings());
    }

    /** The network that takes the pipeline's features, with all that the model does to its outputs. */
    public ModelProto network() {
        return model.toBuilder().setGraph(rest).build();
    }

    /** The same, but for what the {@link #targets} do. */
    public ModelProto mappedNetwork() {
        return model.toBuilder().setGraph(steps.rest()).build();
    }

    /**
     * What a pipeline does with what the {@link #mappedNetwork} gives.
     *
     * @param names of the targets
     * @return empty where that is nothing, or something that a pipeline has not
     */
    public Optional<List<Target>> targets(List<String> names) {
        return steps.targets(names);
    }

    /** The part of the model behind what {@link #declared} gives, as it stands in the file. */
    public ModelProto declaredNetwork() {
        return model.toBuilder()
                .setGraph(RestWriter.asDeclared(model.getGraph(), prefix, columns.rows())).build();
    }

    /**
     * What becomes of rows before the network, in the arithmetic that the file declares.
     *
     * @param rows each with a cell for each of the columns
     * @return for each input of the {@linkplain #declaredNetwork declared network} its value, by name
     */
    public Map<String, Tensor> declared(List<List<Cell>> rows) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        prefix.border().forEach((name, table) -> {
            var elements = new float[rows.size() * table.width()];
            for (int f = 0; f < table.width(); f++) {
                Feature feature = table.features().get(f);
                List<Step> taken = feature.steps();
                for (int r = 0; r < rows.size(); r++) {
                    Cell cell = rows.get(r).get(feature.column());
                    for (Step step : taken) {
                        cell = step.of(cell);
                    }
                    elements[r * table.width() + f] = (float) cell.number();
                }
            }
            values.put(name, Tensor.of(table.isDeep() ? Shape.of(rows.size(), 1, table.width())
                    : Shape.of(rows.size(), table.width()), elements));
        });
        return values;
    }

    /** How many cells and features a row has, before the network as declared and as the pipeline makes them. */
    public int width() {
        return columns.columns().size() + plan.scalings().size()
                + prefix.border().values().stream().mapToInt(FeatureTable::width).sum();
    }
}

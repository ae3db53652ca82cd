package dev.halfstep.explain.subject;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.interpret.RowNames;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What is explained: an output of a quantized model, the float model that it was made from, and rows; both have been run on the rows.
 */
public final class Subject {

    private final Graph quantized;
    private final Optional<Graph> reference;
    private final List<Value> inputs;
    private final int output;
    private final int[] rowNumbers;
    private final Optional<Labels> labels;
    private final Units units;
    private final Predictor.Prediction prediction;
    private final Optional<Tensor> floatValues;

    /**
     * What the rows' targets really are.
     *
     * @param standardised {@code [rows, targets]}
     * @param inUnits the same in the targets' own units, in row-major order
     */
    public record Labels(Tensor standardised, double[] inUnits) {}

    private Subject(Graph quantized, Optional<Graph> reference, List<Value> inputs, int output, int[] rowNumbers,
            Optional<Labels> labels, Units units, Predictor.Prediction prediction, Optional<Tensor> floatValues) {
        this.quantized = quantized;
        this.reference = reference;
        this.inputs = List.copyOf(inputs);
        this.output = output;
        this.rowNumbers = rowNumbers;
        this.labels = labels;
        this.units = units;
        this.prediction = prediction;
        this.floatValues = floatValues;
    }

    private static Predictor.Prediction predicted(Graph graph, Tensor inputs, RowNames names, String which) {
        Predictor predictor = Predictor.of(graph);
        try {
            return predictor.predict(inputs, names);
        } catch (Problem problem) {
            throw problem.at(which);
        }
    }

    private static List<Predictor.Prediction> predicted(Graph graph, List<Value> inputs, String which) {
        try {
            return SeveralOutputs.of(graph, inputs);
        } catch (Problem problem) {
            throw problem.at(which);
        }
    }

    private static RowNames names(int[] rowNumbers, Units units) {
        return new RowNames() {

            @Override
            public String row(int row) {
                return "row " + (row < rowNumbers.length ? rowNumbers[row] : row + 1);
            }

            @Override
            public String value(int value) {
                return value < units.features().size() ? Quoted.of(units.features().get(value).name())
                        : RowNames.NUMBERS.value(value);
            }
        };
    }

    /**
     * A model with its float model and rows.
     *
     * @param reference the float model, if it is at hand
     * @param inputs real values {@code [rows, ...]}
     * @param rowNumbers the number of each row as its reader knows it, from 1
     * @throws Problem if there are no rows, or the models, rows and labels do not go together
     */
    public static Subject of(Graph quantized, Optional<Graph> reference, Tensor inputs, int[] rowNumbers,
            Optional<Labels> labels, Units units) {
        int rows = inputs.shape().rank() == 0 ? 0 : inputs.shape().extent(0);
        if (rows == 0) {
            throw Problem.of("there are no rows to explain the model by");
        }
        if (inputs.values().length == 0 || units.targets().isEmpty()) {
            throw Problem.model("there is nothing to explain of a model that "
                    + (units.targets().isEmpty() ? "predicts" : "takes") + " no values");
        }
        RowNames names = names(rowNumbers, units);
        Predictor.Prediction prediction = predicted(quantized, inputs, names, "the quantized model");
        var subject = new Subject(quantized, reference, List.of(inputs), 0, rowNumbers.clone(), labels, units,
                prediction, reference.map(graph -> predicted(graph, inputs, names, "the float model").values()));
        int values = subject.prediction.values().values().length;
        if (rowNumbers.length != rows || values != rows * units.targets().size()) {
            throw Problem.model("the model gives " + subject.prediction.values().shape() + " for " + rows + " rows and "
                    + units.targets().size() + " targets");
        }
        subject.requireSameShape();
        labels.filter(l -> l.standardised.values().length != values || l.inUnits.length != values).ifPresent(l -> {
            throw Problem.model("the model gives " + subject.prediction.values().shape() + " for labels "
                    + l.standardised.shape());
        });
        return subject;
    }

    /**
     * A model of any number of inputs and outputs, with its float model and rows.
     *
     * @param reference the float model, if it is at hand
     * @param inputs one for each input, with rows along the first axis: real values, or integers where these are no codes
     * @return one for each output, in the model's own units
     * @throws Problem if there are no rows, or the models and rows do not go together
     */
    public static List<Subject> ofOutputs(Graph quantized, Optional<Graph> reference, List<Value> inputs) {
        reference.filter(graph -> graph.inputs().size() != quantized.inputs().size()
                || graph.outputs().size() != quantized.outputs().size()).ifPresent(graph -> {
                    throw Problem.model("the models have " + graph.inputs().size() + " and " + quantized.inputs().size()
                            + " inputs, " + graph.outputs().size() + " and " + quantized.outputs().size() + " outputs")
                            .remedy("Give the float model that the quantized one was made from.");
                });
        if (inputs.stream().allMatch(input -> input.shape().elements() == 0)) {
            throw Problem.model("there is nothing to explain of a model that takes no values");
        }
        List<Predictor.Prediction> predictions = predicted(quantized, inputs, "the quantized model");
        Optional<List<Predictor.Prediction>> floats =
                reference.map(graph -> predicted(graph, inputs, "the float model"));
        int rows = inputs.getFirst().shape().extent(0);
        int[] rowNumbers = numbered(rows);
        var subjects = new ArrayList<Subject>();
        for (int o = 0; o < predictions.size(); o++) {
            int output = o;
            var subject = new Subject(quantized, reference, inputs, o, rowNumbers, Optional.empty(),
                    Units.of(quantized, o, predictions.get(o).values().values().length / rows), predictions.get(o),
                    floats.map(all -> all.get(output).values()));
            if (subject.targets() == 0) {
                throw Problem.model("there is nothing to explain of an output that predicts no values")
                        .at(quantized.place(quantized.outputs().get(o)));
            }
            subject.requireSameShape();
            subjects.add(subject);
        }
        return List.copyOf(subjects);
    }

    private void requireSameShape() {
        int values = prediction.values().values().length;
        floatValues.filter(floats -> floats.values().length != values).ifPresent(floats -> {
            throw Problem.model("the float model gives " + floats.shape() + " and the quantized one "
                    + prediction.values().shape())
                    .remedy("Give the float model that the quantized one was made from.");
        });
    }

    /** Rows numbered from 1 on. */
    public static int[] numbered(int rows) {
        return IntStream.rangeClosed(1, rows).toArray();
    }

    public Graph quantized() {
        return quantized;
    }

    /** The float model, if it is at hand. */
    public Optional<Graph> reference() {
        return reference;
    }

    /**
     * What goes into a model of one input: real values {@code [rows, ...]}, standardised where the model's pipeline does so.
     *
     * @throws IllegalStateException for a model with several inputs
     */
    public Tensor inputs() {
        if (inputs.size() != 1) {
            throw new IllegalStateException("the model has " + inputs.size() + " inputs");
        }
        return switch (inputs.getFirst()) {
            case Tensor real -> real;
            case Codes integers -> integers.rawReals();
        };
    }

    /** What goes into each input: real values, or integers where those are no codes. */
    public List<Value> allInputs() {
        return inputs;
    }

    /** How the model's inputs take what goes in. */
    public List<Interface.Port> inputPorts() {
        return Interface.of(quantized).inputs();
    }

    /** How the output that is explained gives what comes out. */
    public Interface.Port outputPort() {
        return Interface.of(quantized).outputs().get(output);
    }

    /** The name of the output that is explained. */
    public String outputName() {
        return outputPort().tensor().name();
    }

    /** Which of the model's outputs is explained. */
    public int output() {
        return output;
    }

    /** Whether the model has other inputs or outputs than the one that is explained. */
    public boolean isOneOfSeveral() {
        return quantized.inputs().size() > 1 || quantized.outputs().size() > 1;
    }

    public int rows() {
        return rowNumbers.length;
    }

    /** How many values are predicted for each row. */
    public int targets() {
        return units.targets().size();
    }

    /** The number by which its reader knows a row, from 1. */
    public int rowNumber(int row) {
        return rowNumbers[row];
    }

    public Optional<Labels> labels() {
        return labels;
    }

    public Units units() {
        return units;
    }

    /** What the quantized model makes of the rows. */
    public Predictor.Prediction prediction() {
        return prediction;
    }

    /** What the float model makes of the rows {@code [rows, targets]}, if it is at hand. */
    public Optional<Tensor> floatValues() {
        return floatValues;
    }
}

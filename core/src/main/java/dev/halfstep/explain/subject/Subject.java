package dev.halfstep.explain.subject;

import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.interpret.RowNames;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.Tensor;
import java.util.Optional;
import java.util.stream.IntStream;

/** What is explained: a quantized model, the float model that it was made from, and rows; both have been run on the rows. */
public final class Subject {

    private final Graph quantized;
    private final Optional<Graph> reference;
    private final Tensor inputs;
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

    private Subject(Graph quantized, Optional<Graph> reference, Tensor inputs, int[] rowNumbers,
            Optional<Labels> labels, Units units) {
        this.quantized = quantized;
        this.reference = reference;
        this.inputs = inputs;
        this.rowNumbers = rowNumbers;
        this.labels = labels;
        this.units = units;
        prediction = predicted(quantized, "the quantized model");
        floatValues = reference.map(graph -> predicted(graph, "the float model").values());
    }

    private Predictor.Prediction predicted(Graph graph, String which) {
        Predictor predictor = Predictor.of(graph);
        try {
            return predictor.predict(inputs, names());
        } catch (Problem problem) {
            throw problem.at(which);
        }
    }

    private RowNames names() {
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
        var subject = new Subject(quantized, reference, inputs, rowNumbers.clone(), labels, units);
        int values = subject.prediction.values().values().length;
        if (rowNumbers.length != rows || values != rows * units.targets().size()) {
            throw Problem.model("the model gives " + subject.prediction.values().shape() + " for " + rows + " rows and "
                    + units.targets().size() + " targets");
        }
        subject.floatValues.filter(floats -> floats.values().length != values).ifPresent(floats -> {
            throw Problem.model("the float model gives " + floats.shape() + " and the quantized one "
                    + subject.prediction.values().shape())
                    .remedy("Give the float model that the quantized one was made from.");
        });
        labels.filter(l -> l.standardised.values().length != values || l.inUnits.length != values).ifPresent(l -> {
            throw Problem.model("the model gives " + subject.prediction.values().shape() + " for labels "
                    + l.standardised.shape());
        });
        return subject;
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

    /** Real values {@code [rows, ...]}, standardised where the model's pipeline does so. */
    public Tensor inputs() {
        return inputs;
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

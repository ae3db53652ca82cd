package dev.halfstep.explain.subject;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** What a model with any number of inputs and outputs makes of rows, as a {@link Predictor} does of one input. */
final class SeveralOutputs {

    private SeveralOutputs() {}

    /**
     * Predicts.
     *
     * @param inputs one for each input, with rows along the first axis: real values, or integers that are no codes
     * @return one for each output
     * @throws Problem if the inputs do not fit the model, or what is predicted is not a finite number
     */
    static List<Predictor.Prediction> of(Graph graph, List<Value> inputs) {
        Interface edges = Interface.of(graph);
        var runner = SampleRunner.of(graph);
        List<Value> taken = edges.taken(inputs);
        int rows = runner.samples(taken);
        BitSet clipped = clippedRows(edges.inputs(), inputs);
        List<Value> given = runner.run(taken);
        var predictions = new ArrayList<Predictor.Prediction>();
        for (int o = 0; o < given.size(); o++) {
            predictions.add(prediction(edges.outputs().get(o), given.get(o), rows, clipped));
        }
        return predictions;
    }

    private static BitSet clippedRows(List<Interface.Port> ports, List<Value> inputs) {
        var clipped = new BitSet();
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i) instanceof Tensor real && real.shape().rank() > 0) {
                clipped.or(ports.get(i).clippedRows(real));
            }
        }
        return clipped;
    }

    private static Predictor.Prediction prediction(Interface.Port port, Value given, int rows, BitSet clipped) {
        Tensor values = port.decode(given);
        int elements = values.shape().elements();
        if (rows == 0 || elements % rows != 0) {
            throw Problem.of("for " + rows + " rows the output " + Quoted.of(port.tensor().name()) + " gives the shape "
                    + given.shape());
        }
        int width = elements / rows;
        Tensor byRow = values.shape().rank() > 0 && values.shape().extent(0) == rows ? values
                : Tensor.of(Shape.of(rows, width), values.values());
        var ends = new BitSet();
        for (int i = 0; i < elements; i++) {
            float value = byRow.values()[i];
            if (!Float.isFinite(value)) {
                throw Problem.model("the output " + Quoted.of(port.tensor().name()) + " is " + value)
                        .at("row " + (i / width + 1))
                        .remedy("Leave the row out, or look for a logarithm, root or division of 0 in the model.");
            }
            if (port.isEnd(value)) {
                ends.set(i / width);
            }
        }
        Optional<Codes> codes = given instanceof Codes integers ? Optional.of(integers) : Optional.empty();
        return new Predictor.Prediction(byRow, codes, clipped, ends);
    }
}

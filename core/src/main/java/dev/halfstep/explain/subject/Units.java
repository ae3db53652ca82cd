package dev.halfstep.explain.subject;

import dev.halfstep.evaluate.Decoder;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a model's real values read to the people who use it.
 *
 * @param features one for each value of an input row
 * @param targets names, one for each value that is predicted for a row
 * @param decoder how predictions become values in the targets' own units
 * @param known whether all this is known from the table that the model was trained on; otherwise names are numbers and the units
 *        are the model's own
 */
public record Units(List<Feature> features, List<String> targets, Decoder decoder, boolean known) {

    /**
     * How one feature was standardised.
     *
     * @param offset its own value where the standardised one is 0: the mean of the rows it was fitted on
     * @param factor what one standardised unit is in its own: the deviation, above 0
     */
    public record Feature(String name, double offset, double factor) {

        /** What is left of a 0 when it has been standardised in float32, as a part of the offset. */
        private static final double NOISE = 2e-7;

        /** A standardised value in the feature's own unit. */
        public double inUnits(double standardised) {
            double value = offset + factor * standardised;
            return Math.abs(value) < NOISE * Math.abs(offset) ? 0 : value;
        }
    }

    public Units {
        features = List.copyOf(features);
        targets = List.copyOf(targets);
    }

    /** The model's own units, for a model that says nothing of any others. */
    public static Units of(Graph model) {
        Interface edges = Interface.of(model);
        return new Units(
                IntStream.range(0, edges.inputs().getFirst().width())
                        .mapToObj(f -> new Feature("input " + f, 0, 1)).toList(),
                IntStream.range(0, targets(model, edges.outputs().getFirst())).mapToObj(t -> "output " + t).toList(),
                (target, standardised) -> standardised, false);
    }

    /**
     * The model's own units, for one of its outputs; with several inputs, features are those of all of them, in order.
     *
     * @param targets how many values the output has for a row
     */
    static Units of(Graph model, int output, int targets) {
        Interface edges = Interface.of(model);
        var features = new ArrayList<Feature>();
        for (Interface.Port port : edges.inputs()) {
            IntStream.range(0, port.width()).forEach(
                    f -> features.add(new Feature(name(port, edges.inputs().size(), "input", port.width(), f), 0, 1)));
        }
        Interface.Port port = edges.outputs().get(output);
        return new Units(features, IntStream.range(0, targets)
                .mapToObj(t -> name(port, edges.outputs().size(), "output", targets, t)).toList(),
                (target, standardised) -> standardised, false);
    }

    /** What is one of several has a name of its own. */
    private static String name(Interface.Port port, int ports, String what, int width, int index) {
        return ports == 1 ? what + " " + index : port.tensor().name() + (width == 1 ? "" : " " + index);
    }

    private static int targets(Graph model, Interface.Port output) {
        Shape input = model.inputTensors().getFirst().shape();
        int declared = input.rank() == 0 ? 1 : input.extent(0);
        return output.copies() > 1 ? output.width()
                : Predictor.shape(output.tensor().shape(), declared, 1).elements();
    }
}

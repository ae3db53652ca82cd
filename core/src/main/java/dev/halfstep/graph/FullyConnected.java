package dev.halfstep.graph;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import java.util.List;

/**
 * A dense layer: {@code output = activation(input * transpose(weights) + bias)}.
 *
 * <p>
 * Inputs: the data, of any shape whose elements fill rows of {@code inputs}; weights {@code [outputs, inputs]}; optionally a
 * bias {@code [outputs]}. Output: {@code [rows, outputs]}, or with {@code keepNumDims} the data's shape with the last extent
 * replaced.
 *
 * @param activation fused into the layer
 * @param keepNumDims whether the output keeps the rank of the input
 * @param asymmetricInputs whether a dynamic-range kernel codes its float input with a zero point; without meaning elsewhere
 */
public record FullyConnected(Activation activation, boolean keepNumDims, boolean asymmetricInputs) implements Op {

    public static final int DATA = 0;
    public static final int WEIGHTS = 1;
    public static final int BIAS = 2;

    /** A dense layer as a Keras network has it. */
    public static FullyConnected with(Activation activation) {
        return new FullyConnected(activation, false, false);
    }

    @Override
    public String name() {
        return "FULLY_CONNECTED";
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
        Shape data = inputs.get(DATA);
        Shape weights = inputs.get(WEIGHTS);
        if (weights.rank() != 2) {
            throw Problem.of("the weights must have two axes, not the shape " + weights);
        }
        int outputs = weights.extent(0);
        int columns = weights.extent(1);
        if (columns == 0 || outputs == 0 || data.rank() == 0 || data.elements() % columns != 0) {
            throw Problem.of("data of shape " + data + " do not fill rows of " + columns + ", which the weights "
                    + weights + " ask for");
        }
        if (inputs.size() > BIAS && (inputs.get(BIAS).elements() != outputs || inputs.get(BIAS).rank() != 1)) {
            throw Problem.of("a bias of shape " + inputs.get(BIAS) + " does not go with " + outputs + " outputs");
        }
        if (keepNumDims) {
            if (data.lastExtent() != columns) {
                throw Problem.of("rows of " + data.lastExtent() + " do not go with weights " + weights);
            }
            return List.of(data.with(data.rank() - 1, outputs));
        }
        return List.of(Shape.of(data.elements() / columns, outputs));
    }
}

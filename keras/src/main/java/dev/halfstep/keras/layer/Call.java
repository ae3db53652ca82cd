package dev.halfstep.keras.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.halfstep.assemble.Activations;
import dev.halfstep.assemble.Assembler;
import dev.halfstep.assemble.Layers;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A call of a layer.
 *
 * @param name of what comes out
 * @param arguments what the layer is called with
 * @param states tensors that it starts from
 */
record Call(Parts parts, String name, List<Argument> arguments, List<Integer> states, Weights weights) {

    /** An argument. */
    sealed interface Argument {

        record Data(int tensor) implements Argument {}

        /** Anything that is no tensor. */
        record Constant(JsonNode value) implements Argument {}
    }

    /** A call with tensors alone. */
    static Call of(Parts parts, String name, List<Integer> inputs, Weights weights) {
        return new Call(parts, name, inputs.stream().<Argument>map(Argument.Data::new).toList(), List.of(), weights);
    }

    /** The same for a layer within this one. */
    Call inner(String innerName, String place, List<Integer> inputs) {
        return of(parts, name + "/" + innerName, inputs, weights.in(place));
    }

    /** The same with other data. */
    Call on(int data) {
        return of(parts, name, List.of(data), weights);
    }

    Assembler network() {
        return parts.network();
    }

    Layers layers() {
        return parts.layers();
    }

    Activations activations() {
        return parts.activations();
    }

    /** The tensors among the arguments. */
    List<Integer> inputs() {
        var inputs = new ArrayList<Integer>();
        for (Argument argument : arguments) {
            if (argument instanceof Argument.Data data) {
                inputs.add(data.tensor);
            }
        }
        return inputs;
    }

    /** The only tensor. */
    int input() {
        List<Integer> inputs = inputs();
        if (inputs.size() != 1) {
            throw Problem.model("it takes one input, not " + inputs.size());
        }
        return inputs.getFirst();
    }

    /** The only tensor, as real numbers. */
    int real() {
        return parts.real(name, input());
    }

    /** The only tensor, as real numbers, with a number of axes. */
    int real(int rank) {
        int input = real();
        if (network().shape(input).rank() != rank) {
            throw Problem.model("it takes data with " + rank + " axes, not of shape " + network().signature(input));
        }
        return input;
    }

    /** The shape of a tensor for a batch of one. */
    Shape shape(int tensor) {
        return network().shape(tensor);
    }

    /** An axis counted from the front. */
    static int axis(int axis, int rank) {
        int counted = axis < 0 ? axis + rank : axis;
        if (counted < 0 || counted >= rank) {
            throw Problem.model("there is no axis " + axis + " among " + rank);
        }
        return counted;
    }
}

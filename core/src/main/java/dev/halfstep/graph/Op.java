package dev.halfstep.graph;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import java.util.List;

/**
 * What a node does. The vocabulary is closed: kernels, file format and quantization handle each op by an exhaustive
 * {@code switch}, so that the compiler lists the places where a new op still has to be taught.
 */
public sealed interface Op permits FullyConnected, Quantize, Dequantize {

    /** The name that TensorFlow Lite gives the op, such as {@code FULLY_CONNECTED}. */
    String name();

    /**
     * The shapes of the outputs that follow from those of the inputs.
     *
     * @param inputs one shape for each input of the node; for an input that is left out, {@code null} does not occur: the list
     *        ends before it
     * @throws Problem if the shapes do not go together
     */
    List<Shape> outputShapes(List<Shape> inputs);
}

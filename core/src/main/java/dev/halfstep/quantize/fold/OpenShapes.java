package dev.halfstep.quantize.fold;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Pruning;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Gives computed tensors the shapes that they have when the model runs on what it declares. Where a file leaves several extents
 * open, as converters do behind a reshape to the size of a batch, it holds 1 in their place.
 */
public final class OpenShapes {

    private OpenShapes() {}

    public static Graph filled(Graph graph) {
        Interpreter interpreter = Interpreter.prepare(graph);
        var tensors = new ArrayList<>(graph.tensors());
        boolean changed = false;
        for (int t = 0; t < tensors.size(); t++) {
            TensorInfo tensor = tensors.get(t);
            if (!tensor.isConstant() && !interpreter.declaredShape(t).equals(tensor.shape())) {
                tensors.set(t, filled(tensor, interpreter.declaredShape(t)));
                changed = true;
            }
        }
        return changed ? Pruning.build(graph, tensors, graph.nodes()) : graph;
    }

    private static TensorInfo filled(TensorInfo tensor, Shape shape) {
        Shape signature = tensor.signature().rank() == shape.rank() ? tensor.signature() : shape;
        return new TensorInfo(tensor.name(), tensor.dtype(), shape, signature, tensor.quantization(), Optional.empty(),
                tensor.isVariable());
    }
}

package dev.halfstep.explain.subject;

import dev.halfstep.graph.Graph;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;

/** How many rows may run at once where the contents of all tensors are held. */
public final class HeldRows {

    /** Values of all tensors. */
    private static final long MOST = 1 << 22;

    private HeldRows() {}

    /** As many as fit; 0 where one alone is too much. */
    public static long most(Graph graph) {
        long perRow = 1;
        for (TensorInfo tensor : graph.tensors()) {
            Shape shape = tensor.shape();
            perRow += tensor.isConstant() ? 0
                    : shape.elements() / (shape.rank() == 0 ? 1 : Math.max(1, shape.extent(0)));
        }
        return MOST / perRow;
    }
}

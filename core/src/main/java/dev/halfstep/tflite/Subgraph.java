package dev.halfstep.tflite;

import dev.halfstep.graph.Node;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;

/**
 * One of the networks that a file holds, as it stands there: checked for damage, but not yet for whether its parts go together.
 *
 * @param place as messages name it; empty for the only one
 * @param inputs indices of tensors, which may be anything
 * @param outputs as above
 */
record Subgraph(String place, List<TensorInfo> tensors, List<Step> steps, List<Integer> inputs,
        List<Integer> outputs) {

    /** What is done in it, one after another. */
    sealed interface Step {

        List<Integer> inputs();

        List<Integer> outputs();
    }

    /**
     * A node.
     *
     * @param index of the operator in its list
     */
    record Apply(int index, Node node) implements Step {

        @Override
        public List<Integer> inputs() {
            return node.inputs();
        }

        @Override
        public List<Integer> outputs() {
            return node.outputs();
        }
    }

    /** Which networks of the file a call means. */
    enum Kind {
        /** One that stands for the call. */
        COMPOSITE,
        /** One that says whether to go on, and one that is done as long as it says so. */
        WHILE,
        /** One for a true condition, one for a false one. */
        IF
    }

    /**
     * Other networks of the file, in the place of a node.
     *
     * @param index of the operator in its list
     * @param subgraphs which, in the order of their kind
     */
    record Call(int index, Kind kind, List<Integer> subgraphs, List<Integer> inputs, List<Integer> outputs)
            implements
                Step {

        /** As messages name it. */
        String place() {
            return "node " + index + " " + (kind == Kind.COMPOSITE ? "STABLEHLO_COMPOSITE" : kind.name());
        }
    }

    boolean hasCalls() {
        return steps.stream().anyMatch(Call.class::isInstance);
    }
}

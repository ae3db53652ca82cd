package dev.halfstep.interpret;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.kernel.Binder;
import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.DenseBinding;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.Lowered;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph ready to run on inputs of one set of shapes: arrays for the contents of tensors, and the steps that fill them.
 *
 * <p>
 * Tensors that hold a state hold its start, and no node writes to them: an op with a state begins each run anew and keeps it to
 * itself, for as many samples as there are in the run. TensorFlow Lite keeps states between runs until it is told to reset them.
 */
final class Frame {

    private final Layout layout;
    private final PreparedNodes prepared;
    private final Set<Integer> outputs;
    /** None for tensors that pass unseen between the nodes of a chain. */
    private final Object[] arrays;
    private final Step[] steps;
    /** The nodes of each step. */
    private final List<List<Integer>> parts = new ArrayList<>();
    private long bytes;

    /**
     * @param wanted tensors that are read after a run, besides the outputs
     * @throws Problem if a node has no kernel, or there is not enough memory
     */
    Frame(Layout layout, PreparedNodes prepared, Set<Integer> wanted) {
        this.layout = layout;
        this.prepared = prepared;
        Graph graph = layout.graph();
        outputs = Set.copyOf(graph.outputs());
        bytes = layout.bytes();
        arrays = new Object[layout.tensors().size()];
        for (int t = 0; t < arrays.length; t++) {
            TensorInfo info = layout.tensor(t);
            if (info.isConstant()) {
                arrays[t] = TensorArrays.of(info.constant().orElseThrow());
            } else if (info.isVariable()) {
                require(info, 1);
                arrays[t] = TensorArrays.createState(info);
            }
        }
        graph.inputs().forEach(this::allocate);
        steps = steps(Chains.of(layout, wanted)).toArray(Step[]::new);
    }

    private List<Step> steps(Map<Integer, List<Integer>> chains) {
        var inChains = new HashSet<Integer>();
        chains.values().forEach(inChains::addAll);
        var all = new ArrayList<Step>();
        for (int n = 0; n < layout.graph().nodes().size(); n++) {
            List<Integer> together = chains.getOrDefault(n, inChains.contains(n) ? List.of() : List.of(n));
            if (layout.isDone(n) || together.isEmpty()) {
                continue;
            }
            try {
                all.add(together.size() == 1 ? step(n) : chain(together));
                parts.add(together);
            } catch (Problem problem) {
                throw problem.at(layout.place(n));
            }
        }
        return all;
    }

    private Step step(int index) {
        Node node = layout.graph().nodes().get(index);
        node.outputs().forEach(this::allocate);
        requirePreparation(node);
        return Binder.bind(layout.lowered(index), new Buffers(
                node.inputs().stream().map(t -> t == Node.ABSENT ? new float[0] : arrays[t]).toArray(),
                node.outputs().stream().map(t -> arrays[t]).toArray(), prepared.kernels(),
                prepared.of(layout, List.of(index))));
    }

    private Step chain(List<Integer> indices) {
        List<Node> nodes = indices.stream().map(layout.graph().nodes()::get).toList();
        int output = nodes.getLast().output();
        allocate(output);
        nodes.forEach(this::requirePreparation);
        List<Lowered> links = indices.stream().map(layout::lowered).toList();
        return DenseBinding.bind(Chains.joined(links), Chains.rows(links),
                new Buffers(new Object[] {arrays[nodes.getFirst().input(0)]}, new Object[] {arrays[output]},
                        prepared.kernels(), prepared.of(layout, indices)));
    }

    /** Again: shapes that are computed may be larger than the declared ones. */
    private void requirePreparation(Node node) {
        bytes += node.op().preparedBytes(layout.operands(node));
        Memory.require("preparing it", bytes);
    }

    private void allocate(int tensor) {
        if (arrays[tensor] == null) {
            TensorInfo info = layout.tensor(tensor);
            // Outputs are copied after each run.
            require(info, outputs.contains(tensor) ? 2 : 1);
            arrays[tensor] = TensorArrays.create(info);
        }
    }

    private void require(TensorInfo info, int times) {
        bytes += times * TensorArrays.bytes(info);
        Memory.require("running it", bytes);
    }

    /** The nodes of each step, by their indices; those that ran before are left out. */
    List<List<Integer>> parts() {
        return parts;
    }

    Layout layout() {
        return layout;
    }

    /** Whether contents of these tensors can be had after a run. */
    boolean holds(Set<Integer> tensors) {
        return tensors.stream().allMatch(t -> arrays[t] != null);
    }

    /** The array of a tensor, not copied. */
    Object array(int tensor) {
        return arrays[tensor];
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both are arrays of the tensor's type
    void put(int tensor, Value value) {
        System.arraycopy(TensorArrays.of(value), 0, arrays[tensor], 0, value.shape().elements());
    }

    void run() {
        for (Step step : steps) {
            step.run();
        }
    }

    /** A copy of a tensor's contents. */
    Value get(int tensor) {
        Value contents = TensorArrays.wrapped(layout.tensor(tensor), arrays[tensor]);
        return switch (contents) {
            case Tensor real -> real.dtype() == DType.FLOAT16 ? real
                    : Tensor.of(real.shape(), real.values().clone());
            case Codes codes -> codes.copy();
        };
    }
}

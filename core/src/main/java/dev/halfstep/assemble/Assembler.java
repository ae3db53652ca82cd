package dev.halfstep.assemble;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.op.move.Reshaping.Reshape;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.fold.LayerFolding;
import dev.halfstep.quantize.fold.Pruning;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a network together, op by op. Tensors are told by their indices. What depends on constants alone is computed at once; the
 * shape of everything else follows from the ops, once for a batch of one and once for a batch of two: extents that differ are open.
 */
public final class Assembler {

    /** What is computed beforehand has at most so many elements more than all that it is computed from. */
    private static final int MOST_MORE = 1 << 16;

    /** Small files can ask for any number, with loops and with models within models. */
    private static final int MOST_NODES = 1 << 18;

    private final List<TensorInfo> tensors = new ArrayList<>();
    /** The shapes for a batch of two. */
    private final List<Shape> ofTwo = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Integer> inputs = new ArrayList<>();
    private final Map<Value, Integer> constants = new HashMap<>();
    private final IdentityHashMap<Value, Integer> seen = new IdentityHashMap<>();

    /** An assembler of nothing yet. */
    public Assembler() {}

    /**
     * A tensor that goes in.
     *
     * @param signature its shape; the first extent is {@link Shape#UNKNOWN} where the batch is open
     * @throws Problem if another extent is open
     */
    public int input(String name, DType dtype, Shape signature) {
        boolean open = signature.rank() > 0 && signature.extent(0) == Shape.UNKNOWN;
        Shape one = open ? signature.with(0, 1) : signature;
        if (!one.isKnown()) {
            throw Problem.model("the input '" + name + "' has the shape " + signature
                    + ", of which more than the first extent is open")
                    .remedy("Export the model with fixed extents behind the batch.");
        }
        int index = add(new TensorInfo(name, dtype, one, signature, Optional.empty(), Optional.empty()),
                open ? signature.with(0, 2) : signature);
        inputs.add(index);
        return index;
    }

    /** A tensor with fixed contents; one for all that are alike. */
    public int constant(String name, Value value) {
        // Those that were seen before need not be compared once more.
        Integer known = seen.get(value);
        if (known == null) {
            known = constants.computeIfAbsent(value, v -> add(TensorInfo.constant(name, v), v.shape()));
            seen.put(value, known);
        }
        return known;
    }

    /** Real numbers with fixed values. */
    public int constant(String name, Shape shape, float... values) {
        return constant(name, Tensor.of(shape, values));
    }

    /** A vector of whole numbers with fixed values, such as axes. */
    public int integers(String name, int... values) {
        return constant(name, Codes.int32(Shape.of(values.length), values, null));
    }

    /**
     * A tensor of real numbers that holds a state.
     *
     * @param signature its shape, with {@link Shape#UNKNOWN} where an extent is that of the batch
     */
    public int variable(String name, Shape signature) {
        boolean open = signature.rank() > 0 && signature.extent(0) == Shape.UNKNOWN;
        Shape one = open ? signature.with(0, 1) : signature;
        // Its shape follows the data's in a run, so the file leaves nothing open.
        return add(TensorInfo.real(name, one).asVariable(), open ? signature.with(0, 2) : signature);
    }

    private int add(TensorInfo tensor, Shape two) {
        tensors.add(tensor);
        ofTwo.add(two);
        return tensors.size() - 1;
    }

    /**
     * The output of an op that has one, of the type of its data.
     *
     * @param operands the op's inputs; {@link Node#ABSENT} where an optional one is left out
     * @throws Problem if the op does not take them
     */
    public int apply(String name, Op op, int... operands) {
        return apply(name, op, dtype(operands[op.type().data()]), operands);
    }

    /**
     * The output of an op that has one.
     *
     * @param type of the output
     * @throws Problem if the op does not take its operands
     */
    public int apply(String name, Op op, DType type, int... operands) {
        return applyAll(name, op, List.of(type), operands).getFirst();
    }

    /**
     * The outputs of an op.
     *
     * @param types one for each output
     * @throws Problem if the op does not take its operands
     */
    public List<Integer> applyAll(String name, Op op, List<DType> types, int... operands) {
        List<Integer> read = Arrays.stream(operands).boxed().toList();
        List<Shape> one = op.outputShapes(operands(read, types, false));
        List<Shape> two = op.outputShapes(operands(read, types, true));
        var written = new ArrayList<Integer>();
        for (int i = 0; i < types.size(); i++) {
            String each = types.size() == 1 ? name : name + ":" + i;
            var tensor = new TensorInfo(each, types.get(i), one.get(i), signature(one.get(i), two.get(i)),
                    Optional.empty(), Optional.empty());
            written.add(add(tensor, two.get(i)));
        }
        var node = new Node(op, read, written);
        if (isFoldable(node)) {
            return compute(node);
        }
        if (nodes.size() == MOST_NODES) {
            throw Problem.limit("the network would have more than " + MOST_NODES + " nodes");
        }
        nodes.add(node);
        return written;
    }

    private Operands operands(List<Integer> read, List<DType> types, boolean isTwo) {
        var seen = new ArrayList<@Nullable TensorInfo>();
        for (int t : read) {
            seen.add(t == Node.ABSENT ? null : isTwo ? tensors.get(t).withShape(ofTwo.get(t)) : tensors.get(t));
        }
        Shape scalar = Shape.of();
        List<TensorInfo> written = types.stream()
                .map(type -> new TensorInfo("", type, scalar, scalar, Optional.empty(), Optional.empty())).toList();
        return new Operands(seen, written);
    }

    private static Shape signature(Shape one, Shape two) {
        Shape signature = one;
        for (int axis = 0; axis < one.rank(); axis++) {
            if (one.extent(axis) != two.extent(axis)) {
                signature = signature.with(axis, Shape.UNKNOWN);
            }
        }
        return signature;
    }

    private boolean isFoldable(Node node) {
        long from = MOST_MORE;
        for (int t : node.inputs()) {
            if (t != Node.ABSENT && !tensors.get(t).isConstant()) {
                return false;
            }
            from += t == Node.ABSENT ? 0 : tensors.get(t).shape().elements();
        }
        long to = node.outputs().stream().mapToLong(t -> tensors.get(t).shape().elements()).sum();
        return to <= from;
    }

    /** The node's outputs as constants: a network of it alone, with an input that nothing reads. */
    private List<Integer> compute(Node node) {
        var builder = new Graph.Builder();
        var local = new HashMap<Integer, Integer>();
        node.inputs().stream().filter(t -> t != Node.ABSENT)
                .forEach(t -> local.computeIfAbsent(t, key -> builder.add(tensors.get(key))));
        node.outputs().forEach(t -> local.put(t, builder.add(tensors.get(t))));
        int unused = builder.add(TensorInfo.real("unused", Shape.of(1)));
        local.put(Node.ABSENT, Node.ABSENT);
        List<Integer> read = node.inputs().stream().map(local::get).toList();
        List<Integer> written = node.outputs().stream().map(local::get).toList();
        builder.add(new Node(node.op(), read, written)).inputs(List.of(unused)).outputs(written);
        Interpreter interpreter = Interpreter.prepare(builder.build());
        var computed = new ArrayList<Integer>();
        for (int i = 0; i < written.size(); i++) {
            computed.add(constant(tensors.get(node.outputs().get(i)).name(), interpreter.known(written.get(i))));
        }
        return computed;
    }

    /** The type of a tensor. */
    public DType dtype(int tensor) {
        return tensors.get(tensor).dtype();
    }

    /** The shape of a tensor for a batch of one. */
    public Shape shape(int tensor) {
        return tensors.get(tensor).shape();
    }

    /** The shape of a tensor, with {@link Shape#UNKNOWN} where an extent depends on the batch. */
    public Shape signature(int tensor) {
        return signature(shape(tensor), ofTwo.get(tensor));
    }

    /** The shape of a tensor for a batch of two; where it is that for one, nothing depends on the batch. */
    public Shape shapeForTwo(int tensor) {
        return ofTwo.get(tensor);
    }

    /** The contents of a tensor, if they are known. */
    public Optional<Value> contents(int tensor) {
        return tensors.get(tensor).constant();
    }

    /** The name of a tensor. */
    public String name(int tensor) {
        return tensors.get(tensor).name();
    }

    /** Calls a tensor by another name. */
    public void rename(int tensor, String name) {
        tensors.set(tensor, tensors.get(tensor).withName(name));
    }

    /** Says what the codes of a tensor stand for. */
    public void quantize(int tensor, Quantization quantization) {
        TensorInfo known = tensors.get(tensor);
        tensors.set(tensor, known.asCodes(known.dtype(), quantization));
    }

    /**
     * The network of all that the outputs depend on, with activations and what is done to each channel inside the layers before them. An
     * output that is an input or a constant, or comes out twice, gets a tensor of its own.
     *
     * @param outputs what comes out, in that order
     * @throws Problem if the parts do not belong together
     */
    public Graph build(List<Integer> outputs) {
        Set<Integer> distinct = new LinkedHashSet<>();
        for (int output : outputs) {
            boolean computed = nodes.stream().anyMatch(node -> node.outputs().contains(output));
            distinct.add(computed && !distinct.contains(output) ? output : copied(output));
        }
        var builder = new Graph.Builder().inputs(inputs).outputs(List.copyOf(distinct));
        tensors.forEach(builder::add);
        needed(distinct).forEach(builder::add);
        Graph whole = builder.build();
        return LayerFolding.fold(Pruning.build(whole, whole.tensors(), whole.nodes()));
    }

    /** The same contents in a tensor of their own. */
    private int copied(int tensor) {
        int shape = integers(name(tensor) + "/shape", signature(tensor).toArray());
        TensorInfo known = tensors.get(tensor);
        int copy = add(new TensorInfo(known.name() + "/output", known.dtype(), known.shape(), signature(tensor),
                known.quantization(), Optional.empty()), ofTwo.get(tensor));
        nodes.add(new Node(Reshape.toInput(), List.of(tensor, shape), List.of(copy)));
        return copy;
    }

    /** The nodes that what comes out depends on. */
    private List<Node> needed(Set<Integer> outputs) {
        Set<Integer> read = new HashSet<>(outputs);
        var needed = new ArrayDeque<Node>();
        for (int n = nodes.size() - 1; n >= 0; n--) {
            Node node = nodes.get(n);
            if (node.outputs().stream().anyMatch(read::contains)) {
                read.addAll(node.inputs());
                needed.addFirst(node);
            }
        }
        return List.copyOf(needed);
    }

    /** The inputs, in the order in which they were made. */
    public List<Integer> inputs() {
        return Collections.unmodifiableList(inputs);
    }
}

package dev.halfstep.assemble;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.graph.Pruning;
import dev.halfstep.interpret.KnownResults;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule.Scales;
import dev.halfstep.op.move.Reshaping.Reshape;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.fold.LayerFolding;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
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

    /** All that is computed beforehand has at most so many elements, and a few times as many as all that is given. */
    private static final long MOST_COMPUTED = 1 << 24;
    private static final long MOST_COPIES = 8;

    /** Small files can ask for any number, with loops and with models within models. */
    private static final int MOST_NODES = 1 << 18;

    private final List<TensorInfo> tensors = new ArrayList<>();
    /** The shapes for a batch of two. */
    private final List<Shape> ofTwo = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Integer> inputs = new ArrayList<>();
    private final Map<Value, Integer> constants = new HashMap<>();
    /** What tensors hold that follow from shapes alone, such as the extents that a result is asked to have. */
    private final Map<Integer, PerBatch> following = new HashMap<>();
    private final IdentityHashMap<Value, Integer> seen = new IdentityHashMap<>();
    /** How many elements may still be computed beforehand. */
    private long mayCompute = MOST_COMPUTED;

    /** Contents for a batch of one and of two. */
    private record PerBatch(Value one, Value two) {}

    /** An assembler of nothing yet. */
    public Assembler() {}

    /**
     * A tensor that goes in.
     *
     * @param signature its shape; the first extent is {@link Shape#UNKNOWN} where the batch is open
     * @throws Problem if another extent is open
     */
    public int input(String name, DType dtype, Shape signature) {
        Shape one = forBatch(signature, 1);
        if (!one.isKnown()) {
            throw Problem.model("the input '" + name + "' has the shape " + signature
                    + ", of which more than the first extent is open")
                    .remedy("Export the model with fixed extents behind the batch.");
        }
        int index = add(new TensorInfo(name, dtype, one, signature, Optional.empty(), Optional.empty()),
                forBatch(signature, 2));
        inputs.add(index);
        return index;
    }

    /** A tensor with fixed contents; one for all that are alike. */
    public int constant(String name, Value value) {
        // Those that were seen before need not be compared once more.
        Integer known = seen.get(value);
        if (known == null) {
            int next = tensors.size();
            known = constants.computeIfAbsent(value, v -> add(TensorInfo.constant(name, v), v.shape()));
            // Of those that are alike only the first is kept.
            if (known == next) {
                seen.put(value, known);
                mayCompute += MOST_COPIES * value.shape().elements();
            }
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
        // Its shape follows the data's in a run, so the file leaves nothing open.
        return add(TensorInfo.real(name, forBatch(signature, 1)).asVariable(), forBatch(signature, 2));
    }

    private static Shape forBatch(Shape signature, int samples) {
        boolean open = signature.rank() > 0 && signature.extent(0) == Shape.UNKNOWN;
        return open ? signature.with(0, samples) : signature;
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
        Optional<Quantization> codes = inherited(op, operands);
        for (int i = 0; i < types.size(); i++) {
            String each = types.size() == 1 ? name : name + ":" + i;
            var tensor = new TensorInfo(each, types.get(i), one.get(i), signature(one.get(i), two.get(i)),
                    types.get(i).isCode() ? codes : Optional.empty(), Optional.empty());
            written.add(add(tensor, two.get(i)));
        }
        var node = new Node(op, read, written);
        if (isFoldable(node)) {
            return compute(node, types);
        }
        if (nodes.size() == MOST_NODES) {
            throw Problem.limit("the network would have more than " + MOST_NODES + " nodes");
        }
        nodes.add(node);
        follow(node, types);
        return written;
    }

    /** Takes note of what follows from shapes alone. */
    private void follow(Node node, List<DType> types) {
        boolean follows = types.stream().allMatch(DType::isInteger) && (!node.op().readsContents()
                || node.inputs().stream().allMatch(t -> t == Node.ABSENT || following.containsKey(t)
                        || tensors.get(t).isConstant()));
        if (follows) {
            List<Value> one = known(node, types, false);
            List<Value> two = known(node, types, true);
            for (int i = 0; i < one.size(); i++) {
                following.put(node.outputs().get(i), new PerBatch(one.get(i), two.get(i)));
            }
        }
    }

    private List<Value> known(Node node, List<DType> types, boolean isTwo) {
        Operands operands = operands(node.inputs(), types, isTwo);
        List<TensorInfo> written = node.outputs().stream()
                .map(t -> isTwo ? tensors.get(t).withShape(ofTwo.get(t)) : tensors.get(t)).toList();
        return KnownResults.of(node.op(), new Operands(operands.inputs(), written));
    }

    /** What codes stand for that are moved, not computed: the same as before. */
    private Optional<Quantization> inherited(Op op, int... operands) {
        return op.quantization().scales() == Scales.SHARED && operands[op.type().data()] != Node.ABSENT
                ? tensors.get(operands[op.type().data()]).quantization().filter(q -> q.channels() == 1)
                : Optional.empty();
    }

    private Operands operands(List<Integer> read, List<DType> types, boolean isTwo) {
        var inputs = new ArrayList<@Nullable TensorInfo>();
        for (int t : read) {
            inputs.add(t == Node.ABSENT ? null : seen(t, isTwo));
        }
        Shape scalar = Shape.of();
        List<TensorInfo> written = types.stream()
                .map(type -> new TensorInfo("", type, scalar, scalar, Optional.empty(), Optional.empty())).toList();
        return new Operands(inputs, written);
    }

    private TensorInfo seen(int tensor, boolean isTwo) {
        PerBatch known = following.get(tensor);
        TensorInfo info = isTwo ? tensors.get(tensor).withShape(ofTwo.get(tensor)) : tensors.get(tensor);
        return known == null ? info : info.withContents(isTwo ? known.two : known.one);
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
        return to <= from && to <= mayCompute;
    }

    /** The node's outputs as constants. */
    private List<Integer> compute(Node node, List<DType> types) {
        Operands operands = operands(node.inputs(), types, false);
        List<TensorInfo> written = node.outputs().stream().map(tensors::get).toList();
        var whole = new Operands(operands.inputs(), written);
        node.op().type().check(whole);
        node.op().check(whole);
        List<Value> values = KnownResults.of(node.op(), whole);
        long left = mayCompute;
        var computed = new ArrayList<Integer>();
        for (int i = 0; i < written.size(); i++) {
            computed.add(constant(written.get(i).name(), values.get(i)));
            left -= values.get(i).shape().elements();
        }
        mayCompute = left;
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

    /** What the codes of a tensor stand for, if they are codes. */
    public Optional<Quantization> quantization(int tensor) {
        return tensors.get(tensor).quantization();
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
        Set<Integer> computed = new HashSet<>();
        nodes.forEach(node -> computed.addAll(node.outputs()));
        Set<Integer> distinct = new LinkedHashSet<>();
        for (int output : outputs) {
            // One that was there before is no longer among them, and is copied.
            distinct.add(computed.remove(output) ? output : copied(output));
        }
        var builder = new Graph.Builder().inputs(inputs).outputs(List.copyOf(distinct));
        tensors.forEach(builder::add);
        Pruning.needed(nodes, distinct).forEach(builder::add);
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

    /** The inputs, in the order in which they were made. */
    public List<Integer> inputs() {
        return Collections.unmodifiableList(inputs);
    }
}

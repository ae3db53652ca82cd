package dev.halfstep.graph;

import dev.halfstep.op.Operands;
import dev.halfstep.problem.Causes;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The rules that every graph keeps. They run whenever a graph is built, so that a pass which breaks one is found at once and
 * a file from a stranger never reaches a kernel unchecked.
 */
final class GraphCheck {

    private final Graph graph;
    private final BitSet known = new BitSet();
    /** The tensors with the shapes that follow from those of the inputs. */
    private final List<TensorInfo> shaped;
    /** Tensors whose shape depends on contents that are not known before the model runs. */
    private final BitSet open = new BitSet();

    private final Causes causes = new Causes();

    private GraphCheck(Graph graph) {
        this.graph = graph;
        shaped = new ArrayList<>(graph.tensors());
    }

    /**
     * @return the tensors with the shapes that follow from those of the inputs, as far as those are known
     * @throws Problem that names the tensor or node which breaks a rule, and all nodes whose ops do not take their tensors
     */
    static List<TensorInfo> check(Graph graph) {
        var check = new GraphCheck(graph);
        check.run();
        return check.shaped;
    }

    private void run() {
        for (int t = 0; t < graph.tensors().size(); t++) {
            try {
                checkTensor(graph.tensor(t));
            } catch (Problem problem) {
                throw problem.at(graph.place(t));
            }
            if (graph.tensor(t).isConstant() || graph.tensor(t).isVariable()) {
                known.set(t);
            }
        }
        checkInterface();
        for (int n = 0; n < graph.nodes().size() && !causes.areMany(); n++) {
            Node node = graph.nodes().get(n);
            try {
                checkNode(node);
            } catch (Problem problem) {
                throw problem.at(place(n, node));
            }
            checkOp(n, node);
        }
        causes.throwIfAny();
        for (int output : graph.outputs()) {
            require(known.get(output), () -> graph.place(output) + " is an output that no node computes");
        }
    }

    private static String place(int index, Node node) {
        return "node " + index + " " + node.op().name();
    }

    private static void checkTensor(TensorInfo tensor) {
        int rank = tensor.shape().rank();
        require(rank <= Shape.MAX_RANK, () -> "it has " + rank + " axes; up to " + Shape.MAX_RANK + " are supported");
        tensor.shape().elements();
        tensor.quantization().ifPresent(q -> checkQuantization(tensor, q));
        tensor.constant().ifPresent(value -> checkConstant(tensor, value));
        require(!tensor.isVariable() || !tensor.isConstant(), () -> "it holds a state, but has fixed contents");
    }

    private static void checkQuantization(TensorInfo tensor, Quantization quantization) {
        require(tensor.dtype().isInteger() && tensor.dtype() != DType.BOOL,
                () -> "values of type " + tensor.dtype().label() + " have a quantization");
        if (quantization.channels() > 1) {
            int axis = quantization.axis();
            require(axis >= 0 && axis < tensor.shape().rank()
                    && tensor.shape().extent(axis) == quantization.channels(),
                    () -> quantization.channels() + " scales on axis " + axis + " do not fit the shape "
                            + tensor.shape());
        }
        for (long zeroPoint : quantization.zeroPoints()) {
            require(zeroPoint >= tensor.dtype().min() && zeroPoint <= tensor.dtype().max(),
                    () -> "the zero point " + zeroPoint + " is no " + tensor.dtype().label() + " code");
        }
    }

    private static void checkConstant(TensorInfo tensor, Value value) {
        require(value.dtype() == tensor.dtype() && value.shape().equals(tensor.shape()),
                () -> "contents " + value + " in a tensor " + tensor.dtype().label() + tensor.shape());
    }

    private void checkInterface() {
        require(!graph.inputs().isEmpty(), () -> "the model has no input");
        require(!graph.outputs().isEmpty(), () -> "the model has no output");
        for (int input : graph.inputs()) {
            requireIndex(input);
            require(!graph.tensor(input).isConstant(), () -> graph.place(input) + " is an input with fixed contents");
            require(!graph.tensor(input).isVariable(), () -> graph.place(input) + " is an input, but holds a state");
            require(!known.get(input), () -> graph.place(input) + " is an input twice");
            known.set(input);
        }
        graph.outputs().forEach(this::requireIndex);
        for (Signature signature : graph.signatures()) {
            signature.inputs().values().forEach(this::requireIndex);
            signature.outputs().values().forEach(this::requireIndex);
        }
    }

    private void checkIndices(Node node) {
        node.inputs().stream().filter(input -> input != Node.ABSENT).forEach(this::requireIndex);
        node.outputs().forEach(this::requireIndex);
        node.intermediates().forEach(this::requireIndex);
    }

    private void checkNode(Node node) {
        checkIndices(node);
        for (int input : node.inputs()) {
            require(input == Node.ABSENT || known.get(input),
                    () -> graph.place(input) + " is read before it is computed");
        }
        for (int output : node.outputs()) {
            require(!known.get(output), () -> graph.place(output) + " is written twice");
            known.set(output);
        }
    }

    /** What an op does not take is one cause of several that there may be; of what it would give nothing is known. */
    private void checkOp(int index, Node node) {
        try {
            node.op().type().check(graph.operands(node));
            followShapes(node);
        } catch (Problem problem) {
            causes.add(problem, place(index, node));
            node.outputs().forEach(open::set);
        }
    }

    private void followShapes(Node node) {
        Operands operands = Graph.operands(node, shaped);
        node.op().check(operands);
        boolean isOpen = node.inputs().stream().anyMatch(t -> t != Node.ABSENT && open.get(t))
                || !node.op().shapeOperands(operands).stream().allMatch(operands::isFixed);
        if (isOpen) {
            node.outputs().forEach(open::set);
            return;
        }
        List<Shape> shapes = node.op().outputShapes(operands);
        for (int i = 0; i < shapes.size(); i++) {
            Shape result = shapes.get(i);
            int output = node.outputs().get(i);
            TensorInfo declared = graph.tensor(output);
            require(result.elements() == declared.shape().elements() || leavesOpen(declared)
                    || differsInBatch(declared, result),
                    () -> "its result has the shape " + result + ", but " + graph.place(output) + " has "
                            + declared.shape());
            shaped.set(output, declared.withShape(result));
        }
    }

    /** Whether a file says nothing of a tensor's shape beyond its batch: extents that are open stand there as 1, or none do. */
    private static boolean leavesOpen(TensorInfo tensor) {
        Shape signature = tensor.signature();
        return signature.rank() == 0
                || IntStream.range(1, signature.rank()).anyMatch(axis -> signature.extent(axis) == Shape.UNKNOWN);
    }

    /** Whether only the batch is another one than the file says, and that is open: an op may have made it larger. */
    private static boolean differsInBatch(TensorInfo declared, Shape result) {
        Shape signature = declared.signature();
        return signature.rank() > 0 && signature.extent(0) == Shape.UNKNOWN && result.rank() == declared.shape().rank()
                && result.rank() > 0 && declared.shape().with(0, result.extent(0)).equals(result);
    }

    private void requireIndex(int tensor) {
        require(tensor >= 0 && tensor < graph.tensors().size(),
                () -> "there is no tensor " + tensor + "; the model has " + graph.tensors().size());
    }

    /** The message is made only when it is needed: names may be long, and checks are many. */
    static void require(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw Problem.model(otherwise.get());
        }
    }
}

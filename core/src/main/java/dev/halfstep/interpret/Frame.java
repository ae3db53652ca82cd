package dev.halfstep.interpret;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Buffers;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Step;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A graph made ready for one set of input shapes: the shapes of all tensors, their contents, and the steps that fill them.
 *
 * <p>
 * Nodes whose inputs are known before anything runs, because they follow from constants and shapes, run here, once. So the shape
 * that a RESHAPE takes may be computed from the extent of a batch, and half-precision weights are widened only once.
 *
 * <p>
 * Tensors that hold a state hold its start, and no node writes to them: an op with a state begins each run anew and keeps it to
 * itself, for as many samples as there are in the run. TensorFlow Lite keeps states between runs until it is told to reset them.
 */
final class Frame {

    private static final int KNOWN_SHARE = 16;

    private final List<Shape> inputShapes;
    /** What is known of each tensor: its shape in these runs, and its contents if they are the same in all. */
    private final List<TensorInfo> tensors;
    /** {@code float[]}, {@code byte[]}, {@code short[]}, {@code int[]} or {@code long[]}, by the tensor's type. */
    private final Object[] arrays;
    /** Whether there is room for what nodes compute; otherwise only for what is known. */
    private final boolean runs;
    private final List<Step> steps = new ArrayList<>();
    /** What is copied after each run. */
    private final Set<Integer> outputs;
    private final long limit;
    private long bytes;

    /**
     * @param inputShapes one for each input of the graph
     * @throws Problem if the shapes do not go through the graph, a node has no kernel, or there is not enough memory
     */
    Frame(Graph graph, List<Shape> inputShapes) {
        this(requiredPreparation(graph), inputShapes, true, Memory.limit());
    }

    /**
     * What is known of all tensors before anything runs, for inputs of some shapes: their shapes, and contents that follow from
     * constants and shapes. Takes no memory for others, and for these little beside that of a frame that runs.
     *
     * @throws Problem if the shapes do not go through the graph, or there is not enough memory
     */
    static List<TensorInfo> known(Graph graph, List<Shape> inputShapes) {
        return new Frame(graph, inputShapes, false, Memory.limit() / KNOWN_SHARE).tensors;
    }

    private Frame(Graph graph, List<Shape> inputShapes, boolean runs, long limit) {
        this.runs = runs;
        this.limit = limit;
        outputs = Set.copyOf(graph.outputs());
        this.inputShapes = inputShapes;
        tensors = new ArrayList<>(graph.tensors());
        arrays = new Object[tensors.size()];
        for (int t = 0; t < arrays.length; t++) {
            if (tensors.get(t).isConstant()) {
                arrays[t] = array(graph.constant(t));
            } else if (runs && tensors.get(t).isVariable()) {
                allocate(t);
                putStart(t);
            }
        }
        for (int i = 0; i < inputShapes.size(); i++) {
            int input = graph.inputs().get(i);
            tensors.set(input, tensors.get(input).withShape(inputShapes.get(i)));
            if (runs) {
                allocate(input);
            }
        }
        for (int n = 0; n < graph.nodes().size(); n++) {
            Node node = graph.nodes().get(n);
            try {
                add(node);
            } catch (Problem problem) {
                throw problem.at("node " + n + " " + node.op().name());
            }
        }
    }

    /** Layers that share weights have parameters of their own, which may need many times the memory that the file does. */
    private static Graph requiredPreparation(Graph graph) {
        long all = 0;
        for (Node node : graph.nodes()) {
            Operands declared = graph.operands(node);
            all += goTogether(node.op(), declared) ? node.op().preparedBytes(declared) : 0;
        }
        Memory.require("preparing it", all);
        return graph;
    }

    /** Whether an op takes shapes as they are declared: a file may leave them open, and what is then declared says nothing. */
    private static boolean goTogether(Op op, Operands declared) {
        try {
            return op.shapeOperands().stream().allMatch(i -> !declared.has(i) || declared.knows(i))
                    && !op.outputShapes(declared).isEmpty();
        } catch (Problem open) {
            return false;
        }
    }

    private void add(Node node) {
        Op op = node.op();
        Operands before = Graph.operands(node, tensors);
        for (int position : op.shapeOperands()) {
            if (before.has(position) && !before.knows(position)) {
                throw Problem.of("its output's shape depends on what the model computes").remedy(
                        "Convert the model so that shapes depend on nothing but the shapes of its inputs.");
            }
        }
        boolean known = !op.readsContents()
                || IntStream.range(0, node.inputs().size()).allMatch(i -> !before.has(i) || before.knows(i));
        List<Shape> shapes = op.outputShapes(before);
        for (int i = 0; i < shapes.size(); i++) {
            int output = node.outputs().get(i);
            tensors.set(output, tensors.get(output).withShape(shapes.get(i)));
            if (runs || known) {
                allocate(output);
            }
        }
        if (runs || known) {
            addStep(node, known);
        }
    }

    private void addStep(Node node, boolean known) {
        Operands operands = Graph.operands(node, tensors);
        // Again: shapes that are computed may be larger than the declared ones.
        bytes += node.op().preparedBytes(operands);
        Memory.require("preparing it", bytes, limit);
        Step step = node.op().prepare(operands, new Buffers(
                node.inputs().stream().map(t -> t == Node.ABSENT ? new float[0] : arrays[t]).toArray(),
                node.outputs().stream().map(t -> arrays[t]).toArray()));
        if (known) {
            step.run();
            node.outputs().forEach(t -> tensors.set(t, tensors.get(t).withContents(wrapped(t))));
        } else {
            steps.add(step);
        }
    }

    private void allocate(int tensor) {
        TensorInfo info = tensors.get(tensor);
        int elements = info.shape().elements();
        // Half-precision values are computed as float.
        int width = info.dtype() == DType.FLOAT16 ? Float.BYTES : info.dtype().bytes();
        require((long) elements * width * (outputs.contains(tensor) ? 2 : 1));
        arrays[tensor] = newArray(info.dtype(), elements);
    }

    /** Of states, only int8 codes have a zero point: the others start with 0 in the reference, too. */
    private void putStart(int tensor) {
        TensorInfo info = tensors.get(tensor);
        if (info.dtype() == DType.INT8 && info.quantization().isPresent()) {
            Arrays.fill((byte[]) arrays[tensor], (byte) info.quantization().get().zeroPoint(0));
        }
    }

    private void require(long more) {
        bytes += more;
        Memory.require("running it", bytes, limit);
    }

    private static Object newArray(DType dtype, int length) {
        return switch (dtype) {
            case FLOAT32, FLOAT16 -> new float[length];
            case INT8, UINT8, INT4 -> new byte[length];
            case INT16 -> new short[length];
            case INT32 -> new int[length];
            case INT64 -> new long[length];
        };
    }

    private static Object array(Value value) {
        return switch (value) {
            case Tensor real -> real.values();
            case Codes codes -> switch (codes.dtype()) {
                case INT8, UINT8, INT4 -> codes.rawBytes();
                case INT16 -> codes.rawShorts();
                case INT32 -> codes.rawInts();
                case INT64 -> codes.rawLongs();
                case FLOAT32, FLOAT16 -> throw new AssertionError(codes.dtype());
            };
        };
    }

    /** The contents of a tensor that is the same in all runs. */
    Value known(int tensor) {
        return tensors.get(tensor).constant().orElseThrow(() -> new IllegalArgumentException("tensor " + tensor));
    }

    List<Shape> inputShapes() {
        return inputShapes;
    }

    Shape shape(int tensor) {
        return tensors.get(tensor).shape();
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both are arrays of the tensor's type
    void put(int tensor, Value value) {
        System.arraycopy(array(value), 0, arrays[tensor], 0, value.shape().elements());
    }

    void run() {
        for (Step step : steps) {
            step.run();
        }
    }

    /** A copy of a tensor's contents. */
    Value get(int tensor) {
        Value contents = wrapped(tensor);
        return switch (contents) {
            case Tensor real -> real.dtype() == DType.FLOAT16 ? real
                    : Tensor.of(real.shape(), real.values().clone());
            case Codes codes -> codes.copy();
        };
    }

    /** A tensor's contents, not copied. */
    private Value wrapped(int tensor) {
        TensorInfo info = tensors.get(tensor);
        Shape shape = info.shape();
        var quantization = info.quantization().orElse(null);
        Object array = arrays[tensor];
        return switch (info.dtype()) {
            case FLOAT32 -> Tensor.of(shape, (float[]) array);
            case FLOAT16 -> Tensor.half(shape, (float[]) array);
            case INT4 -> Codes.int4(shape, (byte[]) array, quantization);
            case INT8 -> Codes.int8(shape, (byte[]) array, quantization);
            case UINT8 -> Codes.uint8(shape, (byte[]) array, quantization);
            case INT16 -> Codes.int16(shape, (short[]) array, quantization);
            case INT32 -> Codes.int32(shape, (int[]) array, quantization);
            case INT64 -> Codes.int64(shape, (long[]) array, quantization);
        };
    }
}

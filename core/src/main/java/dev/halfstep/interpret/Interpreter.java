package dev.halfstep.interpret;

import dev.halfstep.graph.Graph;
import dev.halfstep.kernel.KernelChoice;
import dev.halfstep.kernel.Kernels;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a graph as TensorFlow Lite's reference kernels would: integers code for code, floats to rounding.
 *
 * <p>
 * Prepared once, run many times, on one row or on a batch: the first extent of an input may differ from the model's. What goes
 * in and comes out is what the file says, codes for a full-integer model; see {@link Predictor} for real values, and
 * {@link #invocation} for runs that allocate nothing. An interpreter is not safe for use by several threads at once;
 * {@link #copy()} gives each its own, which shares weights and all that was prepared.
 *
 * <p>
 * Models with a state, such as LSTM layers, start each run and each sample of a batch with a fresh one, as TensorFlow Lite does
 * after {@code reset_all_variables()}: what a run gives depends on nothing but what goes in.
 */
public final class Interpreter {

    private final Graph graph;
    private final PreparedNodes prepared;
    /** None while there is no room for a second one. */
    private @Nullable Frame frame;
    /** Tensors that have been asked for besides the outputs. */
    private final Set<Integer> tapped = new HashSet<>();

    private Interpreter(PreparedNodes prepared, Layout layout) {
        graph = layout.graph();
        this.prepared = prepared;
        frame = new Frame(layout, prepared, tapped);
    }

    /**
     * Makes a graph ready to run on inputs of the shapes that it declares; it runs on others, too.
     *
     * @throws Problem if a node's types or scales have no kernel, or there is not enough memory
     */
    public static Interpreter prepare(Graph graph) {
        return prepare(graph, KernelChoice.made().kernels());
    }

    /**
     * The same with the plain loops that define what is right, whatever kernels this JVM has. They give the same, only later.
     *
     * @throws Problem if a node's types or scales have no kernel, or there is not enough memory
     */
    public static Interpreter prepareReference(Graph graph) {
        return prepare(graph, Kernels.REFERENCE);
    }

    static Interpreter prepare(Graph graph, Kernels kernels) {
        return new Interpreter(new PreparedNodes(kernels), Layout.of(graph, declaredShapes(graph)));
    }

    private static List<Shape> declaredShapes(Graph graph) {
        return graph.inputTensors().stream().map(TensorInfo::shape).toList();
    }

    /** Another interpreter for the same model, to be used by another thread. It has arrays of its own for what it computes. */
    public Interpreter copy() {
        Frame own = frame;
        return new Interpreter(prepared, own == null ? Layout.of(graph, declaredShapes(graph)) : own.layout());
    }

    /**
     * The model bound to arrays for a number of samples, to be run again and again; independent of this interpreter and of others.
     *
     * @param samples the first extent of each input
     * @throws Problem if the model does not take as many, or there is not enough memory
     */
    public Invocation invocation(int samples) {
        List<Shape> shapes = declaredShapes(graph).stream().map(s -> s.rank() == 0 ? s : s.with(0, samples)).toList();
        return new Invocation(new Frame(Layout.of(graph, shapes), prepared, Set.of()));
    }

    public Graph graph() {
        return graph;
    }

    /** What the model gives for one input, for models with one input and one output. */
    public Value run(Value input) {
        if (graph.outputs().size() != 1) {
            throw new IllegalStateException("the model has " + graph.outputs().size() + " outputs");
        }
        return run(List.of(input)).getFirst();
    }

    /**
     * Runs the graph.
     *
     * @param inputs one for each input, of its type and shape, apart from the first extent
     * @return one for each output
     * @throws Problem if an input does not fit the model
     */
    public List<Value> run(List<Value> inputs) {
        Frame filled = execute(inputs, Set.of());
        // A file may name one output any number of times.
        var copies = new HashMap<Integer, Value>();
        return graph.outputs().stream().map(t -> copies.computeIfAbsent(t, filled::get)).toList();
    }

    /**
     * Runs the graph and hands out the contents of any of its tensors.
     *
     * @param taps indices of tensors
     * @throws Problem if an input does not fit the model
     */
    public Map<Integer, Value> runWithTaps(List<Value> inputs, Set<Integer> taps) {
        Frame filled = execute(inputs, taps);
        var contents = new HashMap<Integer, Value>();
        taps.forEach(tap -> contents.put(tap, filled.get(tap)));
        return contents;
    }

    /**
     * The contents of a tensor that follow from constants, or from the shapes of the inputs that the model declares.
     *
     * @throws IllegalArgumentException if they do not
     */
    public Value known(int tensor) {
        Frame own = frame;
        return (own == null ? Layout.of(graph, declaredShapes(graph)) : own.layout()).known(tensor);
    }

    /** The shape that a tensor has for inputs of the shapes that the model declares; a file may leave it open. */
    public Shape declaredShape(int tensor) {
        List<Shape> declared = declaredShapes(graph);
        Frame own = frame;
        Layout layout = own != null && own.layout().inputShapes().equals(declared) ? own.layout()
                : Layout.of(graph, declared);
        return layout.tensor(tensor).shape();
    }

    private Frame execute(List<Value> inputs, Set<Integer> taps) {
        requireFit(inputs);
        Frame fitting = frameFor(inputs.stream().map(Value::shape).toList(), taps);
        for (int i = 0; i < inputs.size(); i++) {
            fitting.put(graph.inputs().get(i), inputs.get(i));
        }
        fitting.run();
        return fitting;
    }

    /** The old frame goes before a new one is made: each may take half of the memory. */
    private Frame frameFor(List<Shape> shapes, Set<Integer> taps) {
        Frame fitting = frame;
        boolean sameShapes = fitting != null && fitting.layout().inputShapes().equals(shapes);
        if (fitting == null || !sameShapes || !fitting.holds(taps)) {
            Layout known = fitting != null && sameShapes ? fitting.layout() : null;
            fitting = null;
            frame = null;
            tapped.addAll(taps);
            fitting = new Frame(known == null ? Layout.of(graph, shapes) : known, prepared, tapped);
            frame = fitting;
        }
        return fitting;
    }

    private void requireFit(List<Value> inputs) {
        if (inputs.size() != graph.inputs().size()) {
            throw Problem.of("the model takes " + graph.inputs().size() + " inputs, not " + inputs.size());
        }
        for (int i = 0; i < inputs.size(); i++) {
            int index = graph.inputs().get(i);
            try {
                requireFit(graph.tensor(index), inputs.get(i));
            } catch (Problem problem) {
                throw problem.at("input " + graph.place(index));
            }
        }
    }

    private static void requireFit(TensorInfo tensor, Value value) {
        if (value.dtype() != tensor.dtype()) {
            throw Problem.of("the model takes " + tensor.dtype().label() + " here, not " + value.dtype().label());
        }
        Shape expected = tensor.shape();
        Shape actual = value.shape();
        boolean fits = expected.rank() == actual.rank()
                && (expected.rank() == 0 || expected.with(0, actual.extent(0)).equals(actual));
        if (!fits) {
            throw Problem.of("the model takes the shape " + (expected.rank() == 0 ? expected : expected.with(0, -1))
                    + ", not " + actual);
        }
        if (value instanceof Codes codes && codes.quantization().isPresent()
                && !codes.quantization().equals(tensor.quantization())) {
            throw Problem.of("these codes stand for other values than the model's: " + codes);
        }
    }
}

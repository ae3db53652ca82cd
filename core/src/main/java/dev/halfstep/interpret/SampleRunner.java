package dev.halfstep.interpret;

import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Runs any number of samples through a model: all at once where the model keeps samples apart, otherwise in batches of the size
 * that the model declares, which is one for most.
 *
 * <p>
 * Samples stand along the first axis of each input. A model whose inputs have no axis for samples, such as a scalar, takes arrays
 * with one axis more than it declares, and its results have one more, too. Not safe for use by several threads at once.
 */
public final class SampleRunner {

    /** Samples that run at once: enough to spread the cost of a run, few enough to stay in the processor's cache. */
    private static final int LARGEST_BLOCK = 512;
    private static final long BLOCK_ELEMENTS = 1 << 22;

    private final Interpreter interpreter;
    private final Graph graph;
    private final boolean apart;
    private final int blockSize;

    private SampleRunner(Interpreter interpreter, boolean apart) {
        this.interpreter = interpreter;
        this.apart = apart;
        graph = interpreter.graph();
        blockSize = apart ? Math.clamp(BLOCK_ELEMENTS / elementsOfASample(), 1, LARGEST_BLOCK)
                : Math.max(1, batch());
    }

    /**
     * A runner for a model.
     *
     * @throws Problem if the model cannot be run
     */
    public static SampleRunner of(Graph graph) {
        return new SampleRunner(Interpreter.prepare(graph), Batching.keepsSamplesApart(graph));
    }

    public Graph graph() {
        return graph;
    }

    /** Another runner for the same model, to be used by another thread. It shares weights and all that was prepared. */
    public SampleRunner copy() {
        return new SampleRunner(interpreter.copy(), apart);
    }

    /** How many samples are best given at once. */
    public int blockSize() {
        return blockSize;
    }

    private long elementsOfASample() {
        long elements = 0;
        for (TensorInfo tensor : graph.tensors()) {
            elements += tensor.isConstant() ? 0 : tensor.shape().elements();
        }
        return Math.max(1, elements / Math.max(1, batch()));
    }

    /** The nodes of each step that a run takes on as many samples as the model declares; see {@link Invocation#steps}. */
    public List<List<Integer>> steps() {
        return interpreter.invocation(batch()).steps();
    }

    /** How many samples the model declares to take. */
    private int batch() {
        return declared(0).rank() == 0 ? 1 : declared(0).extent(0);
    }

    /** Whether batches of any size give what their samples give one by one. */
    public boolean keepsSamplesApart() {
        return apart;
    }

    /**
     * How many samples have to run together: 1, or as many as the model declares where it does not keep them apart.
     *
     * @param inputs samples for each input, any number of them
     * @throws Problem if they do not fit the model
     */
    public int together(List<Value> inputs) {
        samples(inputs);
        return apart || areStacked(inputs) ? 1 : blockSize;
    }

    /** How many samples of a model have to run together; see {@link #together(List)}. */
    public static int together(Graph graph, Supplier<List<Value>> inputs) {
        boolean declaresOne = graph.inputTensors().stream().map(TensorInfo::shape)
                .allMatch(shape -> shape.rank() == 0 || shape.extent(0) == 1);
        return declaresOne ? 1 : of(graph).together(inputs.get());
    }

    /**
     * Refuses samples of which some would be left over.
     *
     * @param together how many have to run together
     * @throws Problem if there are other than a multiple of these
     */
    public static void requireWhole(long samples, int together) {
        long left = samples % together;
        if (left != 0) {
            long below = samples - left;
            throw Problem
                    .of(samples + " samples do not fill batches of " + together + ", which the model takes: " + left
                            + (left == 1 ? " is" : " are") + " left over")
                    .remedy("Give " + (below > 0 ? below + " or " : "") + (below + together) + " of them.");
        }
    }

    /**
     * How many samples there are in some inputs.
     *
     * @throws Problem if the inputs do not fit the model, or differ in their number of samples
     */
    public int samples(List<Value> inputs) {
        if (inputs.size() != graph.inputs().size()) {
            throw Problem.of("the model takes " + graph.inputs().size() + " inputs, not " + inputs.size());
        }
        int samples = -1;
        boolean stacked = areStacked(inputs);
        for (int i = 0; i < inputs.size(); i++) {
            Shape shape = inputs.get(i).shape();
            requireFit(i, shape);
            if (stacked && !isStacked(i, shape) && declared(i).extent(0) != 1) {
                throw Problem.of("another input has an axis for samples before the model's, and " + shape + " has none")
                        .at("input " + graph.place(graph.inputs().get(i)))
                        .remedy("Give " + stackedShape(shape.extent(0), declared(i)) + ".");
            }
            if (samples >= 0 && shape.extent(0) != samples) {
                throw Problem.of("the inputs have " + samples + " and " + shape.extent(0) + " samples");
            }
            samples = shape.extent(0);
        }
        return samples;
    }

    /** Samples stand along an axis of the model's own, or along one before all of the model's. */
    private boolean isStacked(int input, Shape shape) {
        return shape.rank() == declared(input).rank() + 1;
    }

    /** One input without an axis for samples is enough that samples run one by one. */
    boolean areStacked(List<Value> inputs) {
        return IntStream.range(0, inputs.size()).anyMatch(i -> isStacked(i, inputs.get(i).shape()));
    }

    private Shape declared(int input) {
        return graph.inputTensors().get(input).shape();
    }

    private void requireFit(int input, Shape shape) {
        Shape declared = declared(input);
        boolean fits = isStacked(input, shape) ? shape.equals(stackedShape(shape.extent(0), declared))
                : shape.rank() == declared.rank() && shape.rank() > 0
                        && declared.with(0, shape.extent(0)).equals(shape);
        if (!fits) {
            throw Problem.of("the model takes the shape "
                    + (declared.rank() == 0 ? "[?]" : declared.with(0, Shape.UNKNOWN)) + ", not " + shape)
                    .at("input " + graph.place(graph.inputs().get(input)));
        }
    }

    private static Shape stackedShape(int samples, Shape sample) {
        var extents = new int[sample.rank() + 1];
        extents[0] = samples;
        System.arraycopy(sample.toArray(), 0, extents, 1, sample.rank());
        return Shape.of(extents);
    }

    /**
     * What the model gives for some samples.
     *
     * @param inputs one for each input, of its type
     * @return one for each output
     * @throws Problem if the inputs do not fit the model
     */
    public List<Value> run(List<Value> inputs) {
        Map<Integer, Value> contents = run(inputs, Set.copyOf(graph.outputs()));
        var outputs = new ArrayList<Value>();
        for (int t : graph.outputs()) {
            Value value = contents.get(t);
            if (value == null) {
                throw new IllegalStateException("an output was not tapped");
            }
            outputs.add(value);
        }
        return outputs;
    }

    /**
     * The contents of tensors for some samples.
     *
     * @param inputs one for each input, of its type
     * @param taps indices of tensors
     * @return by tensor, what each batch gave, one after another along the first axis
     * @throws Problem if the inputs do not fit the model, or there are no samples
     */
    public Map<Integer, Value> run(List<Value> inputs, Set<Integer> taps) {
        int samples = samples(inputs);
        if (samples == 0) {
            throw Problem.of("there are no samples to run");
        }
        boolean stacked = areStacked(inputs);
        if (apart && !stacked && samples <= blockSize) {
            return interpreter.runWithTaps(inputs, taps);
        }
        return inBatches(inputs, taps, samples, stacked ? 1 : blockSize);
    }

    private Map<Integer, Value> inBatches(List<Value> inputs, Set<Integer> taps, int samples, int batch) {
        boolean stacked = areStacked(inputs);
        if (!apart) {
            requireWhole(samples, batch);
        }
        Map<Integer, List<Value>> results = new HashMap<>();
        long held = 0;
        for (int from = 0; from < samples; from += batch) {
            var parts = new ArrayList<Value>();
            for (int i = 0; i < inputs.size(); i++) {
                Shape one = stacked ? declared(i) : declared(i).with(0, Math.min(batch, samples - from));
                parts.add(part(inputs.get(i), from, one));
            }
            for (Map.Entry<Integer, Value> result : interpreter.runWithTaps(parts, taps).entrySet()) {
                Value value = result.getValue();
                held += (long) value.shape().elements() * value.dtype().bytes();
                results.computeIfAbsent(result.getKey(), none -> new ArrayList<>()).add(value);
            }
            Memory.require("holding the results", 2 * held);
        }
        Map<Integer, Value> all = new HashMap<>();
        results.forEach((t, values) -> all.put(t, joined(values, stacked)));
        return all;
    }

    private static Value joined(List<Value> parts, boolean stacked) {
        Shape one = parts.getFirst().shape();
        if (stacked || one.rank() == 0) {
            return Value.concatenated(parts, stackedShape(parts.size(), one));
        }
        int extent = parts.stream().mapToInt(part -> part.shape().extent(0)).reduce(0, Math::addExact);
        return Value.concatenated(parts, one.with(0, extent));
    }

    static Value part(Value all, int from, Shape shape) {
        int width = all.shape().elements() / all.shape().extent(0);
        return all.slice(from * width, shape);
    }
}

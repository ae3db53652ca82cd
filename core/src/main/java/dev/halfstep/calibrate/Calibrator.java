package dev.halfstep.calibrate;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs representative rows through a float network and keeps the smallest and largest value of every tensor that depends on
 * them. Blocks of rows are looked at one after another; memory does not grow with their number.
 */
public final class Calibrator {

    private static final int BLOCK = 512;

    private final Interpreter interpreter;
    private final Set<Integer> observed;
    private Ranges ranges = Ranges.NONE;

    private Calibrator(Interpreter interpreter, Set<Integer> observed) {
        this.interpreter = interpreter;
        this.observed = observed;
    }

    /**
     * A calibrator that has seen nothing yet.
     *
     * @param graph a float network
     */
    public static Calibrator of(Graph graph) {
        return new Calibrator(Interpreter.prepare(graph), computed(graph));
    }

    /** The float tensors whose contents depend on an input. */
    private static Set<Integer> computed(Graph graph) {
        var computed = new HashSet<Integer>(graph.inputs());
        for (Node node : graph.nodes()) {
            if (node.inputs().stream().anyMatch(computed::contains)) {
                computed.addAll(node.outputs());
            }
        }
        computed.removeIf(t -> graph.tensor(t).dtype() != DType.FLOAT32);
        return computed;
    }

    /**
     * The ranges over some rows, for a network with one input.
     *
     * @param rows {@code [rows, ...]}
     * @throws Problem if there are none, or they do not fit the network, or something is not finite
     */
    public static Ranges calibrate(Graph graph, Tensor rows) {
        Calibrator calibrator = of(graph);
        int count = rows.shape().rank() == 0 ? 0 : rows.shape().extent(0);
        if (count == 0) {
            throw Problem.of("there are no calibration rows").remedy("Give at least one representative row.");
        }
        int width = rows.values().length / count;
        for (int from = 0; from < count; from += BLOCK) {
            int to = Math.min(count, from + BLOCK);
            Shape shape = rows.shape().with(0, to - from);
            calibrator.observe(List.of(Tensor.of(shape, Arrays.copyOfRange(rows.values(), from * width, to * width))));
        }
        return calibrator.ranges();
    }

    /**
     * Looks at one block of rows.
     *
     * @param inputs one for each input of the network; the first extent is the number of rows
     * @throws Problem if they do not fit the network, or a value in it is not finite
     */
    public void observe(List<Value> inputs) {
        Map<Integer, Value> contents = interpreter.runWithTaps(inputs, observed);
        var seen = new HashMap<Integer, Range>();
        contents.forEach((tensor, value) -> {
            try {
                seen.put(tensor, range(((Tensor) value).values()));
            } catch (Problem problem) {
                throw problem.at(interpreter.graph().place(tensor));
            }
        });
        Shape shape = inputs.getFirst().shape();
        ranges = ranges.merge(new Ranges(shape.rank() == 0 ? 1 : shape.extent(0), seen));
    }

    private static Range range(float[] values) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw Problem.of("a calibration row gives the value " + value + " here")
                        .remedy("Look for NaN, infinite or extreme values in the calibration data.");
            }
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        return new Range(min, max);
    }

    /** What was seen so far. */
    public Ranges ranges() {
        return ranges;
    }
}

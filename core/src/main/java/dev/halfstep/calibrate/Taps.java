package dev.halfstep.calibrate;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Runs blocks of rows through a float network and hands out what its tensors hold. */
final class Taps {

    private final SampleRunner runner;
    private final Set<Integer> observed;
    private final Choices choices;

    private Taps(SampleRunner runner, Set<Integer> observed, Choices choices) {
        this.runner = runner;
        this.observed = observed;
        this.choices = choices;
    }

    /**
     * What one block of rows gave.
     *
     * @param rows how many they were
     */
    record Block(int rows, Map<Integer, Contents> byTensor) {

        Ranges ranges() {
            var ranges = new HashMap<Integer, Range>();
            byTensor.forEach((tensor, contents) -> ranges.put(tensor, contents.range()));
            return new Ranges(rows, ranges);
        }
    }

    /**
     * What a tensor held.
     *
     * @param values finite
     * @param range from the smallest to the largest of them
     */
    record Contents(float[] values, Range range) {}

    /** On every tensor that depends on an input of the float network, for those values that count. */
    static Taps of(Graph graph) {
        return new Taps(SampleRunner.of(graph), computed(graph), Choices.of(graph));
    }

    /** The same for all values, also for those that no SELECT takes. */
    static Taps ofAll(Graph graph) {
        return new Taps(SampleRunner.of(graph), computed(graph), Choices.NONE);
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

    /** How many samples are best looked at at once. */
    int blockSize() {
        return runner.blockSize();
    }

    /**
     * Runs one block of rows.
     *
     * @param inputs one for each input of the network; the first extent is the number of rows
     * @throws Problem if they do not fit the network, or a value in it is not finite
     */
    Block run(List<Value> inputs) {
        var byTensor = new HashMap<Integer, Contents>();
        var tapped = new HashSet<>(observed);
        tapped.addAll(choices.conditions());
        Map<Integer, Value> contents = runner.run(inputs, tapped);
        observed.forEach(tensor -> {
            float[] values = choices.taken(tensor, ((Tensor) Objects.requireNonNull(contents.get(tensor))).values(),
                    contents);
            try {
                byTensor.put(tensor, new Contents(values, range(values)));
            } catch (Problem problem) {
                throw problem.at(runner.graph().place(tensor));
            }
        });
        return new Block(runner.samples(inputs), byTensor);
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
}

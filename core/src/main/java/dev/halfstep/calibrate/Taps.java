package dev.halfstep.calibrate;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.SampleRunner;
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
import java.util.function.Consumer;

/** Runs blocks of rows through a float network and hands out what its tensors hold. */
final class Taps {

    private final SampleRunner runner;
    private final Set<Integer> observed;

    private Taps(SampleRunner runner, Set<Integer> observed) {
        this.runner = runner;
        this.observed = observed;
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

    /** On every tensor that depends on an input of the float network. */
    static Taps of(Graph graph) {
        return new Taps(SampleRunner.of(graph), computed(graph));
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
     * Cuts the rows for a network's one input into blocks.
     *
     * @param rows {@code [rows, ...]}
     * @throws Problem if there are none
     */
    void inBlocks(Tensor rows, Consumer<List<Value>> block) {
        int count = rows.shape().rank() == 0 ? 0 : rows.shape().extent(0);
        if (count == 0) {
            throw Problem.of("there are no calibration rows").remedy("Give at least one representative row.");
        }
        int width = rows.values().length / count;
        int size = runner.blockSize();
        for (int from = 0; from < count; from += size) {
            int to = Math.min(count, from + size);
            Shape shape = rows.shape().with(0, to - from);
            block.accept(List.of(Tensor.of(shape, Arrays.copyOfRange(rows.values(), from * width, to * width))));
        }
    }

    /**
     * Runs one block of rows.
     *
     * @param inputs one for each input of the network; the first extent is the number of rows
     * @throws Problem if they do not fit the network, or a value in it is not finite
     */
    Block run(List<Value> inputs) {
        var byTensor = new HashMap<Integer, Contents>();
        runner.run(inputs, observed).forEach((tensor, value) -> {
            float[] values = ((Tensor) value).values();
            try {
                byTensor.put(tensor, new Contents(values, range(values)));
            } catch (Problem problem) {
                throw problem.at(runner.graph().place(tensor));
            }
        });
        Shape shape = inputs.getFirst().shape();
        return new Block(shape.rank() == 0 ? 1 : shape.extent(0), byTensor);
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

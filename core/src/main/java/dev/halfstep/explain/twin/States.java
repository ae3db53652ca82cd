package dev.halfstep.explain.twin;

import dev.halfstep.explain.twin.Part.Kind;
import dev.halfstep.explain.twin.Twin.Constants;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The states from a network that computes in float to the quantized one: first its inputs, then one node after another, as they run,
 * goes over to what the quantized network computes, while all behind it compute in float on what the codes before them stand for. The
 * last state is the quantized network, code for code.
 *
 * <p>
 * Only what depends on a change runs anew. Not safe for use by several threads at once.
 */
public final class States {

    private final Graph graph;
    private final Map<Constant, Tensor> meant;
    private final Interpreter interpreter;
    private final BitSet fixed;
    private final Set<Integer> taps = new HashSet<>();
    private @Nullable Twin twin;
    private List<Shape> shapes = List.of();

    /** What one more change makes of the network's outputs. */
    @FunctionalInterface
    public interface Visitor {

        /**
         * Told of each state whose outputs may differ from those of the one before.
         *
         * @param part what has changed
         * @param outputs one for each output of the graph, in real numbers
         */
        void state(Part part, List<Value> outputs);
    }

    /**
     * A change of an input.
     *
     * @param part rounding or clipping, of the input that it names
     * @param value what the input holds then: real values
     */
    public record InputChange(Part part, Value value) {}

    /**
     * States of a network.
     *
     * @param meant the constants that were meant, in real numbers, where they are known; of the shapes that the network's have
     * @throws dev.halfstep.problem.Problem if the network cannot be run
     */
    public States(Graph graph, Map<Constant, Tensor> meant) {
        this.graph = graph;
        this.meant = Map.copyOf(meant);
        interpreter = Interpreter.prepare(graph);
        fixed = Twin.fixed(graph);
        graph.nodes().forEach(node -> {
            node.inputs().stream().filter(t -> t != Node.ABSENT && !graph.tensor(t).isConstant()
                    && !graph.tensor(t).isVariable()).forEach(taps::add);
            taps.addAll(node.outputs());
        });
        taps.addAll(graph.outputs());
    }

    /**
     * Goes through the states.
     *
     * @param taken what the quantized network takes in
     * @param plain what its inputs hold in float
     * @param changes of the inputs, in order, up to what the codes that are taken stand for
     * @param spans nodes that go over together
     */
    public void walk(List<Value> taken, List<Value> plain, List<InputChange> changes, List<Span> spans,
            Visitor visitor) {
        Map<Integer, Value> contents = interpreter.runWithTaps(taken, taps);
        new Walk(contents, visitor, twin(taken, contents)).run(plain, taken, changes, spans);
    }

    /**
     * The outputs of the first state alone: of the network in float.
     *
     * @param taken what the quantized network takes in
     * @param plain what its inputs hold in float
     */
    public List<Value> start(List<Value> taken, List<Value> plain) {
        Map<Integer, Value> contents = interpreter.runWithTaps(taken, taps);
        return new Walk(contents, (part, outputs) -> {}, twin(taken, contents)).start(plain);
    }

    /** The twin for the shapes of these inputs; the one before is kept where they are the same. */
    private Twin twin(List<Value> taken, Map<Integer, Value> contents) {
        List<Shape> now = taken.stream().map(Value::shape).toList();
        Twin known = twin;
        if (known == null || !now.equals(shapes)) {
            known = new Twin(graph, contents, fixed, meant);
            twin = known;
            shapes = now;
        }
        return known;
    }

    /** One way through all states. */
    private final class Walk {

        private final Map<Integer, Value> contents;
        private final Visitor visitor;
        private final Twin floats;
        private final @Nullable Value[] current = new Value[graph.tensors().size()];

        Walk(Map<Integer, Value> contents, Visitor visitor, Twin floats) {
            this.contents = contents;
            this.visitor = visitor;
            this.floats = floats;
        }

        List<Value> start(List<Value> plain) {
            var all = new HashSet<Integer>();
            for (int t = 0; t < current.length; t++) {
                if (fixed.get(t)) {
                    current[t] = last(t);
                }
            }
            for (int i = 0; i < plain.size(); i++) {
                current[graph.inputs().get(i)] = plain.get(i);
                all.add(graph.inputs().get(i));
            }
            settle(0, all);
            return outputs();
        }

        void run(List<Value> plain, List<Value> taken, List<InputChange> changes, List<Span> spans) {
            visitor.state(new Part(Kind.START, 0), start(plain));
            for (InputChange change : changes) {
                changed(change.part, Map.of(graph.inputs().get(change.part.first()), change.value), 0);
            }
            for (int i = 0; i < taken.size(); i++) {
                int t = graph.inputs().get(i);
                changed(new Part(Kind.INPUT_CLIPPING, i), Map.of(t, Twin.real(taken.get(i))), 0);
            }
            spans.forEach(this::goOver);
        }

        private Value last(int tensor) {
            Value value = graph.tensor(tensor).constant().orElseGet(() -> contents.get(tensor));
            if (value == null) {
                throw new IllegalStateException("tensor " + tensor + " was not tapped");
            }
            return Twin.real(value);
        }

        private void goOver(Span span) {
            if (span.inParts()) {
                goOver(span.first());
                return;
            }
            Map<Integer, Value> results = new HashMap<>();
            for (int n = span.first(); n <= span.last(); n++) {
                graph.nodes().get(n).outputs().forEach(t -> results.put(t, last(t)));
            }
            changed(new Part(Kind.ALL, span.first(), span.last()), results, span.last() + 1);
        }

        private void goOver(int index) {
            Node node = graph.nodes().get(index);
            if (node.outputs().stream().allMatch(fixed::get)) {
                return;
            }
            if (floats.hasOtherBias(index)) {
                changed(new Part(Kind.CONSTANTS, index), recomputed(index, Constants.MEANT_BIAS), index + 1);
                changed(new Part(Kind.BIAS, index), recomputed(index, Constants.OWN), index + 1);
            } else if (floats.knowsMeant(index)) {
                changed(new Part(Kind.CONSTANTS, index), recomputed(index, Constants.OWN), index + 1);
            }
            changed(new Part(Kind.ROUNDING, index), coded(node, false), index + 1);
            changed(new Part(Kind.CLIPPING, index), coded(node, true), index + 1);
            Map<Integer, Value> results = new HashMap<>();
            node.outputs().forEach(t -> results.put(t, last(t)));
            changed(new Part(Kind.ARITHMETIC, index), results, index + 1);
        }

        private Map<Integer, Value> recomputed(int index, Constants constants) {
            List<Value> values = floats.run(index, current, constants);
            List<Integer> outputs = graph.nodes().get(index).outputs();
            Map<Integer, Value> results = new HashMap<>();
            for (int o = 0; o < values.size(); o++) {
                results.put(outputs.get(o), values.get(o));
            }
            return results;
        }

        /** What a node gives now, on the grid of its codes. */
        private Map<Integer, Value> coded(Node node, boolean clipped) {
            Map<Integer, Value> results = new HashMap<>();
            for (int t : node.outputs()) {
                TensorInfo info = graph.tensor(t);
                if (current[t] instanceof Tensor real && info.dtype().isInteger()
                        && info.quantization().filter(q -> q.channels() == 1 && !q.hasZeroScale()).isPresent()) {
                    results.put(t, onGrid(real, info, clipped));
                }
            }
            return results;
        }

        /** Nodes from some one on run anew where what they read has changed. */
        private void settle(int from, Set<Integer> changed) {
            for (int n = from; n < graph.nodes().size(); n++) {
                Node node = graph.nodes().get(n);
                if (node.inputs().stream().anyMatch(changed::contains)
                        && !node.outputs().stream().allMatch(fixed::get)) {
                    List<Value> results = floats.run(n, current, Constants.MEANT);
                    for (int o = 0; o < results.size(); o++) {
                        put(node.outputs().get(o), results.get(o), changed);
                    }
                }
            }
        }

        private void put(int tensor, Value value, Set<Integer> changed) {
            if (!value.equals(current[tensor])) {
                current[tensor] = value;
                changed.add(tensor);
            }
        }

        private void changed(Part part, Map<Integer, Value> values, int from) {
            var changed = new HashSet<Integer>();
            values.forEach((tensor, value) -> put(tensor, value, changed));
            if (!changed.isEmpty()) {
                settle(from, changed);
                visitor.state(part, outputs());
            }
        }

        private List<Value> outputs() {
            var outputs = new ArrayList<Value>();
            for (int t : graph.outputs()) {
                Value value = current[t];
                outputs.add(value == null ? last(t) : value);
            }
            return outputs;
        }
    }

    private static Tensor onGrid(Tensor real, TensorInfo info, boolean clipped) {
        Quantization quantization = info.quantization().orElseThrow();
        var values = new float[real.values().length];
        for (int i = 0; i < values.length; i++) {
            float value = real.values()[i];
            if (Float.isNaN(value)) {
                values[i] = value;
            } else {
                long code = quantization.nearest(value, 0);
                values[i] = quantization.dequantize(clipped ? info.dtype().saturate(code) : code, 0);
            }
        }
        return Tensor.of(real.shape(), values);
    }
}

package dev.halfstep.interpret;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a model on some samples a few nodes at a time, so that constants of the nodes to come may still be chosen by what those before
 * them give. All samples go through a part before the next one begins; what later nodes read is held in between. Not safe for use by
 * several threads at once.
 */
public final class StepwiseRun {

    private final Graph graph;
    /** Contents of tensors that nodes to come read, by tensor, for each batch. */
    private final List<Map<Integer, Value>> batches = new ArrayList<>();
    private final Map<Integer, TensorInfo> replaced = new HashMap<>();
    private int done;

    /**
     * A run that has not begun.
     *
     * @param inputs one for each input of the model, of its type; whole batches where the model does not keep samples apart
     * @throws Problem if they do not fit the model
     */
    public StepwiseRun(Graph graph, List<Value> inputs) {
        this.graph = graph;
        SampleRunner runner = SampleRunner.of(graph);
        int samples = runner.samples(inputs);
        boolean stacked = runner.areStacked(inputs);
        int batch = stacked ? 1 : runner.blockSize();
        if (!runner.keepsSamplesApart()) {
            SampleRunner.requireWhole(samples, batch);
        }
        for (int from = 0; from < samples; from += batch) {
            Map<Integer, Value> contents = new HashMap<>();
            for (int i = 0; i < inputs.size(); i++) {
                int t = graph.inputs().get(i);
                Shape declared = graph.tensor(t).shape();
                contents.put(t, SampleRunner.part(inputs.get(i), from,
                        stacked ? declared : declared.with(0, Math.min(batch, samples - from))));
            }
            batches.add(contents);
        }
    }

    /** Another constant in the place of one that nodes to come read. */
    public void replace(int tensor, TensorInfo constant) {
        replaced.put(tensor, constant);
    }

    /**
     * Runs the nodes up to one.
     *
     * @param node the first that does not run yet, at or behind the one that the run has come to
     */
    public void runTo(int node) {
        if (node > done) {
            List<Node> part = graph.nodes().subList(done, node);
            done = node;
            run(part);
        }
    }

    /** What the batches gave for a tensor that a node to come reads. */
    public List<Value> contents(int tensor) {
        return batches.stream().map(contents -> contents(contents, tensor)).toList();
    }

    private static Value contents(Map<Integer, Value> contents, int tensor) {
        Value value = contents.get(tensor);
        if (value == null) {
            throw new IllegalStateException("tensor " + tensor + " is not held");
        }
        return value;
    }

    private void run(List<Node> nodes) {
        Set<Integer> given = new LinkedHashSet<>();
        Set<Integer> written = new LinkedHashSet<>();
        for (Node node : nodes) {
            node.inputs().stream().filter(t -> isHeld(t) && !written.contains(t)).forEach(given::add);
            written.addAll(node.outputs());
        }
        List<Integer> kept = written.stream().filter(this::isStillRead).toList();
        if (kept.isEmpty()) {
            return;
        }
        var part = new Part(nodes, List.copyOf(given), kept);
        for (Map<Integer, Value> contents : batches) {
            List<Value> results = part.interpreter.run(given.stream().map(t -> contents(contents, t)).toList());
            contents.keySet().removeIf(t -> !isStillRead(t));
            for (int i = 0; i < kept.size(); i++) {
                contents.put(kept.get(i), results.get(i));
            }
        }
    }

    private boolean isHeld(int tensor) {
        return tensor != Node.ABSENT && !graph.tensor(tensor).isConstant() && !graph.tensor(tensor).isVariable();
    }

    private boolean isStillRead(int tensor) {
        List<Integer> readers = graph.readers(tensor);
        return !readers.isEmpty() && readers.getLast() >= done;
    }

    /** Some nodes as a model of their own. */
    private final class Part {

        private final Graph.Builder builder = new Graph.Builder();
        private final Map<Integer, Integer> moved = new HashMap<>();
        private final Interpreter interpreter;

        Part(List<Node> nodes, List<Integer> given, List<Integer> kept) {
            moved.put(Node.ABSENT, Node.ABSENT);
            for (Node node : nodes) {
                builder.add(new Node(node.op(), moved(node.inputs()), moved(node.outputs()),
                        moved(node.intermediates())));
            }
            interpreter = Interpreter.prepare(builder.inputs(moved(given)).outputs(moved(kept)).build());
        }

        private List<Integer> moved(List<Integer> tensors) {
            return tensors.stream().map(t -> moved.computeIfAbsent(t,
                    same -> builder.add(replaced.getOrDefault(same, graph.tensor(same))))).toList();
        }
    }
}

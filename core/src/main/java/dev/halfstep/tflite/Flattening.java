package dev.halfstep.tflite;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.KnownResults;
import dev.halfstep.op.Operands;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import dev.halfstep.tflite.Subgraph.Apply;
import dev.halfstep.tflite.Subgraph.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Puts networks that are called in the place of their calls, so that one network is left: a composite op becomes what it is made
 * of, a loop its rounds one after another. That takes a number of rounds that is known beforehand, which it is where a counter
 * counts to a constant, as in a recurrent layer over a sequence of fixed length. Rounds share their constants.
 *
 * <p>
 * On the way integers that follow from constants, such as counters, are computed.
 */
final class Flattening {

    /** Operands of calls, and of nodes of networks that are called, in all: enough for a sequence of thousands of steps. */
    private static final int MOST_OPERANDS = 1 << 18;
    /** Networks that call one another. */
    private static final int MOST_DEPTH = 64;
    /** Elements of what is computed on the way. */
    private static final int SMALL = 64;

    private final Map<Integer, Subgraph> subgraphs;
    private final List<TensorInfo> tensors = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    /** Constants of a network by its index and theirs. */
    private final Map<List<Integer>, Integer> constants = new HashMap<>();
    /** Networks that are being put in place. */
    private final Set<Integer> active = new HashSet<>();
    private final Place first;
    private int operands;

    /**
     * A network as it stands in one place.
     *
     * @param index of the network in the file
     * @param flat indices here, by those of the network; of what was met so far
     */
    private record Place(int index, Subgraph body, Map<Integer, Integer> flat) {}

    private Flattening(Map<Integer, Subgraph> subgraphs, int first) {
        this.subgraphs = subgraphs;
        this.first = new Place(first, body(first), new HashMap<>());
        active.add(first);
    }

    /**
     * The network with all that it calls.
     *
     * @param subgraphs the networks that it reaches, by index
     * @throws Problem if calls and networks do not go together, or it is not known what a call does
     */
    static Flattening of(Map<Integer, Subgraph> subgraphs, int first) {
        var flattening = new Flattening(subgraphs, first);
        flattening.run();
        return flattening;
    }

    private Subgraph body(int index) {
        Subgraph body = subgraphs.get(index);
        if (body == null) {
            throw new IllegalStateException("subgraph " + index + " was not read");
        }
        return body;
    }

    private void run() {
        Subgraph main = first.body;
        if (!main.hasCalls()) {
            tensors.addAll(main.tensors());
            for (int t = 0; t < tensors.size(); t++) {
                first.flat.put(t, t);
            }
            main.steps().forEach(step -> nodes.add(((Apply) step).node()));
            return;
        }
        main.inputs().forEach(t -> at(first, t));
        place(first);
        main.outputs().forEach(t -> at(first, t));
        leaveOutUnused();
    }

    /** Conditions of loops and counters are computed: nobody reads them any more. */
    private void leaveOutUnused() {
        var used = new TreeSet<Integer>();
        first.body.inputs().forEach(t -> used.add(at(first, t)));
        first.body.outputs().forEach(t -> used.add(at(first, t)));
        nodes.forEach(node -> Stream.of(node.inputs(), node.outputs(), node.intermediates())
                .forEach(used::addAll));
        used.remove(Node.ABSENT);
        Map<Integer, Integer> moved = new HashMap<>(Map.of(Node.ABSENT, Node.ABSENT));
        List<TensorInfo> kept = new ArrayList<>();
        for (int t : used) {
            moved.put(t, kept.size());
            kept.add(tensors.get(t));
        }
        tensors.clear();
        tensors.addAll(kept);
        nodes.replaceAll(node -> new Node(node.op(), moved(node.inputs(), moved), moved(node.outputs(), moved),
                moved(node.intermediates(), moved)));
        first.flat.replaceAll((own, t) -> moved.getOrDefault(t, Node.ABSENT));
    }

    private static List<Integer> moved(List<Integer> indices, Map<Integer, Integer> to) {
        return indices.stream().map(t -> to.getOrDefault(t, Node.ABSENT)).toList();
    }

    /** The network's parts, still to be given its signatures and metadata. */
    Graph.Builder builder() {
        var builder = new Graph.Builder();
        tensors.forEach(builder::add);
        nodes.forEach(builder::add);
        return builder.inputs(first.body.inputs().stream().map(this::tensor).toList())
                .outputs(first.body.outputs().stream().map(this::tensor).toList());
    }

    /** The index here of a tensor of the network that was read; none if it is not there, or if nothing uses it. */
    int tensor(int own) {
        return first.flat.getOrDefault(own, Node.ABSENT);
    }

    private void place(Place place) {
        for (Subgraph.Step step : place.body.steps()) {
            switch (step) {
                case Apply apply -> apply(place, apply.node());
                case Call call -> {
                    try {
                        call(place, call);
                    } catch (Problem problem) {
                        Problem placed = problem.at(call.place());
                        throw place.body.place().isEmpty() ? placed : placed.at(place.body.place());
                    }
                }
            }
        }
    }

    private void apply(Place place, Node node) {
        var moved = new Node(node.op(), at(place, node.inputs()), at(place, node.outputs()),
                at(place, node.intermediates()));
        if (place.index != first.index) {
            count(node.inputs().size() + node.outputs().size() + node.intermediates().size());
        }
        Optional<List<Value>> known = computed(moved);
        if (known.isEmpty()) {
            nodes.add(moved);
            return;
        }
        for (int i = 0; i < moved.outputs().size(); i++) {
            int t = moved.outputs().get(i);
            tensors.set(t, tensors.get(t).withContents(known.get().get(i)));
        }
    }

    private void count(int more) {
        operands += 1 + more;
        if (operands > MOST_OPERANDS) {
            throw Problem.model("the subgraphs that it calls, and those that they call, have more than " + MOST_OPERANDS
                    + " operands in all");
        }
    }

    private List<Integer> at(Place place, List<Integer> own) {
        return own.stream().map(t -> t == Node.ABSENT ? Node.ABSENT : at(place, t)).toList();
    }

    /** A tensor's index here; it is added when it is first met. Constants are the same in all places. */
    private int at(Place place, int own) {
        Integer known = place.flat.get(own);
        if (known != null) {
            return known;
        }
        List<TensorInfo> all = place.body.tensors();
        if (own < 0 || own >= all.size()) {
            throw Problem.model("there is no tensor " + own + "; the subgraph has " + all.size());
        }
        TensorInfo info = all.get(own);
        if (info.isVariable() && place.index != first.index) {
            throw Problem.model(Quoted.of(info.name()) + " holds a state inside a subgraph that is called");
        }
        int index = info.isConstant() ? constants.computeIfAbsent(List.of(place.index, own), none -> add(info))
                : add(info);
        place.flat.put(own, index);
        return index;
    }

    private int add(TensorInfo info) {
        tensors.add(info);
        return tensors.size() - 1;
    }

    private void call(Place place, Call call) {
        List<Integer> inputs = at(place, call.inputs());
        int before = tensors.size();
        List<Integer> results = switch (call.kind()) {
            case COMPOSITE -> called(call.subgraphs().getFirst(), inputs);
            case WHILE -> rounds(call.subgraphs().getFirst(), call.subgraphs().getLast(), inputs);
            case IF -> called(isTrue(inputs.isEmpty() ? List.of() : inputs.subList(0, 1)).orElseThrow(
                    () -> Problem.model("which of its branches runs depends on what goes in, which is not supported")
                            .remedy("Compute both branches, and choose between their results with tf.where."))
                                    ? call.subgraphs().getFirst()
                                    : call.subgraphs().getLast(),
                    inputs.subList(1, inputs.size()));
        };
        requireSame(results.size(), call.outputs().size(), "results");
        for (int i = 0; i < results.size(); i++) {
            name(place, call.outputs().get(i), results.get(i), before);
        }
    }

    /** What a call gives is what the network computed; it keeps the name and the shape that the caller has for it. */
    private void name(Place place, int own, int result, int before) {
        if (place.flat.containsKey(own)) {
            throw Problem.model("tensor " + own + " is written twice, or read before it is computed");
        }
        TensorInfo info = place.body.tensors().get(checked(place, own));
        requireAlike(info, tensors.get(result));
        place.flat.put(own, result);
        if (result >= before && !tensors.get(result).isConstant()) {
            tensors.set(result, info);
        }
    }

    private static int checked(Place place, int own) {
        if (own < 0 || own >= place.body.tensors().size()) {
            throw Problem.model("there is no tensor " + own + "; the subgraph has " + place.body.tensors().size());
        }
        return own;
    }

    /** The results of a network that is called. */
    private List<Integer> called(int index, List<Integer> inputs) {
        count(inputs.size());
        if (!active.add(index)) {
            throw Problem.model("subgraph " + index + " calls itself");
        }
        if (active.size() > MOST_DEPTH) {
            throw Problem.model("subgraphs call one another more than " + MOST_DEPTH + " deep");
        }
        var place = new Place(index, body(index), new HashMap<>());
        count(place.body.outputs().size());
        List<Integer> own = place.body.inputs();
        requireSame(inputs.size(), own.size(), "inputs");
        for (int i = 0; i < own.size(); i++) {
            requireAlike(tensors.get(require(inputs.get(i))), place.body.tensors().get(checked(place, own.get(i))));
            if (place.flat.put(own.get(i), inputs.get(i)) != null) {
                throw Problem.model("tensor " + own.get(i) + " of subgraph " + index + " is an input twice");
            }
        }
        place(place);
        List<Integer> results = at(place, place.body.outputs());
        active.remove(index);
        return results;
    }

    private static int require(int tensor) {
        if (tensor == Node.ABSENT) {
            throw Problem.model("an input is left out");
        }
        return tensor;
    }

    private static void requireSame(int given, int taken, String what) {
        if (given != taken) {
            throw Problem.model("it has " + given + " " + what + ", and the subgraph that it calls " + taken);
        }
    }

    private static void requireAlike(TensorInfo outside, TensorInfo inside) {
        if (outside.dtype() != inside.dtype() || !outside.quantization().equals(inside.quantization())) {
            throw Problem.model(Quoted.of(outside.name()) + " and " + Quoted.of(inside.name())
                    + " in the subgraph that it calls have other types or scales");
        }
    }

    private List<Integer> rounds(int condition, int body, List<Integer> start) {
        List<Integer> values = start;
        while (goesOn(condition, values)) {
            values = called(body, values);
        }
        return values;
    }

    private boolean goesOn(int condition, List<Integer> values) {
        int before = nodes.size();
        List<Integer> results = called(condition, values);
        nodes.subList(before, nodes.size()).clear();
        return isTrue(results).orElseThrow(() -> Problem
                .model("how many rounds its loop takes depends on what goes in, which is not supported")
                .remedy("Give the recurrent layers of a Keras model unroll=True and its input a fixed number of time"
                        + " steps, or convert it so that an LSTM becomes one op."));
    }

    /** What a condition says, if that is known. */
    private Optional<Boolean> isTrue(List<Integer> condition) {
        if (condition.size() != 1) {
            throw Problem.model("a condition has " + condition.size() + " results");
        }
        return tensors.get(require(condition.getFirst())).constant().filter(Codes.class::isInstance)
                .map(Codes.class::cast).filter(codes -> codes.shape().elements() == 1)
                .map(codes -> codes.rawCode(0) != 0);
    }

    /** What a node gives, if that is a few integers that follow from constants. */
    private Optional<List<Value>> computed(Node node) {
        boolean known = !node.inputs().isEmpty() && node.inputs().stream().allMatch(
                t -> t == Node.ABSENT || (tensors.get(t).isConstant() && isSmall(tensors.get(t))));
        if (!known || !node.outputs().stream().map(tensors::get)
                .allMatch(output -> output.dtype().isInteger() && !output.isConstant())) {
            return Optional.empty();
        }
        Operands operands = Graph.operands(node, tensors);
        node.op().type().check(operands);
        node.op().check(operands);
        List<Shape> shapes = node.op().outputShapes(operands);
        if (!shapes.stream().allMatch(shape -> shape.elements() <= SMALL)) {
            return Optional.empty();
        }
        List<TensorInfo> outputs = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            outputs.add(operands.outputs().get(i).withShape(shapes.get(i)));
        }
        return Optional.of(KnownResults.of(node.op(), new Operands(operands.inputs(), outputs)));
    }

    private static boolean isSmall(TensorInfo constant) {
        return constant.shape().elements() <= SMALL;
    }
}

package dev.halfstep.onnx.op;

import static dev.halfstep.onnx.network.Call.requireThat;

import dev.halfstep.assemble.Activations;
import dev.halfstep.assemble.Layers;
import dev.halfstep.assemble.Recurrence;
import dev.halfstep.assemble.Recurrence.Kind;
import dev.halfstep.assemble.Recurrence.Squash;
import dev.halfstep.assemble.Recurrence.Weights;
import dev.halfstep.assemble.Traversal;
import dev.halfstep.graph.Node;
import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Layout;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Layers that go through sequences with a state. ONNX has sequences as {@code [step, batch, input]}, the network as
 * {@code [batch, step, input]}: which of them a model means costs nothing where what is around it is transposed anyway.
 */
final class RecurrentOps {

    /** In which order the network wants the blocks of an LSTM, of which ONNX has i, o, f, c. */
    private static final int[] LSTM_BLOCKS = {0, 2, 3, 1};
    /** And the peepholes, of which ONNX has i, o, f. */
    private static final int[] PEEPHOLES = {0, 2, 1};

    private final Call call;
    private final Network network;
    private final Style style;
    private final boolean batchFirst;
    private final boolean resetAfter;
    private final List<String> activations;
    private final List<Boolean> ways;
    private final int data;
    private final int steps;

    /** What the three ops differ in. */
    @SuppressWarnings("ImmutableEnumChecker") // an array that nobody changes
    private enum Style {
        RNN(1, 0),
        GRU(2, 0, 1, 2),
        LSTM(3, LSTM_BLOCKS);

        private final int activations;
        private final int[] blocks;

        Style(int activations, int... blocks) {
            this.activations = activations;
            this.blocks = blocks;
        }

        List<String> defaults() {
            return switch (this) {
                case RNN -> List.of("Tanh");
                case GRU -> List.of("Sigmoid", "Tanh");
                case LSTM -> List.of("Sigmoid", "Tanh", "Tanh");
            };
        }
    }

    static void addTo(Handler.Table table) {
        for (Style style : Style.values()) {
            table.all(style.name(), call -> new RecurrentOps(call, style).build());
        }
    }

    private RecurrentOps(Call call, Style style) {
        this.call = call;
        this.style = style;
        network = call.network();
        batchFirst = call.attributes().flag("layout", false);
        resetAfter = call.attributes().flag("linear_before_reset", false);
        call.attributes().skip("hidden_size", "output_sequence");
        requireThat(call.attributes().real("clip", 0) == 0, "a clip of what goes into activations is not supported");
        requireThat(!call.attributes().flag("input_forget", false), "coupled input and forget gates are not supported");
        String direction = call.attributes().text("direction", "forward");
        ways = switch (direction) {
            case "forward" -> List.of(false);
            case "reverse" -> List.of(true);
            case "bidirectional" -> List.of(false, true);
            default -> throw Problem.model("its direction is not supported");
        };
        List<String> named = call.attributes().texts("activations");
        activations = named.isEmpty() ? IntStream.range(0, ways.size()).boxed()
                .flatMap(way -> style.defaults().stream()).toList() : named;
        requireThat(activations.size() == style.activations * ways.size(),
                "its activations do not go with its directions");
        Held sequences = call.held(0);
        requireThat(sequences.rank() == 3, "its data have " + sequences.rank() + " axes, not 3");
        data = network.in(sequences, batchFirst ? Layout.plain(3) : Layout.of(1, 0, 2));
        steps = network.assembler().shape(data).extent(1);
        if (call.has(4)) {
            requireFull();
        }
    }

    /** All sequences are as long as the data. */
    private void requireFull() {
        long[][] lengths = call.integersPerBatch(4);
        for (long[] each : lengths) {
            requireThat(Arrays.stream(each).allMatch(length -> length == steps),
                    "sequences of different lengths are not supported");
        }
    }

    private List<Operand> build() {
        List<Traversal> traversals = new ArrayList<>();
        for (int way = 0; way < ways.size(); way++) {
            traversals.add(traversal(way));
        }
        List<Operand> results = new ArrayList<>();
        results.add(sequences(traversals));
        results.add(states(call.name(1), traversals.stream().map(Traversal::last).toList()));
        if (style == Style.LSTM && call.gives(2)) {
            results.add(states(call.name(2), traversals.stream().map(Traversal::cell).toList()));
        }
        return results;
    }

    private Traversal traversal(int way) {
        Tensor input = part(call.reals(1), way);
        Tensor recurrent = part(call.reals(2), way);
        Optional<Tensor> biases = call.has(3) ? Optional.of(part(call.reals(3), way)) : Optional.empty();
        int units = recurrent.shape().rank() == 2 ? recurrent.shape().lastExtent() : 0;
        network.bounded(input.values().length + recurrent.values().length);
        int gates = style.blocks.length;
        requireThat(units > 0 && input.shape().rank() == 2 && input.shape().extent(0) == (long) gates * units
                && recurrent.shape().extent(0) == (long) gates * units,
                "its weights " + input.shape() + " and "
                        + recurrent.shape() + " do not go together");
        requireThat(biases.isEmpty() || biases.get().shape().elements() == 2L * gates * units,
                "its biases do not go with " + units + " units");
        var weights = new Weights(blocks(input, style.blocks, units * input.shape().lastExtent()),
                blocks(recurrent, style.blocks, units * units), biases.map(both -> bias(both, 0, units)),
                biases.map(both -> bias(both, gates * units, units)));
        Recurrence layer = Recurrence.of(kind(way, units), weights).startingFrom(state(5, way), state(6, way));
        layer = ways.get(way) ? layer.backward() : layer;
        layer = style == Style.LSTM && call.gives(2) ? layer.withCell() : layer;
        String name = call.name() + (ways.size() == 1 ? "" : ways.get(way) ? "/backward" : "/forward");
        return layer.apply(network.assembler(), name, data);
    }

    /** What a tensor has for one direction. */
    private Tensor part(Tensor all, int way) {
        Shape shape = all.shape();
        requireThat(shape.rank() > 1 && shape.extent(0) == ways.size(),
                "a tensor of shape " + shape + " does not go with " + ways.size() + " directions");
        Shape own = Shape.of(Arrays.copyOfRange(shape.toArray(), 1, shape.rank()));
        return all.slice(way * own.elements(), own);
    }

    private static Tensor blocks(Tensor tensor, int[] order, int length) {
        var values = new float[tensor.values().length];
        for (int block = 0; block < order.length; block++) {
            System.arraycopy(tensor.values(), order[block] * length, values, block * length, length);
        }
        return Tensor.of(tensor.shape(), values);
    }

    private Tensor bias(Tensor both, int from, int units) {
        Tensor own = both.slice(from, Shape.of(style.blocks.length * units));
        return blocks(own, style.blocks, units);
    }

    private Kind kind(int way, int units) {
        List<String> own = activations.subList(way * style.activations, (way + 1) * style.activations);
        return switch (style) {
            case RNN -> new Kind.Plain(squash(own.getFirst()));
            case GRU -> new Kind.Gru(squash(own.getFirst()), squash(own.getLast()), resetAfter);
            case LSTM -> new Kind.Lstm(squash(own.get(0)), squash(own.get(1)), squash(own.get(2)),
                    peepholes(way, units));
        };
    }

    private Optional<Tensor> peepholes(int way, int units) {
        if (!call.has(7)) {
            return Optional.empty();
        }
        Tensor own = part(call.reals(7), way);
        requireThat(own.shape().elements() == 3L * units, "its peepholes do not go with " + units + " units");
        return Optional.of(blocks(own, PEEPHOLES, units));
    }

    private static Squash squash(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "tanh" -> Recurrence.TANH;
            case "sigmoid" -> Recurrence.SIGMOID;
            case "relu" -> (network, own, x) -> new Activations(new Layers(network)).relu(own, x);
            case "softsign" -> (network, own, x) -> new Activations(new Layers(network)).softsign(own, x);
            case "softplus" -> (network, own, x) -> new Activations(new Layers(network)).softplus(own, x);
            default -> throw Problem.model("its activation '" + name + "' is not supported");
        };
    }

    /** The state that a direction starts from; none if it is zero. */
    private int state(int input, int way) {
        if (!call.has(input) || (input == 6 && style != Style.LSTM)) {
            return Node.ABSENT;
        }
        Held all = call.held(input);
        requireThat(all.rank() == 3 && network.shape(all)[batchFirst ? 1 : 0] == ways.size(),
                "its initial state does not go with " + ways.size() + " directions");
        @Nullable
        Object known = network.contents(all).orElse(null);
        if (known instanceof Tensor zeros && isZero(zeros)) {
            return Node.ABSENT;
        }
        requireThat(!(known instanceof Codes), "its initial state is of integers");
        int stored = network.in(all, batchFirst ? Layout.plain(3) : Layout.of(1, 0, 2));
        int[] signature = network.assembler().signature(stored).toArray();
        int own = ways.size() == 1 ? stored : PickingOps.part(call, call.name() + "/start" + input + way, stored,
                new int[] {0, way, 0}, new int[] {Shape.UNKNOWN, 1, signature[2]});
        return network.layers().reshape(call.name() + "/state" + input + way, own, signature[0], signature[2]);
    }

    private static boolean isZero(Tensor tensor) {
        for (float value : tensor.values()) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** {@code [step, direction, batch, unit]}, or with the batch first. */
    private Operand sequences(List<Traversal> traversals) {
        if (!call.gives(0)) {
            return network.constant("nothing", Shape.of(), 0);
        }
        int[] parts = traversals.stream().mapToInt(Traversal::inTime).map(sequence -> {
            int[] own = network.assembler().signature(sequence).toArray();
            return network.layers().reshape(call.name() + "/directed", sequence, own[0], own[1], 1, own[2]);
        }).toArray();
        int all = network.layers().concatenate(call.name(), 2, parts);
        return new Held(all, batchFirst ? Layout.plain(4) : Layout.of(2, 0, 1, 3));
    }

    /** {@code [direction, batch, unit]}, or with the batch first. */
    private Operand states(String name, List<Integer> states) {
        int[] parts = states.stream().mapToInt(state -> {
            int[] own = network.assembler().signature(state).toArray();
            return network.layers().reshape(name + "/directed", state, own[0], 1, own[1]);
        }).toArray();
        return new Held(network.layers().concatenate(name, 1, parts),
                batchFirst ? Layout.plain(3) : Layout.of(1, 0, 2));
    }
}

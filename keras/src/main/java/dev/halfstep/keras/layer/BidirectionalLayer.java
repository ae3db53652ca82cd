package dev.halfstep.keras.layer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.assemble.Traversal;
import dev.halfstep.keras.config.LayerConfig;
import dev.halfstep.keras.config.Settings;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** One recurrent layer forward and one backward, whose outputs are merged. */
final class BidirectionalLayer implements Layer {

    private static final String FORWARD = "forward_layer";
    private static final String BACKWARD = "backward_layer";
    private static final List<String> MODES = List.of("concat", "sum", "mul", "ave");

    private final RecurrentLayer forward;
    private final RecurrentLayer backward;
    /** Empty where both come out. */
    private final String mode;

    BidirectionalLayer(Settings settings, LayerTable table) {
        LayerConfig layer = LayerConfig.of(settings.get("layer"));
        forward = recurrent(layer, table);
        backward = recurrent(settings.has(BACKWARD) ? LayerConfig.of(settings.get(BACKWARD)) : turned(layer), table);
        mode = settings.get("merge_mode").isNull() ? "" : settings.text("merge_mode", "concat");
        if (!mode.isEmpty() && !MODES.contains(mode)) {
            throw Problem.model("the merge_mode " + Quoted.of(mode) + " is not supported");
        }
        if (forward.states() != backward.states() || forward.givesSequence() != backward.givesSequence()
                || forward.givesState() != backward.givesState()) {
            throw Problem.model("its layers forward and backward do not go together");
        }
    }

    private static RecurrentLayer recurrent(LayerConfig config, LayerTable table) {
        if (!List.of("LSTM", "GRU", "SimpleRNN", "RNN").contains(config.kind())) {
            throw Problem.model("a layer of the class " + Quoted.of(config.kind()) + " within it is not supported");
        }
        return RecurrentLayer.of(config, table);
    }

    /** The same layer the other way, which files need not describe. */
    private static LayerConfig turned(LayerConfig layer) {
        JsonNode fields = layer.settings().fields();
        if (!(fields instanceof ObjectNode object)) {
            throw Problem.model("the layer within it has no settings");
        }
        ObjectNode turned = object.deepCopy();
        turned.put("go_backwards", !layer.settings().flag("go_backwards", false));
        return new LayerConfig(layer.kind(), layer.module(), layer.name(), new Settings(turned), layer.calls());
    }

    @Override
    public Parameters parameters() {
        var inner = new LinkedHashMap<String, Parameters>();
        inner.put(FORWARD, forward.parameters());
        inner.put(BACKWARD, backward.parameters());
        return Parameters.within(inner);
    }

    @Override
    public List<Integer> apply(Call call) {
        var tensors = new ArrayList<>(call.inputs());
        tensors.addAll(call.states());
        if (tensors.isEmpty() || tensors.size() % 2 == 0) {
            throw Problem.model("it takes data and the states of both its layers, not " + tensors.size() + " inputs");
        }
        int half = tensors.size() / 2;
        var there = new ArrayList<>(tensors.subList(0, 1 + half));
        var back = new ArrayList<>(tensors.subList(0, 1));
        back.addAll(tensors.subList(1 + half, tensors.size()));
        Traversal first = forward.traverse(call.inner("forward", FORWARD, there));
        Traversal second = backward.traverse(call.inner("backward", BACKWARD, back));
        boolean sequence = forward.givesSequence();
        var outputs = new ArrayList<>(merged(call, sequence ? first.asTheyCame() : first.last(),
                sequence ? second.otherWayRound() : second.last()));
        if (forward.givesState()) {
            outputs.addAll(forward.state(first));
            outputs.addAll(backward.state(second));
        }
        return outputs;
    }

    private List<Integer> merged(Call call, int first, int second) {
        return switch (mode) {
            case "" -> List.of(first, second);
            case "concat" -> List.of(call.layers().concatenate(call.name(),
                    call.shape(first).rank() - 1, first, second));
            case "sum" -> List.of(call.layers().arithmetic(call.name(), Kind.ADD, first, second));
            case "mul" -> List.of(call.layers().arithmetic(call.name(), Kind.MUL, first, second));
            default -> List.of(call.layers().withNumber(call.name(), Kind.MUL,
                    call.layers().arithmetic(call.name() + "/sum", Kind.ADD, first, second), 0.5f));
        };
    }
}

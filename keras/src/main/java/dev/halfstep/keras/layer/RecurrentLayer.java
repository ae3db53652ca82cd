package dev.halfstep.keras.layer;

import dev.halfstep.assemble.Recurrence;
import dev.halfstep.assemble.Recurrence.Kind;
import dev.halfstep.assemble.Traversal;
import dev.halfstep.graph.Node;
import dev.halfstep.keras.config.LayerConfig;
import dev.halfstep.keras.config.Settings;
import dev.halfstep.keras.layer.NamedActivation.Function;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** LSTM, GRU and SimpleRNN. */
final class RecurrentLayer implements Layer {

    private static final String CELL = "cell";

    private final String kind;
    private final Function activation;
    private final Function gate;
    private final boolean hasBias;
    private final boolean resetAfter;
    private final boolean backward;
    private final boolean givesSequence;
    private final boolean givesState;

    private RecurrentLayer(String kind, Settings layer, Settings cell, LayerTable table) {
        this.kind = kind;
        activation = NamedActivation.of(cell, "activation", "tanh", table);
        gate = NamedActivation.of(cell, "recurrent_activation", table.isOld() ? "hard_sigmoid" : "sigmoid", table);
        hasBias = cell.flag("use_bias", true);
        // Keras 1 and the first releases of Keras 2 did not know it.
        resetAfter = cell.flag("reset_after", !table.isOld());
        backward = layer.flag("go_backwards", false);
        givesSequence = layer.flag("return_sequences", false);
        givesState = layer.flag("return_state", false);
        layer.requireOff("stateful");
        layer.requireOff("time_major");
    }

    /** A layer by its class, or RNN with a cell in its settings. */
    static RecurrentLayer of(LayerConfig config, LayerTable table) {
        if (!config.kind().equals("RNN")) {
            return new RecurrentLayer(config.kind(), config.settings(), config.settings(), table);
        }
        LayerConfig cell = LayerConfig.of(config.settings().get(CELL));
        if (!List.of("LSTMCell", "GRUCell", "SimpleRNNCell").contains(cell.kind())) {
            throw Problem.model("its cell of the class " + Quoted.of(cell.kind()) + " is not supported");
        }
        String kind = cell.kind().substring(0, cell.kind().length() - "Cell".length());
        return new RecurrentLayer(kind, config.settings(), cell.settings(), table);
    }

    boolean givesSequence() {
        return givesSequence;
    }

    boolean givesState() {
        return givesState;
    }

    /** How many tensors its state is. */
    int states() {
        return kind.equals("LSTM") ? 2 : 1;
    }

    @Override
    public Parameters parameters() {
        List<String> names = hasBias ? List.of("kernel", "recurrent_kernel", "bias")
                : List.of("kernel", "recurrent_kernel");
        return Parameters.within(Map.of(CELL, Parameters.of(names)));
    }

    @Override
    public List<Integer> apply(Call call) {
        Traversal way = traverse(call);
        var outputs = new ArrayList<Integer>();
        outputs.add(givesSequence ? way.asTheyCame() : way.last());
        outputs.addAll(givesState ? state(way) : List.of());
        return outputs;
    }

    /** The state after the last step. */
    List<Integer> state(Traversal way) {
        return states() == 1 ? List.of(way.last()) : List.of(way.last(), way.cell());
    }

    /** Goes through the sequences. */
    Traversal traverse(Call call) {
        var inputs = new ArrayList<>(call.inputs());
        // In older files states follow the data.
        inputs.addAll(call.states());
        if (inputs.size() != 1 && inputs.size() != 1 + states()) {
            throw Problem.model("it takes data and " + states() + " tensors of its state, not " + inputs.size()
                    + " inputs");
        }
        boolean starts = inputs.size() > 1;
        Recurrence recurrence = Recurrence.of(recurrence(call.parts()), weights(call.weights().in(CELL)))
                .startingFrom(starts ? inputs.get(1) : Node.ABSENT,
                        starts && states() == 2 ? inputs.get(2) : Node.ABSENT);
        recurrence = backward ? recurrence.backward() : recurrence;
        recurrence = givesState && states() == 2 ? recurrence.withCell() : recurrence;
        return recurrence.apply(call.network(), call.name(), call.parts().real(call.name(), inputs.getFirst()));
    }

    private Kind recurrence(Parts parts) {
        return switch (kind) {
            case "LSTM" -> new Kind.Lstm(gate.squash(parts), activation.squash(parts), activation.squash(parts),
                    Optional.empty());
            case "GRU" -> new Kind.Gru(gate.squash(parts), activation.squash(parts), resetAfter);
            default -> new Kind.Plain(activation.squash(parts));
        };
    }

    private Recurrence.Weights weights(Weights cell) {
        Tensor kernel = cell.transposed("kernel", 1, 0);
        Tensor recurrent = cell.transposed("recurrent_kernel", 1, 0);
        if (!hasBias) {
            return new Recurrence.Weights(kernel, recurrent, Optional.empty(), Optional.empty());
        }
        if (!kind.equals("GRU") || !resetAfter) {
            return new Recurrence.Weights(kernel, recurrent, Optional.of(cell.get("bias", 1)), Optional.empty());
        }
        Tensor both = cell.get("bias", 2);
        if (both.shape().extent(0) != 2) {
            throw Problem.model("its bias has the shape " + both.shape() + ", not two rows");
        }
        Shape row = Shape.of(both.shape().extent(1));
        return new Recurrence.Weights(kernel, recurrent, Optional.of(both.slice(0, row)),
                Optional.of(both.slice(row.extent(0), row)));
    }
}

package dev.halfstep.keras.layer;

import dev.halfstep.keras.config.CallConfig;
import dev.halfstep.keras.config.CallConfig.Argument.Constant;
import dev.halfstep.keras.config.CallConfig.Argument.Reference;
import dev.halfstep.keras.config.CallConfig.Origin;
import dev.halfstep.keras.config.LayerConfig;
import dev.halfstep.keras.config.NetworkConfig;
import dev.halfstep.problem.Causes;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A model, which may be a layer of another one. */
final class NetworkLayer implements Layer {

    private static final String INPUT = "InputLayer";

    private final NetworkConfig config;
    private final List<Member> members;
    private final boolean isTrainable;
    /** Members that are models and whose first call has the number 1, as Keras 2 counts. */
    private final Set<String> countedFromOne = new HashSet<>();

    /**
     * A layer of the model.
     *
     * @param place where its weights are
     */
    record Member(LayerConfig config, Layer layer, String place) {

        boolean isInput() {
            return config.kind().equals(INPUT);
        }

        Parameters parameters() {
            return layer.parameters().trainable(config.settings().flag("trainable", true));
        }
    }

    /** A call that waits for what it is called with. */
    private record Waiting(Member member, int number, CallConfig call) {}

    /**
     * Reads all layers.
     *
     * @throws Problem that names all layers that cannot be read
     */
    NetworkLayer(NetworkConfig config, LayerTable table, boolean isTrainable) {
        this.config = config;
        this.isTrainable = isTrainable;
        var found = new ArrayList<Member>();
        var causes = new Causes();
        var names = new HashSet<String>();
        var counts = new HashMap<String, Integer>();
        for (LayerConfig layer : config.layers()) {
            try {
                if (!names.add(layer.name()) && !config.isSequential()) {
                    throw Problem.model("two layers have its name");
                }
                Layer read = layer.kind().equals(INPUT) ? (Plain) Call::input : table.read(layer);
                found.add(new Member(layer, read, "layers/" + place(layer, counts)));
            } catch (Problem problem) {
                causes.add(problem, layer.place());
            }
            if (causes.areMany()) {
                break;
            }
        }
        causes.throwIfAny();
        members = List.copyOf(found);
        if (table.isOld()) {
            findCounting();
        }
    }

    /** Keras finds weights by the class of the layer, and by how many came before. */
    private static String place(LayerConfig layer, Map<String, Integer> counts) {
        String name = layer.kind().replaceAll("\\W+", "").replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
        if (layer.isOperation()) {
            return "operation";
        }
        int before = counts.merge(name, 1, Integer::sum) - 1;
        return before == 0 ? name : name + "_" + before;
    }

    private void findCounting() {
        members.stream().filter(member -> member.layer instanceof NetworkLayer)
                .forEach(member -> countedFromOne.add(member.config.name()));
        members.forEach(member -> member.config.calls().forEach(call -> {
            call.arguments().forEach(this::countFromZero);
            call.states().forEach(this::countFromZero);
        }));
        config.outputs().forEach(this::countFromZero);
    }

    private void countFromZero(CallConfig.Argument argument) {
        if (argument instanceof Reference reference && reference.call() == 0) {
            countedFromOne.remove(reference.layer());
        }
    }

    List<Member> members() {
        return members;
    }

    NetworkConfig config() {
        return config;
    }

    @Override
    public Parameters parameters() {
        var inner = new LinkedHashMap<String, Parameters>();
        members.stream().filter(member -> !member.config.isOperation())
                .forEach(member -> inner.put(member.place, member.parameters()));
        return Parameters.within(inner).trainable(isTrainable);
    }

    @Override
    public List<Integer> apply(Call call) {
        return config.isSequential() ? sequence(call) : graph(call);
    }

    private List<Integer> sequence(Call call) {
        List<Integer> at = List.of(call.input());
        for (Member member : members) {
            if (!member.isInput()) {
                at = apply(call, member, at.stream().<Call.Argument>map(Call.Argument.Data::new).toList(), List.of(),
                        member.config.name());
            }
        }
        return at;
    }

    private List<Integer> apply(Call call, Member member, List<Call.Argument> arguments, List<Integer> states,
            String name) {
        call.parts().countCall();
        String full = call.name().isEmpty() ? name : call.name() + "/" + name;
        try {
            return member.layer.apply(new Call(call.parts(), full, arguments, states,
                    call.weights().in(member.place)));
        } catch (Problem problem) {
            throw problem.at(member.config.place());
        } catch (ArithmeticException e) {
            throw Problem.limit("its extents are too large").at(member.config.place()).because(e);
        }
    }

    private List<Integer> graph(Call call) {
        Map<Origin, List<Integer>> known = inputs(call);
        var waiting = new ArrayDeque<Waiting>();
        for (Member member : members) {
            List<CallConfig> calls = member.isInput() ? List.of() : member.config.calls();
            for (int i = 0; i < calls.size(); i++) {
                int number = i + (countedFromOne.contains(member.config.name()) ? 1 : 0);
                waiting.add(new Waiting(member, number, calls.get(i)));
            }
        }
        run(call, waiting, known);
        return config.outputs().stream().map(output -> tensor(output, known)).toList();
    }

    private Map<Origin, List<Integer>> inputs(Call call) {
        List<Integer> given = call.inputs();
        if (given.size() != config.inputs().size()) {
            throw Problem.model("it takes " + config.inputs().size() + " inputs, not " + given.size());
        }
        var known = new HashMap<Origin, List<Integer>>();
        for (int i = 0; i < given.size(); i++) {
            known.put(config.inputs().get(i).origin(), List.of(given.get(i)));
        }
        return known;
    }

    /** Makes each call once all that it is called with is known. */
    private void run(Call call, ArrayDeque<Waiting> waiting, Map<Origin, List<Integer>> known) {
        // Those that wait for a call, by that call, of which each is looked at once for each thing that it waits for.
        var waitingFor = new HashMap<Origin, List<Waiting>>();
        while (!waiting.isEmpty()) {
            Waiting next = waiting.remove();
            Origin missing = missing(next.call, known);
            if (missing != null) {
                waitingFor.computeIfAbsent(missing, none -> new ArrayList<>()).add(next);
                continue;
            }
            var origin = new Origin(next.member.config.name(), next.number);
            String name = next.number == 0 ? origin.layer() : origin.layer() + "_" + next.number;
            List<Integer> outputs = apply(call, next.member, arguments(next.call.arguments(), known),
                    states(next.call, known), name);
            known.put(origin, outputs);
            List<Waiting> ready = waitingFor.remove(origin);
            if (ready != null) {
                waiting.addAll(ready);
            }
        }
    }

    private static @Nullable Origin missing(CallConfig call, Map<Origin, List<Integer>> known) {
        var all = new ArrayList<>(call.arguments());
        all.addAll(call.states());
        for (CallConfig.Argument argument : all) {
            if (argument instanceof Reference reference && !known.containsKey(reference.origin())) {
                return reference.origin();
            }
        }
        return null;
    }

    private static List<Call.Argument> arguments(List<CallConfig.Argument> arguments,
            Map<Origin, List<Integer>> known) {
        return arguments.stream().<Call.Argument>map(argument -> switch (argument) {
            case Reference reference -> new Call.Argument.Data(tensor(reference, known));
            case Constant constant -> new Call.Argument.Constant(constant.value());
        }).toList();
    }

    private static List<Integer> states(CallConfig call, Map<Origin, List<Integer>> known) {
        return call.states().stream().map(state -> {
            if (state instanceof Reference reference) {
                return tensor(reference, known);
            }
            throw Problem.model("a layer starts from a state that is no tensor, which is not supported");
        }).toList();
    }

    private static int tensor(Reference reference, Map<Origin, List<Integer>> known) {
        List<Integer> outputs = known.get(reference.origin());
        if (outputs == null || reference.output() < 0 || reference.output() >= outputs.size()) {
            throw Problem.model("the model asks for output " + reference.output() + " of call " + reference.call()
                    + " of the layer " + Quoted.of(reference.layer()) + ", which there is not");
        }
        return outputs.get(reference.output());
    }
}

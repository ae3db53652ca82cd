package dev.halfstep.keras.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One call of a layer.
 *
 * @param arguments what it is called with
 * @param states tensors that an RNN starts from
 */
public record CallConfig(List<Argument> arguments, List<Argument> states) {

    private static final String TENSOR = "__keras_tensor__";
    private static final String STATE = "initial_state";
    private static final int REFERENCE = 3;

    /** An argument. */
    public sealed interface Argument {

        /** A tensor: an output of a call of a layer. */
        record Reference(String layer, int call, int output) implements Argument {

            /** The call that gives it. */
            public Origin origin() {
                return new Origin(layer, call);
            }
        }

        /** Anything without a tensor in it. */
        record Constant(JsonNode value) implements Argument {}
    }

    /** A call of a layer, the first of which has the number 0. */
    public record Origin(String layer, int call) {}

    /** A call as Keras 3 describes it, {@code {"args": [...], "kwargs": {...}}}, or Keras 2, {@code [["name", 0, 0, {}]]}. */
    static CallConfig of(JsonNode call) {
        var arguments = new ArrayList<Argument>();
        var states = new ArrayList<Argument>();
        if (call.isObject()) {
            call.path("args").forEach(argument -> add(argument, arguments));
            addNamed(call.path("kwargs"), states);
        } else if (isOldReference(call)) {
            addOld(call, arguments, states);
        } else {
            call.forEach(entry -> addOld(entry, arguments, states));
        }
        return new CallConfig(arguments, states);
    }

    private static void addOld(JsonNode entry, List<Argument> arguments, List<Argument> states) {
        if (!isOldReference(entry)) {
            throw Problem.model("a call of it is described in a way that is not known");
        }
        add(entry, arguments);
        addNamed(entry.path(REFERENCE), states);
    }

    private static void addNamed(JsonNode named, List<Argument> states) {
        named.properties().forEach(argument -> {
            JsonNode value = argument.getValue();
            if (argument.getKey().equals(STATE)) {
                add(value, states);
            } else if (!isOff(value)) {
                throw Problem.model("it is called with " + Quoted.of(argument.getKey()) + ", which is not supported")
                        .remedy("Call it without, and save the model again.");
            }
        });
    }

    /** Whether an argument is the same as none, such as a mask of each of several inputs that is null. */
    private static boolean isOff(JsonNode value) {
        if (value.isArray()) {
            for (JsonNode item : value) {
                if (!isOff(item)) {
                    return false;
                }
            }
            return true;
        }
        return value.isNull() || (value.isBoolean() && !value.asBoolean());
    }

    /** Adds the tensors in an argument one by one, or all of it if there is none. */
    private static void add(JsonNode argument, List<Argument> to) {
        if (argument.path("class_name").asText("").equals(TENSOR)) {
            to.add(reference(argument.path("config").path("keras_history")));
        } else if (isOldReference(argument)) {
            to.add(reference(argument));
        } else if (argument.isArray() && hasTensors(argument)) {
            argument.forEach(item -> add(item, to));
        } else if (!argument.isNull()) {
            to.add(new Argument.Constant(argument));
        }
    }

    private static boolean hasTensors(JsonNode argument) {
        if (argument.path("class_name").asText("").equals(TENSOR) || isOldReference(argument)) {
            return true;
        }
        for (JsonNode item : argument) {
            if (argument.isArray() && hasTensors(item)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOldReference(JsonNode value) {
        return value.isArray() && value.size() >= REFERENCE && value.get(0).isTextual()
                && value.get(1).isIntegralNumber() && value.get(2).isIntegralNumber();
    }

    private static Argument.Reference reference(JsonNode history) {
        if (!isOldReference(history)) {
            throw Problem.model("a tensor in the configuration does not say where it comes from");
        }
        return new Argument.Reference(history.get(0).asText(), history.get(1).asInt(), history.get(2).asInt());
    }

    /** The tensors that a model takes or gives: one, or several in lists or under names. */
    static List<Argument.Reference> references(JsonNode node) {
        var references = new ArrayList<Argument.Reference>();
        if (isOldReference(node)) {
            references.add(reference(node));
        } else if (node.isArray()) {
            node.forEach(item -> references.addAll(references(item)));
        } else if (node.isObject()) {
            // As Keras flattens them: by their names.
            node.properties().stream().sorted(Map.Entry.comparingByKey())
                    .forEach(item -> references.addAll(references(item.getValue())));
        } else if (!node.isNull()) {
            throw Problem.model("inputs or outputs are described in a way that is not known");
        }
        return references;
    }
}

package dev.halfstep.keras.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The settings of a layer. What is asked for is of its type or a {@link Problem}; what is missing has Keras' default. */
public record Settings(JsonNode fields) {

    /** Whether there is a value other than null. */
    public boolean has(String name) {
        return !fields.path(name).isMissingNode() && !fields.path(name).isNull();
    }

    /** A value of any type; a missing node if there is none. */
    public JsonNode get(String name) {
        return fields.path(name);
    }

    public String text(String name, String otherwise) {
        return has(name) ? checked(name, get(name).isTextual(), "a text").asText() : otherwise;
    }

    public boolean flag(String name, boolean otherwise) {
        return has(name) ? checked(name, get(name).isBoolean(), "true or false").asBoolean() : otherwise;
    }

    public float number(String name, double otherwise) {
        // Keras 2 has numbers of NumPy as {"class_name": "ndarray", "config": {"value": 0.3}} at times.
        JsonNode value = get(name).path("config").has("value") ? get(name).path("config").path("value") : get(name);
        return has(name) ? (float) checked(name, value.isNumber(), value, "a number").asDouble() : (float) otherwise;
    }

    public Optional<Float> number(String name) {
        return has(name) ? Optional.of(number(name, 0)) : Optional.empty();
    }

    public int whole(String name, int otherwise) {
        return has(name) ? whole(name, get(name)) : otherwise;
    }

    private static int whole(String name, JsonNode value) {
        return checked(name, value.isIntegralNumber() && value.canConvertToInt(), value, "a whole number").asInt();
    }

    /** Whole numbers, of which one may stand alone. */
    public int[] wholes(String name, int... otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        JsonNode value = get(name);
        if (!value.isArray()) {
            return new int[] {whole(name, value)};
        }
        var wholes = new int[value.size()];
        for (int i = 0; i < wholes.length; i++) {
            wholes[i] = whole(name, value.get(i));
        }
        return wholes;
    }

    /** As many whole numbers; one stands for all. */
    public int[] each(String name, int count, int otherwise) {
        int[] given = wholes(name, otherwise);
        if (given.length != count && given.length != 1) {
            throw wrong(name, count + " whole numbers");
        }
        var all = new int[count];
        for (int i = 0; i < count; i++) {
            all[i] = given[given.length == 1 ? 0 : i];
        }
        return all;
    }

    /** As many whole numbers as an axis has a use for: extents, strides and so on, which are positive. */
    public int[] extents(String name, int count, int otherwise) {
        int[] all = each(name, count, otherwise);
        for (int extent : all) {
            if (extent <= 0) {
                throw wrong(name, "positive");
            }
        }
        return all;
    }

    /** Numbers in arrays of any depth, one behind another. */
    public float[] numbers(String name) {
        // NumPy's arrays as Keras 3 has them.
        JsonNode value = get(name).path("config").has("value") ? get(name).path("config").path("value") : get(name);
        var leaves = new ArrayList<JsonNode>();
        flatten(value, leaves);
        var numbers = new float[leaves.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) checked(name, leaves.get(i).isNumber(), leaves.get(i), "numbers").asDouble();
        }
        return numbers;
    }

    private static void flatten(JsonNode value, List<JsonNode> leaves) {
        if (value.isArray()) {
            value.forEach(item -> flatten(item, leaves));
        } else {
            leaves.add(value);
        }
    }

    private JsonNode checked(String name, boolean fits, String what) {
        return checked(name, fits, get(name), what);
    }

    private static JsonNode checked(String name, boolean fits, JsonNode value, String what) {
        if (!fits) {
            throw wrong(name, what);
        }
        return value;
    }

    private static Problem wrong(String name, String what) {
        return Problem.model("its setting " + Quoted.of(name) + " is not " + what);
    }

    /** Refuses a setting that has another value than the only one that is supported. */
    public void requireText(String name, String only) {
        String value = text(name, only);
        if (!value.equals(only)) {
            throw Problem.model("its setting " + name + " is " + Quoted.of(value) + ", of which only '" + only
                    + "' is supported");
        }
    }

    /** Refuses a setting that is switched on. */
    public void requireOff(String name) {
        if (flag(name, false)) {
            throw Problem.model("its setting " + name + " is not supported");
        }
    }
}

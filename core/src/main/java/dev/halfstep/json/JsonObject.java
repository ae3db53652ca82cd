package dev.halfstep.json;

import dev.halfstep.json.JsonReader.Literal;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object. What is asked for must be there and of its type: a text is never taken for a number, nor the other
 * way round. All methods throw a {@link Problem} that names the field where that is not so.
 */
public final class JsonObject {

    private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");

    private final Map<String, @Nullable Object> fields;

    private JsonObject(Map<String, @Nullable Object> fields) {
        this.fields = fields;
    }

    /**
     * The object that is all of a text.
     *
     * @throws Problem if the text is not JSON, or not an object
     */
    public static JsonObject parse(String text) {
        return of("it", JsonReader.read(text));
    }

    /**
     * The text of a file, in which JSON is always UTF-8.
     *
     * @throws Problem if it is not
     */
    public static String utf8(byte[] file) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
        } catch (CharacterCodingException e) {
            throw Problem.of("it is not in UTF-8").remedy("Save it in UTF-8.").because(e);
        }
    }

    private static JsonObject of(String name, @Nullable Object value) {
        // Parsed objects have texts for names.
        @SuppressWarnings("unchecked")
        var fields = (Map<String, @Nullable Object>) as(Map.class, name, value, "an object");
        return new JsonObject(fields);
    }

    /** Makes sure that there are no other fields. */
    public JsonObject withNoneBut(String... names) {
        Set<String> known = Set.of(names);
        fields.keySet().stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw Problem.of("nothing is known of '" + name + "'");
        });
        return this;
    }

    /**
     * The fields as they stand: texts, truth values, numbers as {@link Double}s, and {@code null}.
     *
     * @throws Problem if one is a list or an object
     */
    public Map<String, @Nullable Object> values() {
        var values = new LinkedHashMap<String, @Nullable Object>();
        fields.forEach((name, value) -> values.put(name, switch (value) {
            case Literal number -> Double.valueOf(number.text());
            case List<?> list -> throw Problem.of(Quoted.of(name) + " is a list");
            case Map<?, ?> object -> throw Problem.of(Quoted.of(name) + " is an object");
            case null, default -> value;
        }));
        return values;
    }

    /** Whether a field is there, with a value or with {@code null}. */
    public boolean has(String name) {
        return fields.containsKey(name);
    }

    /** Whether a field is there, with something else than {@code null}. */
    public boolean hasValue(String name) {
        return fields.get(name) != null;
    }

    public String text(String name) {
        return as(String.class, name, value(name), "a text");
    }

    public boolean flag(String name) {
        return as(Boolean.class, name, value(name), "true or false");
    }

    /** A number, as the {@code double} that is nearest to it. */
    public double number(String name) {
        return number(name, value(name));
    }

    /** A number, as the {@code float} that is nearest to it. */
    public float single(String name) {
        return single(name, value(name));
    }

    /** A number, or one of the texts NaN, Infinity and -Infinity, which stand for what JSON has no number for. */
    public double numberOrNot(String name) {
        return value(name) instanceof String text && NOT_FINITE.contains(text) ? Double.parseDouble(text)
                : number(name);
    }

    /** A whole number, written without a fraction or an exponent. */
    public long whole(String name) {
        return whole(name, value(name));
    }

    private static long whole(String name, @Nullable Object value) {
        Literal literal = as(Literal.class, name, value, "a number");
        try {
            return Long.parseLong(literal.text());
        } catch (NumberFormatException e) {
            throw wrong(name, literal.whole() ? "a number of 64 bits" : "a whole number").because(e);
        }
    }

    /** A whole number of 32 bits. */
    public int integer(String name) {
        long whole = whole(name);
        if (whole != (int) whole) {
            throw wrong(name, "a number of 32 bits");
        }
        return (int) whole;
    }

    /** A whole number of 32 bits, or nothing where there is {@code null}. */
    public Optional<Integer> integerOrNull(String name) {
        return value(name) == null ? Optional.empty() : Optional.of(integer(name));
    }

    /** Bytes as a text in Base64. */
    public byte[] bytes(String name) {
        try {
            return Base64.getDecoder().decode(text(name));
        } catch (IllegalArgumentException e) {
            throw wrong(name, "bytes in Base64").because(e);
        }
    }

    public JsonObject object(String name) {
        return of(name, value(name));
    }

    /** An object, or nothing where there is {@code null}. */
    public Optional<JsonObject> objectOrNull(String name) {
        return value(name) == null ? Optional.empty() : Optional.of(object(name));
    }

    public List<JsonObject> objects(String name) {
        List<@Nullable Object> items = items(name);
        return IntStream.range(0, items.size()).mapToObj(i -> of(item(name, i), items.get(i))).toList();
    }

    public List<String> texts(String name) {
        List<@Nullable Object> items = items(name);
        return IntStream.range(0, items.size()).mapToObj(i -> as(String.class, item(name, i), items.get(i), "a text"))
                .toList();
    }

    public List<Double> numbers(String name) {
        List<@Nullable Object> items = items(name);
        return IntStream.range(0, items.size()).mapToObj(i -> number(item(name, i), items.get(i))).toList();
    }

    /** Numbers, each as the {@code float} that is nearest to it. */
    public float[] singles(String name) {
        List<@Nullable Object> items = items(name);
        var singles = new float[items.size()];
        for (int i = 0; i < singles.length; i++) {
            singles[i] = single(item(name, i), items.get(i));
        }
        return singles;
    }

    /** Whole numbers, written without a fraction or an exponent. */
    public long[] wholes(String name) {
        List<@Nullable Object> items = items(name);
        return IntStream.range(0, items.size()).mapToLong(i -> whole(item(name, i), items.get(i))).toArray();
    }

    /** An object whose fields are all numbers, in their order. */
    public Map<String, Double> numberOfEach(String name) {
        var numbers = new LinkedHashMap<String, Double>();
        object(name).fields.forEach((key, value) -> numbers.put(key, number(key, value)));
        return numbers;
    }

    /** An object whose fields are all objects, in their order. */
    public Map<String, JsonObject> objectOfEach(String name) {
        var objects = new LinkedHashMap<String, JsonObject>();
        object(name).fields.forEach((key, value) -> objects.put(key, of(key, value)));
        return objects;
    }

    private @Nullable Object value(String name) {
        if (!has(name)) {
            throw Problem.of("'" + name + "' is missing");
        }
        return fields.get(name);
    }

    private List<@Nullable Object> items(String name) {
        // Parsed arrays hold parsed values.
        @SuppressWarnings("unchecked")
        var items = (List<@Nullable Object>) as(List.class, name, value(name), "an array");
        return items;
    }

    private static String item(String name, int index) {
        return name + "[" + index + "]";
    }

    private static double number(String name, @Nullable Object value) {
        return Double.parseDouble(as(Literal.class, name, value, "a number").text());
    }

    private static float single(String name, @Nullable Object value) {
        return Float.parseFloat(as(Literal.class, name, value, "a number").text());
    }

    private static <T> T as(Class<T> type, String name, @Nullable Object value, String what) {
        if (!type.isInstance(value)) {
            throw wrong(name, what);
        }
        return type.cast(value);
    }

    private static Problem wrong(String name, String what) {
        return Problem.of("'" + name + "' is not " + what);
    }
}

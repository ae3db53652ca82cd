package dev.halfstep.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Writes the fields of a JSON object, in the order in which they are put. */
public final class JsonWriter {

    private final JsonGenerator generator;

    private JsonWriter(JsonGenerator generator) {
        this.generator = generator;
    }

    /**
     * An object on one line.
     *
     * @param fields puts its fields
     */
    public static String object(Consumer<JsonWriter> fields) {
        return written(fields, false);
    }

    /**
     * An object on many lines, for people.
     *
     * @param fields puts its fields
     */
    public static String indented(Consumer<JsonWriter> fields) {
        return written(fields, true);
    }

    private static String written(Consumer<JsonWriter> fields, boolean indented) {
        var text = new StringWriter();
        try (JsonGenerator generator = JsonReader.FACTORY.createGenerator(text)) {
            if (indented) {
                generator.useDefaultPrettyPrinter();
            }
            new JsonWriter(generator).writeObject(fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Fields that somebody else puts. */
    public JsonWriter putAll(Consumer<JsonWriter> fields) {
        fields.accept(this);
        return this;
    }

    public JsonWriter put(String name, String text) {
        return field(name, () -> generator.writeString(text));
    }

    public JsonWriter put(String name, double number) {
        return field(name, () -> generator.writeNumber(number));
    }

    public JsonWriter put(String name, long number) {
        return field(name, () -> generator.writeNumber(number));
    }

    public JsonWriter put(String name, boolean flag) {
        return field(name, () -> generator.writeBoolean(flag));
    }

    /** Puts the shortest number that no other {@code float} is nearer to. */
    public JsonWriter putSingle(String name, float number) {
        return field(name, () -> generator.writeNumber(number));
    }

    /** Puts bytes as a text in Base64. */
    public JsonWriter putBytes(String name, byte[] bytes) {
        return field(name, () -> generator.writeBinary(bytes));
    }

    public JsonWriter putNull(String name) {
        return field(name, generator::writeNull);
    }

    public JsonWriter putObject(String name, Consumer<JsonWriter> fields) {
        return field(name, () -> writeObject(fields));
    }

    /**
     * Puts an array of objects.
     *
     * @param fields puts the fields of an item
     */
    public <T> JsonWriter putObjects(String name, Collection<? extends T> items, BiConsumer<JsonWriter, T> fields) {
        return array(name, items, item -> writeObject(to -> fields.accept(to, item)));
    }

    public JsonWriter putTexts(String name, Collection<String> texts) {
        return array(name, texts, generator::writeString);
    }

    public JsonWriter putNumbers(String name, Collection<Double> numbers) {
        return array(name, numbers, generator::writeNumber);
    }

    /** Puts numbers as {@link #putSingle} does. */
    public JsonWriter putSingles(String name, float[] numbers) {
        return field(name, () -> {
            generator.writeStartArray();
            for (float number : numbers) {
                generator.writeNumber(number);
            }
            generator.writeEndArray();
        });
    }

    public JsonWriter putWholes(String name, long[] numbers) {
        return field(name, () -> generator.writeArray(numbers, 0, numbers.length));
    }

    private void writeObject(Consumer<JsonWriter> fields) throws IOException {
        generator.writeStartObject();
        fields.accept(this);
        generator.writeEndObject();
    }

    private <T> JsonWriter array(String name, Collection<? extends T> items, Item<T> item) {
        return field(name, () -> {
            generator.writeStartArray();
            for (T each : items) {
                item.write(each);
            }
            generator.writeEndArray();
        });
    }

    private JsonWriter field(String name, Value value) {
        try {
            generator.writeFieldName(name);
            value.write();
        } catch (IOException e) {
            // It all goes into a text in memory.
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Writes what a field holds. */
    @FunctionalInterface
    private interface Value {
        void write() throws IOException;
    }

    /** Writes an item of an array. */
    @FunctionalInterface
    private interface Item<T> {
        void write(T item) throws IOException;
    }
}

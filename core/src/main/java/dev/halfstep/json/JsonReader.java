package dev.halfstep.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From a text to a map of fields, whose values are maps, lists, strings, {@link Literal}s, booleans and {@code null}. */
final class JsonReader {

    /** For the writer, too. */
    static final JsonFactory FACTORY = new JsonFactory();

    private JsonReader() {}

    /** A number as it was written; what it is read as is up to who asks for it. */
    record Literal(String text, boolean whole) {}

    /**
     * The value that is all of a text.
     *
     * @throws Problem if the text is not JSON
     */
    static @Nullable Object read(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw Problem.of("there is nothing in it");
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw Problem.of("there is more after its end");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw Problem.of(e.getOriginalMessage()).because(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value that begins at the parser's token. The parser refuses more levels than the stack has room for. */
    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> fields(parser);
            case START_ARRAY -> items(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> new Literal(parser.getText(), true);
            case VALUE_NUMBER_FLOAT -> new Literal(parser.getText(), false);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new AssertionError(parser.currentToken());
        };
    }

    private static Map<String, @Nullable Object> fields(JsonParser parser) throws IOException {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (fields.containsKey(name)) {
                throw Problem.of("it says " + Quoted.of(name) + " twice"); // which of the two is meant?
            }
            fields.put(name, value(parser));
        }
        return fields;
    }

    private static List<@Nullable Object> items(JsonParser parser) throws IOException {
        var items = new ArrayList<@Nullable Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
    }
}

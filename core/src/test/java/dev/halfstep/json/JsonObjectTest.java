package dev.halfstep.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.halfstep.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonObjectTest {

    private static final String ALL = """
            {"text": "é\\u00e9\\n", "flag": false, "number": -1.5e-3, "whole": -9007199254740993, "nothing": null,
             "object": {"a": 1, "b": 0.1}, "objects": [{"a": 1}, {}], "texts": ["x", ""], "numbers": [1, 2.5],
             "mixed": ["x", 1], "empty": [], "bytes": "/wB/", "endless": "-Infinity",
             "whole numbers": [-9223372036854775808, 3]}""";

    private static final JsonObject JSON = JsonObject.parse(ALL);

    @Test
    void fieldsThatAreThereTwiceAreRefused() {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> JsonObject.parse("{\"a\": {\"b\": 1, \"b\": 1}}"))
                .withMessage("it says 'b' twice.");
        assertThat(JsonObject.parse("{\"a\": {\"a\": 1}, \"b\": {\"a\": 1}}").has("b")).isTrue();
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        assertThat(JsonObject.utf8("é".getBytes(StandardCharsets.UTF_8))).isEqualTo("é");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> JsonObject.utf8("é".getBytes(StandardCharsets.ISO_8859_1)))
                .withMessage("it is not in UTF-8. Save it in UTF-8.");
    }

    @Test
    void readsWhatIsThere() {
        assertThat(JSON.text("text")).isEqualTo("éé\n");
        assertThat(JSON.flag("flag")).isFalse();
        assertThat(JSON.number("number")).isEqualTo(-1.5e-3);
        assertThat(JSON.number("whole")).isEqualTo(-9007199254740992.0);
        assertThat(JSON.whole("whole")).isEqualTo(-9007199254740993L);
        assertThat(JSON.object("object").integer("a")).isEqualTo(1);
        assertThat(JSON.objectOrNull("nothing")).isEmpty();
        assertThat(JSON.objectOrNull("object")).isPresent();
        assertThat(JSON.objects("objects")).hasSize(2).element(0).matches(object -> object.has("a"));
        assertThat(JSON.texts("texts")).containsExactly("x", "");
        assertThat(JSON.numbers("numbers")).containsExactly(1.0, 2.5);
        assertThat(JSON.numberOfEach("object")).containsExactly(entry("a", 1.0), entry("b", 0.1));
        assertThat(JSON.texts("empty")).isEmpty();
        assertThat(JSON.has("nothing")).isTrue();
        assertThat(JSON.hasValue("nothing") || JSON.hasValue("something")).isFalse();
        assertThat(JSON.hasValue("flag")).isTrue();
        assertThat(JSON.integerOrNull("nothing")).isEmpty();
        assertThat(JSON.object("object").integerOrNull("a")).contains(1);
        assertThat(JSON.single("number")).isEqualTo(-1.5e-3f);
        assertThat(JSON.singles("numbers")).containsExactly(1f, 2.5f);
        assertThat(JSON.wholes("whole numbers")).containsExactly(Long.MIN_VALUE, 3);
        assertThat(JSON.bytes("bytes")).containsExactly(-1, 0, 127);
        assertThat(JSON.numberOrNot("number")).isEqualTo(-1.5e-3);
        assertThat(JSON.numberOrNot("endless")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(JSON.has("something")).isFalse();
        assertThat(JSON.object("object").withNoneBut("b", "c", "a").has("b")).isTrue();
    }

    @Test
    void refusesWhatIsNot() {
        assertRefused(json -> json.text("other"), "'other' is missing");
        assertRefused(json -> json.objectOrNull("other"), "'other' is missing");
        assertRefused(json -> json.text("number"), "'number' is not a text");
        assertRefused(json -> json.text("nothing"), "'nothing' is not a text");
        assertRefused(json -> json.number("text"), "'text' is not a number");
        assertRefused(json -> json.number("flag"), "'flag' is not a number");
        assertRefused(json -> json.flag("text"), "'text' is not true or false");
        assertRefused(json -> json.whole("number"), "'number' is not a whole number");
        assertRefused(json -> json.integer("whole"), "'whole' is not a number of 32 bits");
        assertRefused(json -> json.object("objects"), "'objects' is not an object");
        assertRefused(json -> json.texts("object"), "'object' is not an array");
        assertRefused(json -> json.texts("mixed"), "'mixed[1]' is not a text");
        assertRefused(json -> json.numbers("mixed"), "'mixed[0]' is not a number");
        assertRefused(json -> json.objects("mixed"), "'mixed[0]' is not an object");
        assertRefused(json -> json.numberOfEach("texts"), "'texts' is not an object");
        assertRefused(json -> json.single("text"), "'text' is not a number");
        assertRefused(json -> json.singles("mixed"), "'mixed[0]' is not a number");
        assertRefused(json -> json.wholes("numbers"), "'numbers[1]' is not a whole number");
        assertRefused(json -> json.bytes("number"), "'number' is not a text");
        assertRefused(json -> json.bytes("text"), "'text' is not bytes in Base64");
        assertRefused(json -> json.numberOrNot("text"), "'text' is not a number");
        assertRefused(json -> json.integerOrNull("flag"), "'flag' is not a number");
        assertRefused(json -> json.object("object").withNoneBut("a"), "nothing is known of 'b'");
    }

    /** The digits that stand for this float, read as a double first, lie in the middle between it and its neighbour. */
    @Test
    void readsTheNearestFloat() {
        assertThat(JsonObject.parse("{\"a\": 1.00000017881393432617187499}").single("a")).isEqualTo(1.0000001f);
        assertThat((float) JsonObject.parse("{\"a\": 1.00000017881393432617187499}").number("a"))
                .isEqualTo(1.0000002f);
    }

    private static void assertRefused(Consumer<JsonObject> question, String why) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> question.accept(JSON)).withMessage(why + ".");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            value = {"``|there is nothing in it", "`  `|there is nothing in it",
                    "null|'it' is not an object", "[]|'it' is not an object", "{} {}|there is more after its end",
                    "{\"a\": 1|Unexpected end-of-input", "{a: 1}|Unexpected character",
                    "{\"a\": NaN}|Non-standard token",
                    "{\"a\": 01}|Invalid numeric value", "{\"a\": 1,}|Unexpected character"})
    void refusesOtherTexts(String text, String why) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> JsonObject.parse(text)).withMessageContaining(why);
    }

    @Test
    void refusesDeepTexts() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> JsonObject.parse("{\"a\":".repeat(100_000))).withMessageContaining("nesting depth");
    }

    @Test
    void writesOnOneLine() {
        String text = JsonWriter.object(to -> to.put("text", "a \"b\"\n").put("number", 0.1).put("whole", -7)
                .put("flag", true).putNull("nothing").putObject("object", object -> object.put("number", 1.0))
                .putObjects("objects", List.of(1L, 2L), (object, item) -> object.put("item", item))
                .putTexts("texts", Set.of("x")).putNumbers("numbers", List.of(1e300, 2.0)));
        assertThat(text)
                .isEqualTo("{\"text\":\"a \\\"b\\\"\\n\",\"number\":0.1,\"whole\":-7,\"flag\":true,\"nothing\":null,"
                        + "\"object\":{\"number\":1.0},\"objects\":[{\"item\":1},{\"item\":2}],\"texts\":[\"x\"],"
                        + "\"numbers\":[1.0E300,2.0]}");
        assertThat(JsonObject.parse(text).text("text")).isEqualTo("a \"b\"\n");
    }

    @Test
    void writesOnManyLines() {
        String text = JsonWriter.indented(to -> to.putSingle("single", 0.1f).putSingles("singles", new float[] {1e-3f})
                .putWholes("wholes", new long[] {-1, Long.MAX_VALUE}).putBytes("bytes", new byte[] {-1, 0, 127}));
        assertThat(text.lines()).containsExactly("{", "  \"single\" : 0.1,", "  \"singles\" : [ 0.001 ],",
                "  \"wholes\" : [ -1, 9223372036854775807 ],", "  \"bytes\" : \"/wB/\"", "}");
    }
}

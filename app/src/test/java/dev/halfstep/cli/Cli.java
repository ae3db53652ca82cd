package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** Runs commands in this process and keeps what they print. */
final class Cli {

    private static final JsonMapper JSON = new JsonMapper();

    private Cli() {}

    /** What a command did. */
    record Result(int exit, String out, String err) {}

    /** Runs a command; what is no text is given as its text. */
    static Result run(Object... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        var printed = new ByteArrayOutputStream();
        var complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            int exit = Main.run(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
            return new Result(exit, printed.toString(StandardCharsets.UTF_8),
                    complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** A command that does what it is asked. */
    static Result done(Object... arguments) {
        Result result = run(arguments);
        assertThat(result.exit()).as(result.err()).isZero();
        return result;
    }

    /** The JSON of a command that does what it is asked, which is all that it prints. */
    static JsonNode json(Object... arguments) {
        return tree(done(Stream.concat(Arrays.stream(arguments), Stream.of("--json", "-")).toArray()).out());
    }

    static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    /**
     * A command that meets a problem: it prints one line to standard error, nothing else, and leaves the folder as it was.
     *
     * @return the line without the program's name, and with paths from the folder on
     */
    static String refused(Path folder, Object... arguments) {
        Snapshot before = Snapshot.of(folder);
        Result result = run(arguments);
        assertThat(result.exit()).as(result.err()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("halfstep: ").doesNotContain("this should not have happened")
                .matches("[^\n]+\n");
        assertThat(Snapshot.of(folder)).isEqualTo(before);
        return inFolder(folder, result.err().substring("halfstep: ".length()).stripTrailing());
    }

    /** A text with paths from the folder on. */
    static String inFolder(Path folder, String text) {
        return text.replace(folder + File.separator, "");
    }

    /**
     * A command line that is wrong: the first line says how, the second where help is.
     *
     * @return the first line without the program's name
     */
    static String wrongUsage(String help, Object... arguments) {
        Result result = run(arguments);
        assertThat(result.exit()).as(result.err()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        String[] lines = result.err().split("\n", -1);
        assertThat(lines).hasSize(3);
        assertThat(lines[1]).isEqualTo("Try '" + help + " --help'.");
        assertThat(lines[0]).startsWith("halfstep: ");
        return lines[0].substring("halfstep: ".length());
    }
}

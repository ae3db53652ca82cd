package dev.halfstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to the command line is not in the library: its flags, and how it is started. */
class LibraryWordsTest {

    private static final Pattern TEXT = Pattern.compile("\"\"\".*?\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*\"", Pattern.DOTALL);
    private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--[a-z]|\\./halfstep");

    /** An option of the JVM. */
    private static final String OF_JAVA = "--add-modules";

    @ParameterizedTest
    @ValueSource(strings = {"core", "vector", "data", "c", "onnx", "keras", "train", "halfstep-api"})
    void namesNoFlags(String module) throws IOException {
        Path sources = Path.of("..", module, "src", "main", "java");
        try (Stream<Path> files = Files.walk(sources)) {
            List<Path> java = files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(java).isNotEmpty().allSatisfy(file -> assertThat(textsWithFlags(file)).isEmpty());
        }
    }

    private static List<String> textsWithFlags(Path file) {
        try {
            return TEXT.matcher(Files.readString(file)).results().map(MatchResult::group)
                    .filter(text -> FLAG.matcher(text.replace(OF_JAVA, "")).find()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

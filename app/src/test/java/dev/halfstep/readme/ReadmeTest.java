package dev.halfstep.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is run as it stands there, in a folder that has nothing but the examples. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String LAUNCHER = "./halfstep ";

    @TempDir
    private Path folder;
    private String readme = "";

    @BeforeEach
    void copyExamples() throws IOException {
        readme = Files.readString(ROOT.resolve("README.md"));
        Files.createDirectories(folder.resolve("examples"));
        try (Stream<Path> files = Files.list(ROOT.resolve("examples"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve("examples").resolve(file.getFileName().toString()));
            }
        }
    }

    @Test
    void commandsWorkInTheirOrder() throws Exception {
        List<String> commands = blocks("sh").stream().flatMap(String::lines).filter(line -> line.startsWith(LAUNCHER))
                .toList();
        assertThat(commands).hasSizeGreaterThan(5);
        for (String command : commands) {
            var arguments = new ArrayList<>(List.of("dev.halfstep.cli.Main"));
            arguments.addAll(Arrays.asList(command.substring(LAUNCHER.length()).split(" ")));
            Run run = java(arguments);
            assertThat(run.exitCode).as(command + "\n" + run.output).isZero();
        }
    }

    @Test
    void theStudyLooksAsShown() throws Exception {
        Run run = java(List.of("dev.halfstep.cli.Main", "study", "examples/wages.csv", "--target", "wage"));
        String shown = blocks("").stream().filter(block -> block.contains("precision")).findFirst().orElseThrow();
        // Digits may differ from one kind of processor to the next, and with them the width of columns; nothing else.
        assertThat(withoutFigures(run.output)).isEqualTo(withoutFigures(shown));
        assertThat(run.output.lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void theJavaExampleCompilesAndRuns() throws Exception {
        Path source = folder.resolve("Example.java");
        Files.writeString(source, blocks("java").getFirst());
        Run run = java(List.of(source.toString()));
        assertThat(run.exitCode).as(run.output).isZero();
        assertThat(run.output).contains("predicted wage of the first test row: ").contains("mean absolute error: ");
        assertThat(folder.resolve("wages-uint8.tflite")).isNotEmptyFile();
    }

    @Test
    void everyCommandIsInTheTable() throws Exception {
        Run run = java(List.of("dev.halfstep.cli.Main", "--help"));
        String commands = run.output.substring(run.output.indexOf("Commands:"));
        Matcher names = Pattern.compile("(?m)^  (\\w+)  ").matcher(commands);
        while (names.find()) {
            assertThat(readme).contains("| `" + names.group(1) + " ");
        }
    }

    @Test
    void linksLeadSomewhere() {
        Matcher links = Pattern.compile("\\]\\(([^)#]+)\\)").matcher(readme);
        while (links.find()) {
            if (!links.group(1).startsWith("https:")) {
                assertThat(ROOT.resolve(links.group(1))).exists();
            }
        }
    }

    private static String withoutFigures(String text) {
        return text.replaceAll("[0-9.,+-]+", "#").replaceAll("\\s+", " ").strip();
    }

    /** The fenced blocks of a language, in order. */
    private List<String> blocks(String language) {
        var blocks = new ArrayList<String>();
        // Opening and closing fences look alike where no language is named, so all blocks are walked.
        Matcher all = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$").matcher(readme);
        while (all.find()) {
            if (all.group(1).equals(language)) {
                blocks.add(all.group(2));
            }
        }
        assertThat(blocks).as("blocks of " + language).isNotEmpty();
        return blocks;
    }

    private record Run(int exitCode, String output) {}

    private Run java(List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"));
        command.addAll(arguments);
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("ended in time").isTrue();
        return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}

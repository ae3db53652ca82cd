package dev.halfstep.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfstep.readme.ExamplesFolder.Run;
import dev.halfstep.readme.Page.Block;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is run as it stands there, in a folder that has nothing but the examples. */
class ReadmeTest {

    @TempDir
    private Path temporary;
    private ExamplesFolder folder = new ExamplesFolder(Path.of(""));
    private Page readme = new Page(Path.of(""), "", List.of());

    @BeforeEach
    void copyExamples() throws IOException {
        readme = Page.read("README.md");
        folder = ExamplesFolder.in(temporary);
    }

    @Test
    void commandsWorkInTheirOrder() throws Exception {
        List<List<String>> commands = readme.blocks().stream().filter(block -> block.language().equals("sh"))
                .flatMap(block -> block.commands().stream()).toList();
        assertThat(commands).hasSizeGreaterThan(5);
        for (List<String> command : commands) {
            Run run = folder.halfstep(command);
            assertThat(run.exitCode()).as(command + "\n" + run.output()).isZero();
        }
    }

    /** The program that the page compiles says what the page shows. */
    @Test
    void theProgramPrintsAPrediction() throws Exception {
        Block block =
                readme.blocks().stream().filter(each -> each.content().contains("\ncc ")).findFirst().orElseThrow();
        for (List<String> command : block.commands()) {
            Run run = folder.halfstep(command);
            assertThat(run.exitCode()).as(run.output()).isZero();
        }
        assumeTrue(List.of("/usr/bin/cc", "/usr/local/bin/cc").stream().anyMatch(cc -> Files.isExecutable(Path.of(cc))),
                "skipped: cc is not installed");
        String compile = block.content().lines().filter(line -> line.startsWith("cc ")).findFirst().orElseThrow();
        Process program =
                new ProcessBuilder("sh", "-c", compile).directory(temporary.toFile()).redirectErrorStream(true)
                        .start();
        String printed = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor()).as(printed).isZero();
        String shown = readme.blocks("").stream().filter(each -> each.startsWith("pass")).findFirst().orElseThrow();
        assertThat(Page.withoutFigures(printed)).isEqualTo(Page.withoutFigures(shown));
    }

    @Test
    void theStudyLooksAsShown() throws Exception {
        Run run = folder.halfstep(List.of("study", "examples/wages.csv", "--target", "wage"));
        String shown = readme.blocks("").stream().filter(block -> block.contains("precision")).findFirst()
                .orElseThrow();
        assertThat(Page.withoutFigures(run.output())).isEqualTo(Page.withoutFigures(shown));
        assertThat(run.output().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void theJavaExamplesCompileAndRunInTheirOrder() throws Exception {
        List<String> examples = readme.blocks("java");
        Run whole = folder.source(examples.getFirst());
        assertThat(whole.exitCode()).as(whole.output()).isZero();
        assertThat(whole.output()).contains("mean absolute error: ", "largest deviation from the float model: ",
                "precision=full-uint8 ", "no wage is off by more than ", "predicted wage of the first test row: ");
        assertThat(temporary.resolve("wages-uint8.tflite")).isNotEmptyFile();
        Run row = folder.source(examples.get(1));
        assertThat(row.exitCode()).as(row.output()).isZero();
        assertThat(row.output()).contains("wage of a person of 35 years");
        // On a port that nobody else has.
        Run service = folder.source(examples.get(2).replace("8080", "0"));
        assertThat(service.exitCode()).as(service.output()).isZero();
    }

    @Test
    void theJavaExamplesNeedFewImports() {
        List<String> examples = readme.blocks("java");
        assertThat(imports(examples.getFirst())).isLessThanOrEqualTo(10);
        assertThat(imports(examples.get(1))).isLessThanOrEqualTo(3);
    }

    private static long imports(String example) {
        return example.lines().filter(line -> line.startsWith("import ")).count();
    }

    @Test
    void everyCommandIsInTheTable() throws Exception {
        Run run = folder.halfstep(List.of("--help"));
        String commands = run.output().substring(run.output().indexOf("Commands:"));
        Matcher names = Pattern.compile("(?m)^  (\\w+)  ").matcher(commands);
        while (names.find()) {
            assertThat(readme.text()).contains("| `" + names.group(1) + " ");
        }
    }
}

package dev.halfstep.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.halfstep.readme.ExamplesFolder.Run;
import dev.halfstep.readme.Page.Block;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The page about a full-integer model's very high error shows what its commands print, and what it claims holds. */
@TestInstance(Lifecycle.PER_CLASS)
class FullIntegerErrorPageTest {

    private static final String LEFT_OUT = "…";
    private static final Pattern VERDICT = Pattern.compile(
            "A score of (\\S+) is no error of the model but of its use: output codes taken for values score (\\S+)"
                    .concat(" \\(MAE, standardised\\); used rightly, the model scores (\\S+)\\. ")
                    .replace(" ", "\\s+"));

    private Page page = new Page(Path.of(""), "", List.of());
    private ExamplesFolder folder = new ExamplesFolder(Path.of(""));
    /** Beside each block of the page, what its commands printed; empty where it has none. */
    private final List<String> printed = new ArrayList<>();

    @BeforeAll
    void runThePage(@TempDir Path temporary) throws Exception {
        page = Page.read("docs/full-integer-error.md");
        folder = ExamplesFolder.in(temporary);
        for (Block block : page.blocks()) {
            printed.add(block.language().equals("sh") ? outputOf(block) : "");
        }
    }

    /** The page comes back to what a command printed further up, so an excerpt may be of any command above it. */
    @Test
    void outputsAreThoseOfTheCommandsAbove() {
        for (int i = 0; i < printed.size(); i++) {
            Block shown = page.blocks().get(i);
            if (shown.language().isEmpty()) {
                assertThat(printed.subList(0, i)).as(shown.content())
                        .anySatisfy(output -> assertThat(Page.withoutFigures(output))
                                .containsSubsequence(partsOf(shown)));
            }
        }
    }

    @Test
    void theVerdictNamesOutputCodesEachTimeTheirScoreIsSeen() {
        for (int i = 0; i < printed.size(); i++) {
            if (page.blocks().get(i).content().contains("--seen 95")) {
                assertThat(printed.get(i)).containsPattern(VERDICT);
            }
        }
        assertThat(page.blocks("sh")).filteredOn(block -> block.contains("--seen 95")).hasSize(2);
    }

    @Test
    void scoresInTheTextAreThoseMeasured() {
        Matcher measured = verdictIn(String.join("", printed));
        Matcher shown = verdictIn(page.text());
        for (int score = 1; score <= 3; score++) {
            assertThat(number(shown, score)).isCloseTo(number(measured, score), withinPercentage(1));
        }
        assertThat(page.text())
                .contains("The full-integer file scores %s.".formatted(shown.group(1).split("\\.", 2)[0]));
    }

    @Test
    void theJavaFixScoresWhatTheModelScores() throws Exception {
        Run run = folder.source(page.blocks("java").getFirst());
        assertThat(run.exitCode()).as(run.output()).isZero();
        double score = number(verdictIn(String.join("", printed)), 3);
        assertThat(Double.parseDouble(run.output().strip())).isCloseTo(score, within(1e-5));
    }

    @Test
    void eachStepTakesTheLargestDeviationFurtherDown() {
        String table = printed.get(blockWith("./halfstep evaluate"));
        assertThat(largestDeviation(table, "default")).isLessThan(largestDeviation(table, "full-uint8") / 2);
        assertThat(largestDeviation(table, "headroom")).isLessThan(largestDeviation(table, "default") / 2);
        assertThat(largestDeviation(table, "int16x8-headroom")).isLessThan(largestDeviation(table, "int16x8") / 2);
    }

    private String outputOf(Block block) throws IOException, InterruptedException {
        var output = new StringBuilder();
        assertThat(block.commands()).as("commands in\n" + block.content()).isNotEmpty();
        for (List<String> command : block.commands()) {
            Run run = folder.halfstep(command);
            assertThat(run.exitCode()).as(command + "\n" + run.output()).isZero();
            output.append(run.output());
        }
        return output.toString();
    }

    private static List<String> partsOf(Block shown) {
        return Pattern.compile(LEFT_OUT).splitAsStream(shown.content()).map(Page::withoutFigures)
                .filter(part -> !part.isEmpty()).toList();
    }

    private static Matcher verdictIn(String text) {
        Matcher verdict = VERDICT.matcher(text);
        assertThat(verdict.find()).as("a verdict in\n" + text).isTrue();
        return verdict;
    }

    private static double number(Matcher matcher, int group) {
        return Double.parseDouble(matcher.group(group));
    }

    private int blockWith(String command) {
        for (int i = 0; i < page.blocks().size(); i++) {
            if (page.blocks().get(i).content().contains(command)) {
                return i;
            }
        }
        throw new AssertionError("no block with " + command);
    }

    /** The column after MAE, its standardised form, its growth and the mean deviation. */
    private static double largestDeviation(String table, String model) {
        Matcher row = Pattern.compile("(?m)^" + model + "\\.tflite +\\S+ +\\S+ +\\S+ +\\S+ % +\\S+ +(\\S+) ")
                .matcher(table);
        assertThat(row.find()).as("a row of " + model + " in\n" + table).isTrue();
        return number(row, 1);
    }
}

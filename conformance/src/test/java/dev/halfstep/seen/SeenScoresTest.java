package dev.halfstep.seen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfstep.Shared;
import dev.halfstep.explain.misuse.Misuse;
import dev.halfstep.explain.misuse.MisuseSearch;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.judge.Resolver;
import dev.halfstep.judge.TfliteJudge;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.problem.Vocabulary;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether scores of mistakes and of those who make none are told apart. Mistakes are made on codes that TensorFlow Lite computes, by
 * code as people write it; what that scores is shown with few digits and many. The counts in {@code docs/full-integer-error.md} are those
 * that {@code -Dseen.tables=all} prints.
 */
class SeenScoresTest {

    /** A table, what of it is learned, and whether the rule was made by looking at it. */
    private record Task(String name, Path file, PipelineOptions options, boolean known) {}

    @TempDir
    private Path folder;

    private final Counts mistakes = new Counts();
    private final Counts rights = new Counts();

    private static List<Task> tasks() {
        return List.of(
                new Task("wages", shared("data/wages.csv"), PipelineOptions.forTargets("wage"), true),
                new Task("airfoil", shared("data/airfoil_self_noise.csv"), PipelineOptions.forTargets("P"), true),
                new Task("mpg", shared("data/auto_mpg.csv"),
                        PipelineOptions.forTargets("mpg").withDrop("name").withMissing("?"), true),
                new Task("penguins", shared("data/penguins.csv"), PipelineOptions.forTargets("body_mass_g"), true),
                new Task("insurance", shared("reference/insurance.csv"), PipelineOptions.forTargets("charges"), false),
                new Task("california", shared("data/california_housing.csv"),
                        PipelineOptions.forTargets("median_house_value"), false),
                new Task("energy", shared("data/energy_efficiency.csv"), PipelineOptions.forTargets("Y1", "Y2"), false),
                new Task("wine", shared("data/wine_quality.csv"), PipelineOptions.forTargets("quality"), false),
                new Task("fires", shared("data/forest_fires.csv"), PipelineOptions.forTargets("area"), false));
    }

    private static Path shared(String name) {
        return Shared.file(name);
    }

    @Test
    void wages() throws IOException {
        assumeTrue(TfliteJudge.isAvailable(Resolver.REFERENCE), TfliteJudge::whyUnavailable);
        var task = new Task("wages", Path.of("..", "examples", "wages.csv"), PipelineOptions.forTargets("age"), false);
        show(task, 0);
        assertGood();
    }

    @Test
    void tables() throws IOException {
        String asked = System.getProperty("seen.tables", "none");
        assumeTrue(!asked.equals("none"), "skipped: minutes long; -Dseen.tables=all runs it");
        assumeTrue(TfliteJudge.isAvailable(Resolver.REFERENCE), TfliteJudge::whyUnavailable);
        Predicate<Task> wanted = switch (asked) {
            case "all" -> task -> true;
            case "known" -> Task::known;
            case "kept" -> task -> !task.known;
            default -> task -> task.name.equals(asked);
        };
        for (Task task : tasks().stream().filter(wanted).toList()) {
            for (long seed = 0; seed < Integer.getInteger("seen.seeds", 3); seed++) {
                show(task, seed);
            }
        }
        System.out.println(mistakes.table("mistake") + "\n" + rights.table("no mistake") + "\n" + mistakes.wrong()
                + "\n\n" + rights.wrong());
        assertGood();
    }

    private void assertGood() {
        for (int digits : List.of(4, 6)) {
            int asked = 0;
            int found = 0;
            for (People.Mistake mistake : People.MISTAKES.stream().filter(People.Mistake::asked).toList()) {
                found += mistakes.count(mistake.name(), digits, Counts.Outcome.FOUND);
                asked += mistakes.count(mistake.name(), digits, Counts.Outcome.values());
            }
            assertThat(found).as(digits + " digits: " + mistakes.wrong()).isGreaterThanOrEqualTo(asked * 9 / 10);
        }
        for (String name : mistakes.names()) {
            assertThat(mistakes.count(name, 4, Counts.Outcome.WRONG)).as(mistakes.wrong()).isZero();
        }
        for (int digits : Counts.DIGITS) {
            int all = 0;
            int accused = 0;
            for (String name : rights.names()) {
                accused += rights.count(name, digits, Counts.Outcome.WRONG);
                all += rights.count(name, digits, Counts.Outcome.values());
            }
            assertThat(accused).as(rights.wrong()).isLessThanOrEqualTo(all / 50);
        }
    }

    private void show(Task task, long seed) throws IOException {
        Learned learned = Learned.on(task.file, task.options, seed);
        Learned other = Learned.on(task.file, task.options, seed + 100);
        for (Recipe recipe : List.of(Recipe.TENSORFLOW, Recipe.DEFAULT)) {
            for (Precision precision : List.of(Precision.FULL_UINT8, Precision.FULL_INT8)) {
                show(task.name + " " + seed + " " + recipe.name() + " " + precision.label(), learned, other,
                        learned.quantized(precision, recipe));
            }
        }
    }

    private void show(String name, Learned learned, Learned other, Graph model) throws IOException {
        Learned.Sample sample = learned.sample(learned.test());
        MisuseSearch search = MisuseSearch.on(learned.subject(model, sample), Vocabulary.LIBRARY).orElseThrow();
        Map<String, Double> right = scores(learned, model, sample);
        var deployed = new Deployed(learned, sample, model, folder);
        for (People.Mistake mistake : People.MISTAKES) {
            if (deployed.canMake(mistake)) {
                deployed.scores(mistake).forEach((what, score) -> Counts.DIGITS.forEach(digits -> {
                    String seen = Counts.rounded(score, digits);
                    if (!seen.equals(Counts.rounded(right.get(what), digits))) {
                        mistakes.addMistake(mistake, name + ", " + what, digits, verdict(search, seen));
                    }
                }));
            }
        }
        showRight(search, "this model", name, right);
        showRight(search, "its float model", name, scores(learned, learned.network(), sample));
        for (Precision precision : List.of(Precision.INT8, Precision.FULL_INT8, Precision.DYNAMIC_RANGE)) {
            showRight(search, "another precision", name,
                    scores(learned, learned.quantized(precision, Recipe.TENSORFLOW), sample));
        }
        showRight(search, "the training rows", name, scores(learned, model, learned.sample(learned.train())));
        showRight(search, "another split and training", name,
                scores(other, other.network(), other.sample(other.test())));
    }

    private void showRight(MisuseSearch search, String who, String name, Map<String, Double> scores) {
        scores.forEach((what, score) -> Counts.DIGITS.forEach(digits -> rights.addRight(who, name + ", " + what, digits,
                verdict(search, Counts.rounded(score, digits)))));
    }

    private static Misuse.Verdict verdict(MisuseSearch search, String seen) {
        return search.of(Optional.of(seen)).verdict().orElseThrow();
    }

    private static Map<String, Double> scores(Learned learned, Graph model, Learned.Sample sample) {
        float[] predicted = Predictor.of(model).predict(sample.x()).values().values();
        int targets = sample.targets();
        Map<String, Double> scores = Figures.of(" in units", sample.rows(), targets,
                i -> learned.pipeline().inUnits(i % targets, predicted[i]), i -> sample.labelsInUnits()[i]);
        scores.putAll(Figures.of(", standardised", sample.rows(), targets, i -> predicted[i],
                i -> sample.labels().values()[i]));
        return scores;
    }
}

package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.calibrate.RangeMethod;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.chain.Effort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {

    private static final String SOUND = Recipe.TENSORFLOW.toJson();

    @TempDir
    private Path folder;

    static Stream<Recipe> recipes() {
        return Stream.of(Recipe.DEFAULT, Recipe.BEST, Recipe.TENSORFLOW);
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void roundTrips(Recipe recipe) throws IOException {
        assertThat(Recipe.fromJson(recipe.toJson())).isEqualTo(recipe);
        assertThat(Recipe.named(recipe.name())).isSameAs(recipe);
        Path file = Files.writeString(folder.resolve("own.json"), recipe.toJson());
        assertThat(Recipe.named(file.toString())).isEqualTo(recipe);
    }

    /** Recipes are kept beside models, so their form must not change unnoticed. */
    @Test
    void lookTheSameForEver() {
        assertThat(SOUND).startsWith(
                "{\"name\":\"tensorflow\",\"calibrationRows\":100,\"ranges\":\"min-max\",\"headroom\":0.0,");
        assertThat(Recipe.DEFAULT.toJson()).doesNotContain("calibrationRows");
    }

    @Test
    void seesTheFirstRowsOrAll() {
        assertThat(Recipe.TENSORFLOW.rowsSeen(1000)).isEqualTo(100);
        assertThat(Recipe.TENSORFLOW.rowsSeen(7)).isEqualTo(7);
        assertThat(Recipe.DEFAULT.rowsSeen(1000)).isEqualTo(1000);
    }

    @Test
    void unknownFieldsAreAProblem() {
        assertRefused(SOUND.replace("calibrationRows", "calibrationRow"), "calibrationRow");
    }

    @Test
    void onlyTheNameIsNeeded() {
        assertThat(Recipe.fromJson("{\"name\":\"default\"}")).isEqualTo(Recipe.DEFAULT);
        assertThat(Recipe.fromJson("{\"name\":\"tensorflow\",\"base\":\"tensorflow\"}")).isEqualTo(Recipe.TENSORFLOW);
        assertThat(Recipe.fromJson("{\"name\":\"best\",\"fitting\":\"thorough\"}")).isEqualTo(Recipe.BEST);
        assertRefused("{\"base\":\"tensorflow\"}", "the recipe does not say its name");
        assertRefused("{\"name\":null}", "the recipe does not say its name");
        assertRefused("{\"name\":\"a\",\"base\":\"b\"}", "there is no recipe 'b'");
    }

    @Test
    void partsCanBeSetAlone() {
        Recipe recipe = Recipe.DEFAULT.withHeadroom(0.1).withVernier(4).withWidth(1.5).withFeatureCodes(false)
                .withFitting(Effort.THOROUGH).withRanges(RangeMethod.MSE);
        assertThat(recipe.toJson()).contains("\"headroom\":0.1", "\"vernier\":4", "\"width\":1.5",
                "\"featureCodes\":false", "\"fitting\":\"thorough\"", "\"ranges\":\"mse\"");
        assertThat(recipe.biasCorrection()).isTrue();
    }

    /** Nothing is made the best of: 0.5 rows are not 0, and "true" is not true. */
    @ParameterizedTest
    @ValueSource(strings = {"\"name\":5", "\"name\":true", "\"calibrationRows\":100.5", "\"calibrationRows\":\"100\"",
            "\"calibrationRows\":99999999999", "\"perChannelWeights\":1", "\"perChannelWeights\":\"true\"",
            "\"dynamicRangeMinElements\":true", "\"dynamicRangeMinElements\":[]", "\"ranges\":\"widest\"",
            "\"fitting\":1", "\"fitting\":null", "\"ranges\":null", "\"width\":null", "\"featureCodes\":null",
            "\"vernier\":1.5", "\"headroom\":\"5%\""})
    void otherTypesAreAProblem(String field) {
        String name = field.substring(0, field.indexOf(':'));
        assertRefused(SOUND.replaceFirst(name + ":[^,}]*", field), "this is not a recipe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"calibrationRows\":0", "\"calibrationRows\":-1", "\"dynamicRangeMinElements\":-1",
            "\"headroom\":-0.1", "\"headroom\":1.1", "\"hiddenHeadroom\":2", "\"width\":0.5", "\"width\":1000",
            "\"vernier\":0", "\"vernier\":65"})
    void impossibleNumbersAreAProblem(String field) {
        String name = field.substring(0, field.indexOf(':'));
        assertRefused(SOUND.replaceFirst(name + ":[^,}]*", field), "not");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "5", "{", "{}", "recipe", "{\"name\":\"a\""})
    void otherTextsAreAProblem(String text) {
        assertRefused(text, "recipe");
    }

    @Test
    void textAfterARecipeIsAProblem() {
        assertRefused(SOUND + SOUND, "this is not a recipe");
    }

    @Test
    void nestingWithoutEndIsAProblem() {
        assertRefused("[".repeat(100_000), "this is not a recipe");
    }

    private static void assertRefused(String json, String what) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Recipe.fromJson(json)).withMessageContaining(what);
    }

    @Test
    void unknownNamesAreAProblem() {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Recipe.named("tensorflo"))
                .withMessageContaining("there is no recipe 'tensorflo'");
    }

    @Test
    void problemsOfAFileNameIt() throws IOException {
        Path missing = folder.resolve("none.json");
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Recipe.named(missing.toString()))
                .withMessageStartingWith(missing + ": there is no such file");
        Path broken = Files.writeString(folder.resolve("broken.json"), "{");
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Recipe.named(broken.toString()))
                .withMessageStartingWith(broken + ": this is not a recipe");
        Path latin =
                Files.write(folder.resolve("latin.json"), "{\"name\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Recipe.named(latin.toString()))
                .withMessage(latin + ": it is not in UTF-8. Save it in UTF-8.");
        Path twice = Files.writeString(folder.resolve("twice.json"), "{\"name\": \"a\", \"width\": 1, \"width\": 2}");
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Recipe.named(twice.toString()))
                .withMessageStartingWith(twice + ": this is not a recipe: it says 'width' twice");
    }
}

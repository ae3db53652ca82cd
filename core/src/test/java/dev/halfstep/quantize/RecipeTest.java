package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.problem.Problem;
import java.io.IOException;
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
        return Stream.of(Recipe.DEFAULT, Recipe.TENSORFLOW);
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
        assertThat(SOUND).startsWith("{\"name\":\"tensorflow\",\"calibrationRows\":100,\"perChannelWeights\":true,");
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

    @ParameterizedTest
    @ValueSource(strings = {"name", "perChannelWeights", "dynamicRangeMinElements"})
    void missingFieldsAreAProblem(String field) {
        assertRefused(SOUND.replaceFirst("\"" + field + "\":[^,}]*,?", "").replace(",}", "}"),
                "the recipe does not say " + field);
        assertRefused(SOUND.replaceFirst("(\"" + field + "\"):[^,}]*", "$1:null"), "the recipe does not say " + field);
    }

    /** Nothing is made the best of: 0.5 rows are not 0, and "true" is not true. */
    @ParameterizedTest
    @ValueSource(strings = {"\"name\":5", "\"name\":true", "\"calibrationRows\":100.5", "\"calibrationRows\":\"100\"",
            "\"calibrationRows\":99999999999", "\"perChannelWeights\":1", "\"perChannelWeights\":\"true\"",
            "\"dynamicRangeMinElements\":true", "\"dynamicRangeMinElements\":[]"})
    void otherTypesAreAProblem(String field) {
        String name = field.substring(0, field.indexOf(':'));
        assertRefused(SOUND.replaceFirst(name + ":[^,}]*", field), "this is not a recipe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"calibrationRows\":0", "\"calibrationRows\":-1", "\"dynamicRangeMinElements\":-1"})
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
    }
}

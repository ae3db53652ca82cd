package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.quantize.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that cannot be, found before any work is done. */
class BadOptionsTest {

    private static final String MAP =
            " does not say what texts stand for. Write --map column=text:number,text:number, such as"
                    + " --map sex=female:2,male:1.";

    @TempDir
    private Path folder;

    private String refused(Object... options) {
        Path data = Sample.make().write(folder.resolve("table.csv"));
        return Cli.refused(folder,
                Stream.concat(Stream.of("study", data, "-o", folder.resolve("study")), Stream.of(options))
                        .toArray());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"',
            textBlock = """
                    --split=0             | a share of 0.0 of the rows cannot be split off for training. Give --split a number above 0 and up to 1, such as 0.8.
                    --split=1             | table.csv: the split leaves no rows to test on. Give a smaller --split, such as 0.8, or use the train command.
                    --split=1.5           | a share of 1.5 of the rows cannot be split off for training. Give --split a number above 0 and up to 1, such as 0.8.
                    --split=NaN           | a share of NaN of the rows cannot be split off for training. Give --split a number above 0 and up to 1, such as 0.8.
                    --split-seed=-1       | the split seed -1 is out of range. Give --split-seed a whole number from 0 to 4294967295.
                    --epochs=0            | training with 0 epochs is not possible. Choose at least 1.
                    --batch-size=0        | training with 0 rows per batch is not possible. Choose at least 1.
                    --learning-rate=-1    | the learning rate is -1.0. Choose one above 0, such as 0.001.
                    --learning-rate=1e30  | training diverged at epoch 1: the loss is no longer a finite number. Lower --learning-rate, which is 1.0E30.
                    --validation-split=1  | the validation share is 1.0. Choose one from 0 up to, but not including, 1.
                    --patience=0          | training with 0 epochs of patience is not possible. Choose at least 1.
                    --hidden=abc          | 'abc' does not say how many units the hidden layers have. Write --hidden 64, --hidden 128,64 or --hidden none.
                    --hidden=64,,32       | '64,,32' does not say how many units the hidden layers have. Write --hidden 64, --hidden 128,64 or --hidden none.
                    --hidden=٣            | '٣' does not say how many units the hidden layers have. Write --hidden 64, --hidden 128,64 or --hidden none.
                    --hidden=9999999999   | '9999999999' does not say how many units the hidden layers have. Write --hidden 64, --hidden 128,64 or --hidden none.
                    --hidden=0            | a hidden layer of 0 units cannot be made. Give each hidden layer 1 to 65536 units.
                    --recipe=unknown      | there is no recipe 'unknown'. Choose default, best or tensorflow, or name a .json file.
                    --drop=y1             | the target 'y1' is also to be dropped, mapped or one-hot encoded. A target must be a numeric column.
                    """)
    void isRefused(String option, String message) {
        assertThat(refused("--target", "y1", "--drop", "y2", option)).isEqualTo(message);
    }

    @Test
    void malformedMaps() {
        for (String map : new String[] {"member", "member=", "=no:0,yes:1", "member=no,yes", "member=no:0,yes:",
                "member=no:x",
                "member=no:0,yes:NaN"}) {
            assertThat(refused("--target", "y1", "--map", map)).isEqualTo("'" + map + "'" + MAP);
        }
    }

    @Test
    void targetNamedTwice() {
        assertThat(refused("--target", "y1,y1")).isEqualTo("a target is named twice.");
    }

    @Test
    void recipes() throws IOException {
        Path recipe = folder.resolve("recipe.json");
        assertThat(refused("--target", "y1", "--recipe", recipe))
                .isEqualTo("recipe.json: there is no such file. Check the path.");
        String looks = " A recipe looks like " + Recipe.DEFAULT.toJson() + ".";
        Files.writeString(recipe, "{\"name\":");
        assertThat(refused("--target", "y1", "--recipe", recipe)).startsWith("recipe.json: this is not a recipe: ")
                .endsWith("." + looks);
        Files.writeString(recipe, "{\"base\":\"default\"}");
        assertThat(refused("--target", "y1", "--recipe", recipe))
                .isEqualTo("recipe.json: the recipe does not say its name." + looks);
        Files.writeString(recipe, Recipe.DEFAULT.toJson().replace("}", ",\"surprise\":2}"));
        assertThat(refused("--target", "y1", "--recipe", recipe)).startsWith("recipe.json: this is not a recipe: ")
                .contains("surprise").endsWith(looks);
    }
}

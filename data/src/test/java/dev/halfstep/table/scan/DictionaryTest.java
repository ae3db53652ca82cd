package dev.halfstep.table.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DictionaryTest {

    private static int code(Dictionary dictionary, String text) {
        char[] chars = ("<" + text + ">").toCharArray();
        return dictionary.code(chars, 1, chars.length - 1);
    }

    @Test
    void codesAreAMapsInOrderOfAppearance() {
        var random = new Random(2);
        var dictionary = new Dictionary();
        Map<String, Integer> expected = new LinkedHashMap<>();
        for (int i = 0; i < 50_000; i++) {
            // "Aa" and "BB" have the same string hash, so these collide often.
            String text = (random.nextBoolean() ? "Aa" : "BB").repeat(random.nextInt(4)) + random.nextInt(3000);
            assertThat(code(dictionary, text)).isEqualTo(expected.computeIfAbsent(text, _ -> expected.size()));
        }
        assertThat(dictionary.levels()).isEqualTo(List.copyOf(expected.keySet()));
    }

    @Test
    void aMillionLevelsAreEnough() {
        var dictionary = new Dictionary();
        for (int i = 0; i < Dictionary.MOST_LEVELS; i++) {
            code(dictionary, Integer.toString(i, Character.MAX_RADIX));
        }
        assertThat(code(dictionary, "0")).isZero();
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> code(dictionary, "one more"))
                .withMessage("the column has more than 1,000,000 different texts.");
    }

    @Test
    void longTextsAreEnoughEarlier() {
        var dictionary = new Dictionary();
        String base = "x".repeat(1 << 24);
        for (int i = 0; i < 3; i++) {
            assertThat(code(dictionary, base + i)).isEqualTo(i);
        }
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> code(dictionary, base + 3))
                .withMessageContaining("too long");
    }
}

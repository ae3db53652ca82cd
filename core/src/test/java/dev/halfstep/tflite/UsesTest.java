package dev.halfstep.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Damaged files, sound networks on other tensors and networks that were made up, taken the whole way from a look at them to an
 * explanation of what came of quantizing them: see docs/fuzzing.md. {@code -Dfuzzing.uses=100000} takes more of them.
 */
class UsesTest {

    private static final long USUAL = 200;

    @Test
    void resultsOrProblems() {
        long networks = 0;
        long count = Long.getLong("fuzzing.uses", USUAL);
        for (long seed = 0; seed < count; seed++) {
            try {
                networks += Uses.ofAny(seed) ? 1 : 0;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("with seed " + seed, e);
            }
        }
        // Else the test would show nothing about what can be used.
        assertThat(networks).isGreaterThan(count / 3);
    }
}

package dev.halfstep.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuotedTest {

    private static final String LONG = "x".repeat(1_000_000);

    @Test
    void textsAreShortAndPrintable() {
        assertThat(Quoted.of("a\nb\tc\u0007")).isEqualTo("'a\\nb\\tc\ufffd'");
        assertThat(Quoted.of("x".repeat(60))).isEqualTo("'" + "x".repeat(60) + "'");
        assertThat(Quoted.of(LONG)).isEqualTo("'" + "x".repeat(60) + "…'");
        assertThat(Quoted.of("\ud83d\ude00".repeat(61))).isEqualTo("'" + "\ud83d\ude00".repeat(60) + "…'");
        assertThat(Quoted.list(List.of("a", LONG))).isEqualTo("a, " + "x".repeat(60) + "…");
    }

    /** Nobody copies it. */
    @Test
    void adviceToSetAVeryLongValueIsLeftOut() {
        assertThat(Problem.of("odd").remedy(Phrase.of("add ").with(Setting.MISSING, LONG), Phrase.of("mend it")))
                .hasMessage("odd. Mend it.");
        assertThat(Phrase.of("leave out ").with(Setting.DROP, LONG).toString()).hasSizeLessThan(100);
    }
}

package dev.halfstep.c.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

    @ParameterizedTest
    @ValueSource(strings = {"*/ int b; /*", "**//", "*\\/", "a\n*/", "*\u202e/", "??/", "*/*/*/", "/*/", "end \\",
            "*\u200b/"})
    void nothingEndsAComment(String name) {
        String comment = Text.inComment(name);
        assertThat(comment).doesNotContain("*/", "/*", "\n", "\r", "??", "\u202e", "\u200b").doesNotEndWith("\\'");
    }

    @Test
    void stringsHoldWhatTheyHeld() {
        assertThat(Text.literal("a\"b\\c?\n")).isEqualTo("\"a\\042b\\134c\\077\\012\"");
        assertThat(Text.literal("é1")).isEqualTo("\"\\303\\2511\"");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, -0.0, 1e300, Double.MIN_VALUE, -3, 1.0 / 3})
    void numbersAreExact(double value) {
        String text = Text.number(value).replaceAll("[()]", "");
        assertThat(Double.doubleToRawLongBits(Double.parseDouble(text))).isEqualTo(Double.doubleToRawLongBits(value));
    }

    @Test
    void integersHaveLiterals() {
        assertThat(Tables.integer(Integer.MIN_VALUE)).isEqualTo("(-2147483647L - 1)");
        assertThat(Tables.integer(Long.MIN_VALUE)).isEqualTo("(-INT64_C(9223372036854775807) - 1)");
        assertThat(Tables.integer(40_000)).isEqualTo("40000L");
        assertThat(Tables.integer(-128)).isEqualTo("-128");
        assertThat(Tables.integer(1L << 40)).isEqualTo("INT64_C(1099511627776)");
    }
}

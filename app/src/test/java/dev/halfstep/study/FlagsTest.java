package dev.halfstep.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.problem.Setting;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FlagsTest {

    @Test
    void canBePastedIntoAShell() {
        assertThat(flag(Setting.MISSING, "n/a")).isEqualTo("--missing n/a");
        assertThat(flag(Setting.MISSING, "?")).isEqualTo("--missing '?'");
        assertThat(flag(Setting.MISSING, "-")).isEqualTo("--missing=-");
        assertThat(flag(Setting.DROP, "it's $5")).isEqualTo("--drop 'it'\\''s $5'");
        assertThat(flag(Setting.DROP, "größe")).isEqualTo("--drop größe");
        assertThat(flag(Setting.DROP, "")).isEqualTo("--drop ''");
        assertThat(flag(Setting.DROP, "a, b")).isEqualTo("--drop 'a\\, b'");
        assertThat(flag(Setting.DROP, "\"a\", b")).isEqualTo("--drop '\"\"\"a\"\", b\"'");
    }

    @Test
    void areThoseOfTheCommand() {
        Flags some = Flags.where("--drop"::equals);
        assertThat(some.name(Setting.DROP.as("age"))).contains("--drop age");
        assertThat(some.name(Setting.MISSING.as("age"))).isEmpty();
        assertThat(some.name(Setting.EVALUATION.alone())).contains("the evaluate command");
    }

    @Test
    void differFromEachOther() {
        assertThat(Arrays.stream(Setting.values()).map(setting -> Flags.ALL.name(setting.alone()).orElseThrow()))
                .doesNotHaveDuplicates();
    }

    private static String flag(Setting setting, String value) {
        return Flags.ALL.name(setting.as(value)).orElseThrow();
    }
}

package dev.halfstep.cli.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnListTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "a           | a",
            "a,b         | a;b",
            "a\\,b,c     | a,b;c",
            "\"a,b\",c   | a,b;c",
            "c,\"a,b\"   | c;a,b",
            "\"a\"\"b\"  | a\"b",
            "\"a,b       | \"a;b",
            "a\"b,c\"    | a\"b;c\"",
            "\"a\"b,c    | \"a\"b;c",
            "a\\b        | a\\b",
            "a,          | a;",
    })
    void namesArePartedByCommas(String argument, String names) {
        assertThat(ColumnList.of(List.of(argument))).containsExactly(names.split(";", -1));
    }

    @Test
    void argumentsAreJoined() {
        assertThat(ColumnList.of(List.of("a,b", "c"))).containsExactly("a", "b", "c");
        assertThat(ColumnList.of(List.of("", "\"\""))).containsExactly("", "");
    }
}

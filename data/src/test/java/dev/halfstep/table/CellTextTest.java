package dev.halfstep.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CellTextTest {

    @Test
    void stripsWhatLooksLikeSpace() {
        assertThat(CellText.strip(" \t\u00a0\u2003a b\r\n ")).isEqualTo("a b");
        assertThat(CellText.strip(" \u3000 ")).isEmpty();
        assertThat(CellText.strip("\u0001x")).isEqualTo("\u0001x");
    }
}

package dev.halfstep.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.tflite.OpTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table in {@code docs/ops.md} is made from the table of ops: the page must be what that gives. */
class OpsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "ops.md");
    private static final String START = "<!-- table: made from OpTypes, checked by OpsPageTest -->";
    private static final String END = "<!-- end of table -->";

    @Test
    void holdsTheTableOfOps() throws IOException {
        String page = Files.readString(PAGE, StandardCharsets.UTF_8);
        int from = page.indexOf(START) + START.length();
        int to = page.indexOf(END);
        String table = OpsTable.of(OpTypes.ALL);
        if (!page.substring(from, to).strip().equals(table.strip())) {
            Path made = Files.createDirectories(Path.of("target")).resolve("ops-table.md");
            Files.writeString(made, table, StandardCharsets.UTF_8);
        }
        assertThat(page.substring(from, to).strip()).as("target/ops-table.md has the table as it should be")
                .isEqualTo(table.strip());
    }
}

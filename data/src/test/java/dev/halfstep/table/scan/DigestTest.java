package dev.halfstep.table.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.table.ColumnType;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Tables;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The digest says whether two files hold the same table, however it is written and whatever is read of it. */
class DigestTest {

    private static final String CSV = "id,name,x\n1,\"a, b\",\n2,c,3.50\n";

    @TempDir
    Path directory;

    private String digest(String content) {
        return Tables.read(directory, content).digest();
    }

    @Test
    void writingDoesNotMatter() {
        for (String same : List.of(CSV.replace("\n", "\r\n"), CSV.replace('\n', '\r'), "\ufeff" + CSV,
                "id;name;x\n1;a, b;\n\n2;c;3.50", "\"id\"|\"name\"|\"x\"\n\"1\"|\"a, b\"|\"\"\n\"2\"|\"c\"|\"3.50\"\n",
                "id\tname\tx\n 1 \t a, b \t  \n2\tc\t 3.50\n", "id, name, x\n1, \"a, b\",\n2, c, 3.50\n")) {
            assertThat(digest(same)).as(same).isEqualTo(digest(CSV));
        }
    }

    @Test
    void contentMatters() {
        var digests = new HashSet<String>();
        List<String> different =
                List.of(CSV, CSV.replace("id", "Id"), CSV.replace("3.50", "3.5"), CSV.replace("c", "ä"),
                        "id,name,x\n2,c,3.50\n1,\"a, b\",\n", "id,x,name\n1,,\"a, b\"\n2,3.50,c\n", CSV + "3,,\n",
                        "a,b\nxy,z\n", "a,b\nx,yz\n", "a,b\nxy,z\n,\n", "a\nb\nxy\nz\n", "b\na\nxy\nz\n");
        different.forEach(csv -> digests.add(digest(csv)));
        assertThat(digests).hasSameSizeAs(different);
    }

    @Test
    void optionsDoNotMatter() {
        ReadOptions defaults = ReadOptions.defaults();
        for (ReadOptions options : List.of(defaults.withDrop(Set.of("name")), defaults.withOnly(Set.of("x")),
                defaults.withMissing(Set.of("c", "2")), defaults.withType("id", ColumnType.TEXT))) {
            assertThat(Tables.read(directory, CSV, options).digest()).isEqualTo(digest(CSV));
        }
    }

    @Test
    void longAndForeignTextsAreDigestedWhole() {
        String text = "aä猫\ud83d\udc08".repeat(10_000);
        assertThat(digest("x\n" + text + "\n")).isNotEqualTo(digest("x\n" + text + "a\n"));
        assertThat(digest("x\n" + text + "b\n")).isNotEqualTo(digest("x\n" + text + "a\n"));
        assertThat(digest("x\n" + text + "a\n")).isEqualTo(digest("x\n" + text + "a\n"));
    }

    /** Models carry the digest of their table: a changed one would part them from their data. */
    @Test
    void staysTheSameFromVersionToVersion() {
        assertThat(Tables.read(directory, CSV).digest())
                .isEqualTo("c3818a9e7904209a454878568f287cca4d14b1da1094e12d356ab5b0529092f3");
    }
}

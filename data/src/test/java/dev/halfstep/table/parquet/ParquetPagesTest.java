package dev.halfstep.table.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Tables;
import dev.halfstep.table.read.TableReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage that hardwood does not survive, in the first page of a file, whose header starts behind the magic number. */
class ParquetPagesTest {

    private static final int HEADER = 4;

    @TempDir
    Path directory;

    /** The header's first fields are the type and the two sizes, each a varint behind a byte that names the field. */
    private static int field(byte[] file, int index) {
        int at = HEADER + 1;
        for (int i = 0; i < index; i++) {
            at = behindVarint(file, at) + 1;
        }
        return at;
    }

    private static int behindVarint(byte[] file, int start) {
        int at = start;
        while (file[at] < 0) {
            at++;
        }
        return at + 1;
    }

    private static int varint(byte[] file, int start) {
        int value = 0;
        for (int at = start, shift = 0; at < behindVarint(file, start); at++, shift += 7) {
            value |= (file[at] & 0x7f) << shift;
        }
        return value;
    }

    private String cause(byte[] damaged) {
        Path file = Tables.file(directory, damaged);
        Problem problem = assertTimeoutPreemptively(Duration.ofMinutes(10), () -> catchThrowableOfType(Problem.class,
                () -> TableReader.read(file, ReadOptions.defaults())));
        assertThat(problem).hasMessage(file + ": the Parquet file is damaged or not complete.");
        return String.valueOf(problem.getCause());
    }

    /** Snappy's native code would write beyond the page's buffer and end the process. */
    @ParameterizedTest
    @ValueSource(strings = {"wages-snappy", "wages-snappy-index"})
    void snappyDataThatAnnounceMoreThanTheirPage(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(Tables.parquet(name));
        int size = varint(bytes, field(bytes, 1)) >> 1;
        int at = field(bytes, 2);
        // The data start where their announcement of the uncompressed size is found.
        while (varint(bytes, at) != size) {
            at++;
        }
        bytes[at] = (byte) 0xff;
        bytes[at + 1] = (byte) 0xff;
        bytes[at + 2] = (byte) 0xff;
        bytes[at + 3] = 0x07;
        assertThat(cause(bytes)).contains("the size of a compressed page contradicts its header");
    }

    /** Hardwood would look for the rest of the page for ever. */
    @Test
    void aPageLongerThanItsColumn() throws IOException {
        byte[] bytes = Files.readAllBytes(Tables.parquet("wages-none"));
        int at = field(bytes, 2);
        var longer = new ByteArrayOutputStream();
        longer.write(bytes, 0, at);
        longer.writeBytes(new byte[] {(byte) 0x80, (byte) 0x80, 0x7f});
        int rest = behindVarint(bytes, at);
        longer.write(bytes, rest, bytes.length - rest);
        assertThat(cause(longer.toByteArray())).contains("a page is longer than its column");
    }
}

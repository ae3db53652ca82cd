package dev.halfstep.table.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.Tables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files are read or are a problem: never another exception, never a hang, never the end of the process. */
class FuzzTest {

    private static final int CSV_FILES = 400;
    private static final int PARQUET_FILES = 12;

    @TempDir
    Path directory;

    private void readDamaged(byte[] sound, Random random, String what) throws IOException {
        byte[] damaged = sound.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            // Half of the hits go where the structure is, at the end.
            int at = random.nextBoolean() ? random.nextInt(damaged.length)
                    : damaged.length - 1 - (int) Math.min(damaged.length - 1, Math.abs(random.nextGaussian() * 400));
            damaged[at] = (byte) (random.nextBoolean() ? damaged[at] ^ (1 << random.nextInt(8)) : random.nextInt());
        }
        if (random.nextInt(10) == 0) {
            damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
        }
        Path file = Tables.file(directory, damaged);
        try {
            Table table = Assertions.assertTimeoutPreemptively(Duration.ofMinutes(10),
                    () -> TableReader.read(file, ReadOptions.defaults()));
            assertThat(table.rowCount()).isPositive();
        } catch (Problem p) {
            assertThat(p.getMessage()).startsWith(file.toString());
        } catch (RuntimeException | Error e) {
            Path kept = Files.createTempFile("damaged", ".bin");
            Files.write(kept, damaged);
            fail(what + ", kept as " + kept, e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"id,name,x\n1,\"a, \"\"b\"\"\n\",\n2,ä,3.50\n", "a;b\r\n1,5;\"x\"\r\n\r\n2,5;y\r\n",
            "x, \"y\"\n1, \"2\"\n3, \"4\"\n"})
    void csv(String sound) throws IOException {
        for (int seed = 0; seed < CSV_FILES; seed++) {
            readDamaged(sound.getBytes(StandardCharsets.UTF_8), new Random(seed), "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wages-none", "wages-snappy", "wages-snappy-v2", "wages-snappy-index",
            "wages-gzip", "wages-zstd", "wages-lz4", "kinds", "number-texts"})
    void parquet(String name) throws IOException {
        byte[] sound = Files.readAllBytes(Tables.parquet(name));
        for (int seed = 0; seed < PARQUET_FILES; seed++) {
            readDamaged(sound, new Random(seed), name + ", seed " + seed);
        }
    }
}

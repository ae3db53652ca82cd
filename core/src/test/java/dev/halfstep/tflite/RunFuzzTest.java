package dev.halfstep.tflite;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reads hostile files, runs what they hold, writes it and reads it again.
 *
 * <p>
 * Models that declare more than some thousand elements, or nodes of more than a million pairs of what they read and write, are
 * read, written and read again but not run: shapes that were checked ask for that work, and an execution should stay in
 * milliseconds. See docs/fuzzing.md.
 */
class RunFuzzTest {

    static Stream<byte[]> seeds() {
        return FuzzSeeds.stream();
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsAndRuns(byte[] data) {
        Survival.readAndRun(HostileFiles.of(data));
    }
}

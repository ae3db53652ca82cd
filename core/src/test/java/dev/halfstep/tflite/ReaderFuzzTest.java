package dev.halfstep.tflite;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads hostile files: the fuzzer's bytes themselves, or sound files changed as they decide. See docs/fuzzing.md. */
class ReaderFuzzTest {

    static Stream<byte[]> seeds() {
        return FuzzSeeds.stream();
    }

    @MethodSource("seeds")
    @FuzzTest
    void reads(byte[] data) {
        Survival.read(HostileFiles.of(data));
    }
}

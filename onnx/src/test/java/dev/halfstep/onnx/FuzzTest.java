package dev.halfstep.onnx;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Some of what {@link Fuzz} does. */
class FuzzTest {

    private static final int FILES = 3000;

    @Test
    void seedsAreSound() {
        for (OnnxFile seed : Fuzz.seeds()) {
            assertThatCode(() -> new OnnxFormat().read(Optional.empty(), seed.bytes())).doesNotThrowAnyException();
        }
    }

    @Test
    void changedFilesAreReadOrRefused() {
        for (long seed = 0; seed < FILES; seed++) {
            byte[] bytes = Fuzz.changed(seed);
            assertThatCode(() -> Fuzz.read(bytes)).as("seed %d", seed).doesNotThrowAnyException();
        }
    }
}

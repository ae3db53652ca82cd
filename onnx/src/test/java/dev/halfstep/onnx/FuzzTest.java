package dev.halfstep.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
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
        List<ModelProto> seeds = Fuzz.seeds().stream().map(OnnxFile::model).toList();
        for (long seed = 0; seed < FILES; seed++) {
            byte[] bytes = Fuzz.changed(seeds, seed);
            assertThat(Fuzz.finding(bytes)).as("seed %d", seed).isEmpty();
        }
    }
}

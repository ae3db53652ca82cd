package dev.halfstep.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfstep.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where no module of another format is there. */
class ModelFormatsTest {

    @ParameterizedTest
    @CsvSource({"net.onnx, halfstep-onnx", "NET.ONNX, halfstep-onnx", "net.keras, halfstep-keras",
            "net.h5, halfstep-keras"})
    void aMissingModuleIsNamed(String file, String module) {
        assertThatThrownBy(() -> ModelFormats.tflite(Path.of(file), new byte[100])).isInstanceOf(Problem.class)
                .hasMessageContaining(module);
    }

    @Test
    void aFileOfTensorFlowLiteIsItselfWhateverItsName() {
        byte[] bytes = "????TFL3 and so on".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(ModelFormats.tflite(Path.of("net.onnx"), bytes)).isSameAs(bytes);
    }

    @Test
    void whatNobodyKnowsIsLeftToTheReaderOfTensorFlowLite() {
        var bytes = new byte[100];

        assertThat(ModelFormats.tflite(Path.of("net.bin"), bytes)).isSameAs(bytes);
    }
}

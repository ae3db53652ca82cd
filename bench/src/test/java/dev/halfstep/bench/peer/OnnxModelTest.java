package dev.halfstep.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.halfstep.bench.DenseNetwork;
import dev.halfstep.graph.Graph;
import dev.halfstep.quantize.Precision;
import dev.halfstep.tflite.TfliteWriter;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ONNX model that the benches write, run by ONNX Runtime, against our interpreter. */
class OnnxModelTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"9-64-1, 1", "9-64-1, 100", "9-128-64-1, 33", "3-5-4-2, 7"})
    void givesTheCodesOfOurInterpreter(String widths, int rows) {
        Work work = work(widths, rows);
        int layers = DenseNetwork.extents(widths).length - 2;

        Peer onnx = work.loaded(Engine.ONNX_RUNTIME, layers, 0);

        byte[] codes = onnx.result();
        assertThat(codes).hasSize(rows * DenseNetwork.extents(widths)[layers + 1]);
        assertThat(IntStream.range(0, codes.length).map(i -> codes[i]).distinct().count())
                .as("different codes").isGreaterThan(codes.length / 20);
    }

    @Test
    void aCodeTooFarAwayIsNoticed() {
        Work small = work("9-64-1", 50);
        Graph other = DenseNetwork.of("9-65-1", Precision.FULL_UINT8);

        assertThatIllegalStateException()
                .isThrownBy(() -> new Work(small.file(), other, 50).loaded(Engine.TFLITE_REFERENCE, 1, 0))
                .withMessageContaining("more than 1.0 apart");
    }

    @Test
    void refusesWhatHasNoEqual() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OnnxFile.toBytes(DenseNetwork.of("9-64-1", Precision.FULL_INT8), 1))
                .withMessageContaining("the ends are not uint8");
    }

    private Work work(String widths, int rows) {
        Path file = folder.resolve("model.tflite");
        TfliteWriter.write(DenseNetwork.of(widths, Precision.FULL_UINT8), file);
        return Work.of(file, rows);
    }
}

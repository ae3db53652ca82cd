package dev.halfstep.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.Reference;
import dev.halfstep.graph.Graph;
import dev.halfstep.op.Activation;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TfliteReaderTest {

    private final RawModel raw = new RawModel();

    @Test
    void readsTheSoundModel() {
        Graph graph = TfliteReader.read(raw.bytes());
        assertThat(graph.constant(RawModel.WEIGHTS)).isEqualTo(Tensor.of(Shape.of(1, 2), 1, 2));
        assertThat(graph.nodes().getFirst().op()).isEqualTo(FullyConnected.with(Activation.NONE));
    }

    @Test
    void otherFilesAreRecognised() {
        assertRefused(new byte[0], "this is not a .tflite file");
        assertRefused("age,sex,bmi\n19,female,27.9".getBytes(StandardCharsets.UTF_8), "bytes 4 to 7 are not \"TFL3\"");
        assertRefused("\0\0\0\0TFL3".getBytes(StandardCharsets.UTF_8), "the file is damaged or cut short");
    }

    @Test
    void problemsNameTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("a.tflite"), new byte[3]);
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> TfliteReader.read(file))
                .satisfies(problem -> assertThat(problem.places()).containsExactly(file.toString()));
    }

    @Test
    void otherSchemaVersionsAreNotSupported() {
        raw.version = 2;
        assertRefused("the file has schema version 2; version 3 is supported.");
    }

    @Test
    void otherSubgraphsAreLeftAlone() {
        raw.subgraphs = 2;
        assertThat(TfliteReader.read(raw.bytes()).nodes()).hasSize(1);
    }

    /** Converters leave a scale beside real values now and then; nobody reads it. */
    @Test
    void scalesOfRealValuesMeanNothing() {
        raw.scales = new float[] {0, Float.NaN, -1};
        raw.quantizationDetails = 1;
        assertThat(TfliteReader.read(raw.bytes()).tensor(RawModel.WEIGHTS).quantization()).isEmpty();
    }

    @Test
    void unknownOpsAreNamed() {
        raw.deprecatedOp = 52;
        raw.op = 52;
        assertRefused("node 0: the op BIDIRECTIONAL_SEQUENCE_LSTM is not supported.");
    }

    /** Ops above 127 stand in a second field; the first says PLACEHOLDER_FOR_GREATER_OP_CODES. */
    @Test
    void newOpsAreNamed() {
        raw.deprecatedOp = 127;
        raw.op = 149;
        assertRefused("node 0: the op MULTINOMIAL is not supported.");
    }

    @Test
    void opsThatNobodyKnowsAreNumbered() {
        raw.op = 99_999;
        assertRefused("node 0: the op number 99999 is not supported.");
    }

    @Test
    void oldFilesHaveTheOldFieldOnly() {
        raw.op = 0;
        assertThat(TfliteReader.read(raw.bytes()).nodes()).hasSize(1);
    }

    @Test
    void customOpsAreNamed() {
        raw.op = 32;
        raw.customOp = "Edge TPU";
        assertRefused("node 0: the custom op 'Edge TPU' is not supported. Convert the model with built-in ops only.");
    }

    @Test
    void sparseTensorsAreNotSupported() {
        raw.sparse = true;
        assertRefused("tensor 1 'w': sparse tensors are not supported.");
    }

    @Test
    void statesHaveNoContents() {
        raw.variable = true;
        assertRefused("tensor 1 'w': it holds a state, but has fixed contents.");
    }

    @Test
    void otherElementTypesAreNamed() {
        raw.weightsType = 10;
        assertRefused("tensor 1 'w': the element type FLOAT64 is not supported.");
        var odd = new RawModel();
        odd.weightsType = -7;
        assertRefused(odd.bytes(), "tensor 1 'w': the element type number -7 is not supported.");
    }

    @Test
    void otherActivationsAreNamed() {
        raw.activation = 4;
        assertRefused("node 0: the fused activation TANH is not supported.");
    }

    /** As TensorFlow Lite has it: options of another op's type are no options. */
    @Test
    void optionsOfAnotherOpAreNone() {
        raw.activation = 1;
        assertThat(activation(raw)).isEqualTo(Activation.RELU);
        var other = new RawModel();
        other.activation = 1;
        other.optionsType = 1;
        assertThat(activation(other)).isEqualTo(Activation.NONE);
    }

    private static Activation activation(RawModel model) {
        return ((FullyConnected) TfliteReader.read(model.bytes()).nodes().getFirst().op()).activation();
    }

    @Test
    void shuffledWeightsAreNotSupported() {
        raw.weightsFormat = 1;
        assertRefused("node 0: shuffled weights are not supported.");
    }

    @Test
    void customQuantizationIsNotSupported() {
        raw.weightsType = 9;
        raw.scales = new float[] {1};
        raw.quantizationDetails = 1;
        assertRefused("tensor 1 'w': a quantization other than by scale and zero point is not supported.");
    }

    @Test
    void contentsFillTheShape() {
        raw.weightsShape = new int[] {1, 3};
        assertRefused("tensor 1 'w': 8 bytes do not fill the shape [1, 3] of float32.");
    }

    /** C++ takes any other byte for true, too. */
    @Test
    void truthValuesAreZeroOrNot() {
        ByteBuffer content = ByteBuffer.wrap(new byte[] {0, 1, -1, 0, 2});
        assertThat(new ConstantReader(5).read(content, DType.BOOL, Shape.of(5), Optional.empty()))
                .isEqualTo(Codes.bool(Shape.of(5), new byte[] {0, 1, 1, 0, 1}));
    }

    @Test
    void buffersExist() {
        raw.weightsBuffer = 2;
        assertRefused("tensor 1 'w': there is no buffer 2; the file has 2.");
    }

    @Test
    void contentsMayStandBehindTheFlatbuffer() {
        int length = behind(2).length;
        byte[] file = Arrays.copyOf(behind(length), length + raw.weights.length);
        System.arraycopy(raw.weights, 0, file, length, raw.weights.length);
        assertThat(TfliteReader.read(file).constant(RawModel.WEIGHTS)).isEqualTo(Tensor.of(Shape.of(1, 2), 1, 2));
        assertRefused(Arrays.copyOf(file, file.length - 1), "the file is damaged or cut short");
    }

    private byte[] behind(long offset) {
        var model = new RawModel();
        model.weights = new byte[0];
        model.offset = offset;
        model.size = raw.weights.length;
        return model.bytes();
    }

    @Test
    void readsTheFilesOfTheConverter() {
        Graph graph = new Reference("mlp_relu", "full_uint8").graph();
        assertThat(graph.description()).isEqualTo("MLIR Converted.");
        assertThat(graph.metadata()).containsKeys("min_runtime_version", "CONVERSION_METADATA");
        assertThat(graph.inputTensors().getFirst().signature()).isEqualTo(Shape.of(1, 9));
        assertThat(graph.signatures()).singleElement()
                .satisfies(signature -> assertThat(signature.key()).isEqualTo("serving_default"));
    }

    private void assertRefused(String message) {
        assertRefused(raw.bytes(), message);
    }

    private static void assertRefused(byte[] bytes, String message) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> TfliteReader.read(bytes))
                .withMessageContaining(message);
    }
}

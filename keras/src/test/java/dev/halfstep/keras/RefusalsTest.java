package dev.halfstep.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfstep.format.ModelFormats;
import dev.halfstep.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be read is named, with what can be done instead. */
class RefusalsTest {

    private static void assertRefused(byte[] bytes, String... texts) {
        assertThatThrownBy(() -> Changed.read(bytes)).isInstanceOf(Problem.class).message().contains(texts);
    }

    private static void assertRefused(String model, UnaryOperator<String> change, String... texts) {
        assertRefused(Changed.config(model, change), texts);
    }

    @Test
    void allLayersThatAreNotKnownAreNamedAtOnce() {
        assertRefused("mlp_normalized", config -> config.replaceFirst("\"Dense\"", "\"Lambda\"")
                .replaceFirst("\"Dropout\"", "\"Masking\"").replaceFirst("\"Dense\"", "\"MyDense\""),
                "layer 'dense_49': a Lambda layer has code of Python", "layer 'dropout", "masks steps",
                "layer 'dense_50': there is no layer 'MyDense'", "Write it with layers of Keras");
    }

    @Test
    void layersWithinLayersAreNamedWithTheirPlace() {
        assertRefused("nested", config -> config.replaceFirst("\"BatchNormalization\"", "\"Mine\""),
                "layer 'inner': layer 'batch_normalization", "there is no layer 'Mine'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "conv2d_valid | channels_last | channels_first | its data are channels_first",
            "lstm | \"stateful\": false | \"stateful\": true | its setting stateful is not supported",
            "embedding | \"mask_zero\": false | \"mask_zero\": true | it masks steps",
            "dense | \"relu\" | \"my_relu\" | the activation 'my_relu' is not supported",
            "dense | \"units\" | \"lora_rank\": 2, \"units\" | its setting lora_rank is not supported",
            "dense | DTypePolicy | QuantizedDTypePolicy | it was quantized by Keras",
            "lstm | null, 6, 4 | null, null, 4 | more than the first extent is open",
            "dense | \"float32\", \"sparse\" | \"string\", \"sparse\" | an input of type 'string' is not supported",
            "up_sampling2d | nearest | bicubic | the interpolation 'bicubic' is not supported",
            "shared | \"kwargs\": {} | \"kwargs\": {\"training\": true} | it is called with 'training'",
            "operations | \"TrueDivide\" | \"Sort\" | there is no operation 'Sort'",
            "softmax | \"axis\": -1 | \"axis\": [1, 2] | a softmax over 2 axes is not supported",
            "rnn_of_cell | \"GRUCell\" | \"MyCell\" | its cell of the class 'MyCell' is not supported",
            "bidirectional_gru_sum | \"merge_mode\": \"sum\" | \"merge_mode\": \"max\" | the merge_mode 'max'",
            "conv2d_transpose_same_3_2 | \"output_padding\": null | \"output_padding\": 1 | its setting output_padding",
            "dense | \"Sequential\" | \"MyModel\" | of the class 'MyModel', whose code is not in the file",
            "shared | \"output_layers\" | \"outputs\" | lists no layers, or no outputs"})
    void settingsThatAreNotSupportedAreNamed(String model, String text, String other, String message) {
        assertRefused(model, config -> config.replace(text, other), message);
    }

    @Test
    void weightsMustBeThereAndFit() {
        Map<String, byte[]> parts = Changed.parts("dense");
        parts.put(Changed.WEIGHTS, Changed.weights("relu"));
        assertRefused(HostileModels.zip(parts), "layer 'dense", "weights 'kernel'", "they are not in the file");
        assertRefused("dense", config -> config.replace("null, 5", "null, 7"), "layer 'dense", "7", "[4, 5]");
        parts.remove(Changed.WEIGHTS);
        assertRefused(HostileModels.zip(parts), "it is an archive without model.weights.h5", "Save the model by");
        parts.remove(Changed.CONFIG);
        assertRefused(HostileModels.zip(parts), "without config.json");
    }

    @Test
    void weightsAloneAreNoModel() {
        assertRefused(Changed.weights("dense"), "it holds no model: perhaps weights alone",
                "not by save_weights");
    }

    @Test
    void whatIsNoModelIsSaid() {
        assertRefused(new byte[0], "the file is empty");
        assertRefused("model".getBytes(StandardCharsets.UTF_8), "not an HDF5 file");
        Path name = Path.of("model.keras");
        assertThatThrownBy(() -> ModelFormats.tflite(name, new byte[9])).isInstanceOf(Problem.class);
    }

    @Test
    void aFileIsKnownByItsBytesAndByItsName() {
        var format = new KerasFormat();
        assertThat(format.matches(Path.of("x"), Archive.named("layers.zip", "nested_h5").bytes())).isTrue();
        assertThat(format.matches(Path.of("x.KERAS"), new byte[0])).isTrue();
        assertThat(format.matches(Path.of("x.h5"), new byte[0])).isTrue();
        assertThat(format.matches(Path.of("x.hdf5"), new byte[0])).isTrue();
        assertThat(format.matches(Path.of("x.onnx"), new byte[20])).isFalse();
    }
}

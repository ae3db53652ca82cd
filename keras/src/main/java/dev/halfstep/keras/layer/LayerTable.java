package dev.halfstep.keras.layer;

import dev.halfstep.keras.config.LayerConfig;
import dev.halfstep.keras.config.NetworkConfig;
import dev.halfstep.keras.config.Settings;
import dev.halfstep.keras.layer.ConvLayer.Form;
import dev.halfstep.keras.layer.NamedActivation.Function;
import dev.halfstep.op.Op;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.util.Optional;
import java.util.Set;

/**
 * The layers that are known, by their classes.
 *
 * @param isOld whether the file is of Keras 1 or 2
 */
record LayerTable(boolean isOld) {

    /** What does nothing to data that are not trained on. */
    private static final Set<String> IDLE = Set.of("Dropout", "SpatialDropout1D", "SpatialDropout2D",
            "SpatialDropout3D",
            "AlphaDropout", "GaussianDropout", "GaussianNoise", "ActivityRegularization", "Identity", "RandomFlip",
            "RandomRotation", "RandomZoom", "RandomTranslation", "RandomContrast", "RandomBrightness", "RandomShear",
            "RandomColorJitter", "RandomHue", "RandomSaturation", "RandomSharpness", "RandomGrayscale",
            "RandomPosterization", "RandomColorDegeneration", "RandomGaussianBlur", "RandomErasing");
    private static final Set<String> CODED = Set.of("int8", "int4", "float8", "gptq", "awq");

    /**
     * Reads a layer.
     *
     * @throws Problem if it is not known, or has settings that are not supported
     */
    Layer read(LayerConfig config) {
        Settings settings = config.settings();
        requireFloat(settings);
        if (NetworkConfig.isNetwork(config.kind())) {
            return new NetworkLayer(NetworkConfig.of(config), this, settings.flag("trainable", true));
        }
        if (config.isOperation()) {
            return Operations.of(config).orElseThrow(() -> unknown(config, "operation"));
        }
        return activation(config).or(() -> plain(config)).or(() -> weighted(config))
                .orElseThrow(() -> unknown(config, "layer"));
    }

    private static void requireFloat(Settings settings) {
        String policy = settings.get("dtype").path("config").path("name").asText(settings.get("dtype").asText(""));
        String kind = settings.get("dtype").path("class_name").asText("");
        if (kind.startsWith("Quantized") || CODED.stream().anyMatch(policy::startsWith)) {
            throw Problem.model("it was quantized by Keras").remedy("Save the model before it is quantized.");
        }
    }

    private static Problem unknown(LayerConfig config, String what) {
        if (config.kind().equals("Masking")) {
            return Refusals.mask();
        }
        String kind = Quoted.of(config.kind());
        boolean isLambda = config.kind().equals("Lambda");
        return isLambda ? Problem.model("a Lambda layer has code of Python, which is not run")
                .remedy("Write it with layers of Keras.")
                : Problem.model("there is no " + what + " " + kind)
                        .remedy("Write it with layers that docs/keras.md lists, or export the model as .tflite.");
    }

    private Optional<Layer> activation(LayerConfig config) {
        Optional<Function> function = ActivationLayers.of(config, this);
        return function.map(f -> (Layer.Plain) call -> f.of(call.parts(), call.name(), call.real()));
    }

    private static Optional<Layer> plain(LayerConfig config) {
        Settings settings = config.settings();
        if (IDLE.contains(config.kind())) {
            return Optional.of((Layer.Plain) Call::input);
        }
        Optional<Op> merge = MergeLayers.operation(config.kind());
        if (merge.isPresent()) {
            return Optional.of(MergeLayers.each(merge.get()));
        }
        return Optional.ofNullable(switch (config.kind()) {
            case "Average" -> MergeLayers.average();
            case "Concatenate" -> MergeLayers.concatenate(settings);
            case "Dot" -> MergeLayers.dot(settings);
            case "Flatten" -> ShapeLayers.flatten(settings);
            case "Reshape" -> ShapeLayers.reshape(settings);
            case "Permute" -> ShapeLayers.permute(settings);
            case "RepeatVector" -> ShapeLayers.repeat(settings);
            case "ZeroPadding1D" -> ShapeLayers.padding(1, settings);
            case "ZeroPadding2D" -> ShapeLayers.padding(2, settings);
            case "Cropping1D" -> ShapeLayers.cropping(1, settings);
            case "Cropping2D" -> ShapeLayers.cropping(2, settings);
            case "UpSampling1D" -> ShapeLayers.upSampling(1, settings);
            case "UpSampling2D" -> ShapeLayers.upSampling(2, settings);
            case "MaxPooling1D", "MaxPool1D" -> PoolLayers.windows(false, 1, settings);
            case "MaxPooling2D", "MaxPool2D" -> PoolLayers.windows(false, 2, settings);
            case "AveragePooling1D", "AvgPool1D" -> PoolLayers.windows(true, 1, settings);
            case "AveragePooling2D", "AvgPool2D" -> PoolLayers.windows(true, 2, settings);
            case "GlobalMaxPooling1D" -> PoolLayers.global(false, 1, settings);
            case "GlobalMaxPooling2D" -> PoolLayers.global(false, 2, settings);
            case "GlobalAveragePooling1D" -> PoolLayers.global(true, 1, settings);
            case "GlobalAveragePooling2D" -> PoolLayers.global(true, 2, settings);
            case "Rescaling" -> NormLayers.rescaling(settings);
            case "UnitNormalization" -> NormLayers.unit(settings);
            default -> null;
        });
    }

    private Optional<Layer> weighted(LayerConfig config) {
        Settings settings = config.settings();
        return Optional.ofNullable(switch (config.kind()) {
            case "Dense" -> new DenseLayer(settings, this);
            case "Conv1D", "Convolution1D" -> new ConvLayer(Form.FULL, 1, settings, this);
            case "Conv2D", "Convolution2D" -> new ConvLayer(Form.FULL, 2, settings, this);
            case "DepthwiseConv1D" -> new ConvLayer(Form.DEPTHWISE, 1, settings, this);
            case "DepthwiseConv2D" -> new ConvLayer(Form.DEPTHWISE, 2, settings, this);
            case "SeparableConv1D" -> new ConvLayer(Form.SEPARABLE, 1, settings, this);
            case "SeparableConv2D" -> new ConvLayer(Form.SEPARABLE, 2, settings, this);
            case "Conv1DTranspose" -> new TransposedConvLayer(1, settings, this);
            case "Conv2DTranspose" -> new TransposedConvLayer(2, settings, this);
            case "PReLU" -> new ActivationLayers.Prelu();
            case "BatchNormalization" -> NormLayers.batch(settings);
            case "LayerNormalization" -> NormLayers.layer(settings);
            case "RMSNormalization" -> NormLayers.rootMeanSquare(settings);
            case "Normalization" -> NormLayers.features(settings);
            case "Embedding" -> new EmbeddingLayer(settings);
            case "LSTM", "GRU", "SimpleRNN", "RNN" -> RecurrentLayer.of(config, this);
            case "Bidirectional" -> new BidirectionalLayer(settings, this);
            case "TimeDistributed" -> new TimeDistributedLayer(config, this);
            default -> null;
        });
    }
}

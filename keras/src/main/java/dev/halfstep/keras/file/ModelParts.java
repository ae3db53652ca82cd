package dev.halfstep.keras.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.halfstep.keras.hdf5.Hdf5File;
import dev.halfstep.keras.hdf5.Hdf5Object;
import dev.halfstep.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What a file of Keras holds, of either form.
 *
 * @param config the network, as Keras describes it
 * @param weights the file of the weights
 * @param isArchive whether it is a {@code .keras} file, where weights are found by where they are, not by their names
 * @param isOld whether Keras 1 or 2 wrote it, in which a few activations were others
 */
public record ModelParts(JsonNode config, Hdf5File weights, boolean isArchive, boolean isOld) {

    /** Where the weights of an archive are. */
    private static final String WEIGHTS = "model.weights.h5";
    /** A layer in a model in a model takes a dozen levels. */
    private static final int MOST_LEVELS = 300;
    private static final int KERAS_3 = 3;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MOST_LEVELS).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    /** Whether bytes begin as a file of Keras does; an archive may be something else. */
    public static boolean matches(byte[] bytes) {
        return Hdf5File.matches(bytes);
    }

    /**
     * Takes a file apart.
     *
     * @throws Problem if it is damaged, or holds weights without a model
     */
    public static ModelParts of(byte[] bytes) {
        return ZipParts.matches(bytes) ? ofArchive(ZipParts.of(bytes)) : ofHdf5(Hdf5File.of(bytes));
    }

    private static ModelParts ofArchive(ZipParts parts) {
        JsonNode config = json("config.json", parts.part("config.json")
                .orElseThrow(() -> Problem.model("it is an archive without config.json, so none of Keras")));
        if (!parts.has(WEIGHTS)) {
            throw Problem.model("it is an archive without " + WEIGHTS)
                    .remedy("Save the model by model.save('model.keras'), where h5py is installed.");
        }
        String version = parts.part("metadata.json").map(text -> json("metadata.json", text))
                .map(metadata -> metadata.path("keras_version").asText("")).orElse("");
        byte[] weights = parts.part(WEIGHTS).orElseThrow();
        return new ModelParts(config, at(WEIGHTS, weights), true, isOld(version));
    }

    private static Hdf5File at(String place, byte[] bytes) {
        try {
            return Hdf5File.of(bytes);
        } catch (Problem problem) {
            throw problem.at(place);
        }
    }

    private static ModelParts ofHdf5(Hdf5File file) {
        Hdf5Object root = file.root();
        String config = first(root, "model_config").orElseThrow(() -> Problem
                .model("it holds no model: perhaps weights alone")
                .remedy("Save the whole model, by model.save('model.keras'), not by save_weights."));
        String version = first(root, "keras_version").orElse("");
        return new ModelParts(json("model_config", config.getBytes(StandardCharsets.UTF_8)), file,
                false, isOld(version));
    }

    private static Optional<String> first(Hdf5Object object, String attribute) {
        return object.texts(attribute).filter(texts -> !texts.isEmpty()).map(List::getFirst);
    }

    private static boolean isOld(String version) {
        int major = version.isEmpty() ? 0 : version.charAt(0) - '0';
        return major < KERAS_3 && (version.length() < 2 || version.charAt(1) == '.');
    }

    private static JsonNode json(String place, byte[] text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node == null || !node.isObject()) {
                throw Problem.model(place + " is no JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw Problem.model(place + " is not JSON as Keras writes it: " + e.getOriginalMessage()).because(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

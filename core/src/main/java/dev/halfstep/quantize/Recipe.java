package dev.halfstep.quantize;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.halfstep.file.WholeFile;
import dev.halfstep.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to quantize, as data.
 *
 * @param name for messages and plans
 * @param calibrationRows how many of the calibration rows are seen, from the first on; {@code null} for all
 * @param perChannelWeights whether each output of a dense layer has a weight scale of its own
 * @param biasCorrection whether biases are moved so that the mean of each layer's sums stays what it is in float
 * @param dynamicRangeMinElements weights with fewer elements stay in float in a dynamic-range model
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Recipe(String name, @Nullable Integer calibrationRows, boolean perChannelWeights,
        boolean biasCorrection, int dynamicRangeMinElements) {

    /** TensorFlow's converter: its own defaults, and the first 100 rows that most guides show. */
    public static final Recipe TENSORFLOW = new Recipe("tensorflow", 100, true, false, 1024);

    /** Halfstep's own: sees every calibration row and corrects biases. */
    public static final Recipe DEFAULT = new Recipe("default", null, true, true, 1024);

    private static final List<Recipe> BUILT_IN = List.of(DEFAULT, TENSORFLOW);

    /** Strict: a value of another type is an error, not something to be made the best of. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual,
                    config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    public Recipe {
        if (calibrationRows != null && calibrationRows < 1) {
            throw Problem.of("a recipe must see at least one calibration row, not " + calibrationRows);
        }
        if (dynamicRangeMinElements < 0) {
            throw Problem.of("dynamicRangeMinElements must not be negative: " + dynamicRangeMinElements);
        }
    }

    /** How many of {@code available} calibration rows are seen. */
    public int rowsSeen(int available) {
        return calibrationRows == null ? available : Math.min(calibrationRows, available);
    }

    /**
     * A built-in recipe by name, or one from a JSON file.
     *
     * @throws Problem if there is neither
     */
    public static Recipe named(String nameOrFile) {
        for (Recipe recipe : BUILT_IN) {
            if (recipe.name.equals(nameOrFile)) {
                return recipe;
            }
        }
        if (!nameOrFile.endsWith(".json")) {
            throw Problem.of("there is no recipe '" + nameOrFile + "'")
                    .remedy("Choose default or tensorflow, or name a .json file.");
        }
        try {
            return fromJson(new String(WholeFile.read(Path.of(nameOrFile)), StandardCharsets.UTF_8));
        } catch (Problem problem) {
            throw problem.places().isEmpty() ? problem.at(nameOrFile) : problem;
        }
    }

    /**
     * A recipe from its JSON form; {@code calibrationRows} may be left out.
     *
     * @throws Problem if the text is not a recipe
     */
    public static Recipe fromJson(String json) {
        try {
            return JSON.readValue(requireNames(json), Recipe.class);
        } catch (JsonProcessingException e) {
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw Problem.of("this is not a recipe: " + e.getOriginalMessage()).because(e)
                    .remedy("A recipe looks like " + DEFAULT.toJson() + ".");
        }
    }

    private static String requireNames(String json) throws JsonProcessingException {
        var tree = JSON.readTree(json);
        for (String field : List.of("name", "perChannelWeights", "biasCorrection", "dynamicRangeMinElements")) {
            if (!tree.hasNonNull(field)) {
                throw Problem.of("the recipe does not say " + field)
                        .remedy("A recipe looks like " + DEFAULT.toJson() + ".");
            }
        }
        return json;
    }

    /** This recipe as JSON, on one line. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

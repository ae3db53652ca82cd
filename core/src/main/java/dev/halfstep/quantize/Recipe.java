package dev.halfstep.quantize;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.halfstep.calibrate.RangeMethod;
import dev.halfstep.file.WholeFile;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.chain.Effort;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to quantize, as data. Each part can be set alone.
 *
 * <p>
 * Codes of features, scales of units and fitted codes are for chains of dense layers with int8 activations; other networks and
 * precisions get what is left of the recipe.
 *
 * @param name for messages and plans
 * @param calibrationRows how many of the calibration rows are seen, from the first on; {@code null} for all
 * @param ranges how the ranges of inputs and hidden layers are made from what calibration sees; that of the output is always from
 *        the smallest to the largest value, so that no row that was seen clips there
 * @param headroom by which share of its width the output's range is widened at each end, 0 to 1: rows that were not seen reach
 *        further than those that were
 * @param hiddenHeadroom the same for hidden layers
 * @param perChannelWeights whether each output of a dense layer has a weight scale of its own
 * @param biasCorrection whether biases are moved so that the mean of each layer's sums stays what it is in float
 * @param featureCodes whether each feature of an integer input has codes of its own; see {@link dev.halfstep.graph.FeatureCodes}
 * @param equalization whether each hidden unit has a scale of its own, which its weights take up
 * @param fitting what is spent on choosing codes by their effect on the output
 * @param width how many multiply-adds the quantized network may take, as a multiple of the float network's: what is above 1 goes
 *        to second codes for features and to repeated hidden units where int8 is too coarse
 * @param vernier how many copies of each output there are, each shifted by a part of a step, of which the mean has that many times
 *        the resolution; 1 for an ordinary output
 * @param dynamicRangeMinElements weights with fewer elements stay in float in a dynamic-range model
 * @param converterScales whether scales are shared and widened as TensorFlow's converter does, also where that costs accuracy: a
 *        tensor takes a scale that one of its readers needs for all of them, and {@link OverwrittenRanges} apply
 * @param keepFloat names of ops, or of tensors that nodes write, which stay in float; {@code *} stands for any characters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Recipe(String name, @Nullable Integer calibrationRows, RangeMethod ranges, double headroom,
        double hiddenHeadroom, boolean perChannelWeights, boolean biasCorrection, boolean featureCodes,
        boolean equalization, Effort fitting, double width, int vernier, int dynamicRangeMinElements,
        boolean converterScales, List<String> keepFloat) {

    /** TensorFlow's converter: its own defaults, and the first 100 rows that most guides show. */
    public static final Recipe TENSORFLOW = new Recipe("tensorflow", 100, RangeMethod.MIN_MAX, 0, 0, true, false, false,
            false, Effort.NONE, 1, 1, 1024, true, List.of());

    /** Halfstep's own: sees every calibration row, and takes some milliseconds for codes that suit the network. */
    public static final Recipe DEFAULT = new Recipe("default", null, RangeMethod.MIN_MAX, 0.04, 0.2, true, true, true,
            true, Effort.QUICK, 1, 1, 1024, false, List.of());

    /** The most accurate: spends up to a minute on the codes. */
    public static final Recipe BEST = new Recipe("best", null, RangeMethod.MIN_MAX, 0.04, 0.2, true, true, true, true,
            Effort.THOROUGH, 1, 1, 1024, false, List.of());

    /** The most that width and vernier may ask for: beyond, nothing is gained. */
    private static final int MOST_COPIES = 64;

    private static final List<Recipe> BUILT_IN = List.of(DEFAULT, BEST, TENSORFLOW);

    /**
     * Strict: a value of another type is an error, not something to be made the best of. Apart, for a quicker start: the recipes
     * that are built in need no mapper.
     */
    private static final class Json {
        private static final JsonMapper MAPPER = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(LogicalType.Textual,
                        config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }

    public Recipe {
        keepFloat = List.copyOf(keepFloat);
        if (calibrationRows != null && calibrationRows < 1) {
            throw Problem.of("a recipe must see at least one calibration row, not " + calibrationRows);
        }
        if (!(headroom >= 0 && headroom <= 1) || !(hiddenHeadroom >= 0 && hiddenHeadroom <= 1)) {
            throw Problem.of("headroom must be from 0 to 1, not " + headroom + " and " + hiddenHeadroom)
                    .remedy("0.05 widens a range by 5 % at each end.");
        }
        if (!(width >= 1 && width <= MOST_COPIES)) {
            throw Problem.of("width must be from 1 to " + MOST_COPIES + ", not " + width)
                    .remedy("1.5 allows half as many multiply-adds more than the float network takes.");
        }
        if (vernier < 1 || vernier > MOST_COPIES) {
            throw Problem.of("vernier must be from 1 to " + MOST_COPIES + ", not " + vernier)
                    .remedy("4 gives an output four times the resolution.");
        }
        if (dynamicRangeMinElements < 0) {
            throw Problem.of("dynamicRangeMinElements must not be negative: " + dynamicRangeMinElements);
        }
    }

    /** This recipe by another name. */
    public Recipe withName(String other) {
        return with("name", TextNode.valueOf(other));
    }

    /** This recipe with other ranges for inputs and hidden layers. */
    public Recipe withRanges(RangeMethod method) {
        return with("ranges", TextNode.valueOf(method.label()));
    }

    /** This recipe with another headroom for the output. */
    public Recipe withHeadroom(double share) {
        return with("headroom", DoubleNode.valueOf(share));
    }

    /** This recipe with or without codes for each feature. */
    public Recipe withFeatureCodes(boolean own) {
        return with("featureCodes", BooleanNode.valueOf(own));
    }

    /** This recipe with another effort. */
    public Recipe withFitting(Effort effort) {
        return with("fitting", TextNode.valueOf(effort.label()));
    }

    /** This recipe with another budget of multiply-adds. */
    public Recipe withWidth(double multiple) {
        return with("width", DoubleNode.valueOf(multiple));
    }

    /** This recipe with another number of copies of each output. */
    public Recipe withVernier(int copies) {
        return with("vernier", IntNode.valueOf(copies));
    }

    /** This recipe with other parts kept in float. */
    public Recipe withKeepFloat(List<String> names) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        names.forEach(array::add);
        return with("keepFloat", array);
    }

    private Recipe with(String field, JsonNode value) {
        ObjectNode tree = Json.MAPPER.valueToTree(this);
        tree.set(field, value);
        return fromJson(tree.toString());
    }

    /** Whether it asks for more than ranges and rounding. */
    boolean fits() {
        return featureCodes || equalization || fitting != Effort.NONE || width > 1 || vernier > 1;
    }

    /** How many of {@code available} calibration rows are seen. */
    public long rowsSeen(long available) {
        return calibrationRows == null ? available : Math.min(calibrationRows, available);
    }

    /**
     * A built-in recipe by name, or one from a JSON file.
     *
     * @throws Problem if there is neither
     */
    public static Recipe named(String nameOrFile) {
        Optional<Recipe> builtIn = builtIn(nameOrFile);
        if (builtIn.isPresent()) {
            return builtIn.get();
        }
        if (!nameOrFile.endsWith(".json")) {
            throw Problem.of("there is no recipe '" + nameOrFile + "'")
                    .remedy("Choose default, best or tensorflow, or name a .json file.");
        }
        try {
            return fromJson(new String(WholeFile.read(Path.of(nameOrFile)), StandardCharsets.UTF_8));
        } catch (Problem problem) {
            throw problem.places().isEmpty() ? problem.at(nameOrFile) : problem;
        }
    }

    private static Optional<Recipe> builtIn(String name) {
        return BUILT_IN.stream().filter(recipe -> recipe.name.equals(name)).findFirst();
    }

    /**
     * A recipe from its JSON form. Only the name is needed: what is left out is as in the recipe that {@code "base"} names, or as in
     * {@link #DEFAULT}.
     *
     * @throws Problem if the text is not a recipe
     */
    public static Recipe fromJson(String json) {
        try {
            return Json.MAPPER.treeToValue(completed(Json.MAPPER.readTree(json)), Recipe.class);
        } catch (JsonProcessingException e) {
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw Problem.of("this is not a recipe: " + e.getOriginalMessage()).because(e)
                    .remedy("A recipe looks like " + DEFAULT.toJson() + ".");
        }
    }

    private static JsonNode completed(JsonNode given) throws JsonProcessingException {
        if (!given.hasNonNull("name")) {
            throw Problem.of("the recipe does not say its name")
                    .remedy("A recipe looks like " + DEFAULT.toJson() + ".");
        }
        ObjectNode own = ((ObjectNode) given).deepCopy();
        own.properties().forEach(field -> requireValue(field.getKey(), field.getValue()));
        JsonNode base = own.remove("base");
        ObjectNode all = Json.MAPPER.valueToTree(base == null ? DEFAULT : builtIn(base.asText()).orElseThrow(
                () -> Problem.of("there is no recipe '" + base.asText() + "' to be the base of another")));
        return all.setAll(own);
    }

    /** {@code null} means something for the number of calibration rows alone. */
    private static void requireValue(String field, JsonNode value) {
        if (value.isNull() && !field.equals("calibrationRows")) {
            throw Problem.of("this is not a recipe: " + field + " is null")
                    .remedy("Leave out what shall stay as it is.");
        }
    }

    /** This recipe as JSON, on one line. */
    public String toJson() {
        try {
            return Json.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

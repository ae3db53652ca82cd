package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Rows;
import dev.halfstep.fixture.Seeds;
import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Choice.Trial;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tflite.TfliteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was written is read back, or refused with the name of what is wrong. */
class PlanJsonTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Graph NETWORK = NetworkBuilder.mlp(1, 3, 8, 1);
    private static final Tensor ROWS = Rows.normal(2, 60, 3);
    private static final Plan PLAN = plan(Precision.FULL_INT8, Recipe.DEFAULT.withVernier(2));

    private static Plan plan(Precision precision, Recipe recipe) {
        return Quantizer.plan(NETWORK, precision, precision.edges().getFirst(), recipe, ROWS);
    }

    @ParameterizedTest
    @EnumSource
    void roundTrips(Precision precision) {
        for (Recipe recipe : List.of(Recipe.TENSORFLOW, Recipe.DEFAULT.withVernier(3).withWidth(1.5),
                Recipe.DEFAULT.withFitting(dev.halfstep.quantize.chain.Effort.NONE).withEqualization(false))) {
            Plan plan = plan(precision, recipe);
            Plan read = Plan.fromJson(plan.toJson());
            assertThat(read).isEqualTo(plan).hasSameHashCodeAs(plan);
            assertThat(read.toJson()).isEqualTo(plan.toJson());
            assertThat(TfliteWriter.toBytes(Quantizer.apply(NETWORK, read)))
                    .isEqualTo(TfliteWriter.toBytes(Quantizer.apply(NETWORK, plan)));
        }
    }

    /** Values that are not finite are no JSON numbers; a measure may be one where labels are all predicted. */
    @ParameterizedTest
    @ValueSource(doubles = {0.25, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void accountsOfChoicesRoundTrip(double value) {
        var choice = new Choice(new Bound(Bound.Measure.MAE_LOSS, 0.01), 40, 20,
                List.of(new Trial(Recipe.TENSORFLOW, value, 32, false, "too coarse"),
                        new Trial(Recipe.DEFAULT, 0.001, 32, true, "good enough")),
                OptionalDouble.of(value));
        Plan plan = PLAN.withChoice(choice);
        assertThat(Plan.fromJson(plan.toJson())).isEqualTo(plan);
        assertThat(choice.isAnew()).isEqualTo(value == Double.NEGATIVE_INFINITY);
        Plan old = PLAN.withChoice(new Choice(choice.bound(), 40, 20, choice.trials(), OptionalDouble.empty()));
        assertThat(Plan.fromJson(old.toJson())).isEqualTo(old);
    }

    /** The shortest digits of a float, read as a double first, may lead to its neighbour. */
    @Test
    void everyScaleRoundTrips() {
        Seeds.forEach(50, random -> {
            var scales = new float[200];
            for (int i = 0; i < scales.length; i++) {
                scales[i] = Float.intBitsToFloat(1 + random.nextInt(0x7f7fffff));
            }
            var codes = new byte[scales.length];
            random.nextBytes(codes);
            long[] biases = random.longs(scales.length).toArray();
            Plan plan = PLAN.withDecisions(List.of(
                    new Decision.Weights(1, "\u00e9\"\\ \u2028", 0, scales.length, scales, codes, "why"),
                    new Decision.Bias(2, "", 0, DType.INT64, scales, biases, ""),
                    new Decision.Activation(0, "x", DType.INT16, scales[0], random.nextLong(), -scales[1], scales[2],
                            "so")));
            assertThat(Plan.fromJson(plan.toJson())).isEqualTo(plan);
        });
    }

    /** Plans are kept beside models, so their form must not change unnoticed. */
    @Test
    void looksTheSameForEver() {
        assertThat(PLAN.toJson().lines().map(String::strip)).startsWith("{", "\"version\" : 1,",
                "\"network\" : \"" + PLAN.network() + "\",", "\"precision\" : \"FULL_INT8\",", "\"edge\" : \"INT8\",",
                "\"recipe\" : {", "\"name\" : \"default\",", "\"ranges\" : \"min-max\",", "\"headroom\" : 0.04,");
        assertThat(PLAN.toJson()).contains("\"keepFloat\" : [ ]", "\"kind\" : \"InputCodes\"", "\"slots\" : [ {",
                "\"kind\" : \"Weights\"", "\"axis\" : 0,", "\"kind\" : \"OutputCopies\"", "\"copies\" : 2,");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "/version | 2 | plan: 'version' is 2, and only 1 is known here. Read the plan with the version",
            "/version | 0 | plan: 'version' is 0",
            "/version | '\"1\"' | plan: 'version' is not a number",
            "/network | '\"12\"' | plan: 'network' is not a digest of 64 hexadecimal digits",
            "/precision | '\"INT3\"' | plan: 'precision' is 'INT3', not one of FLOAT32, ",
            "/edge | '\"INT16\"' | plan: 'edge' is 'INT16', not one of INT8, UINT8, FLOAT32",
            "/calibrationRows | -1 | plan: 'calibrationRows' is -1, less than 0",
            "/calibrationRows | 1.5 | plan: 'calibrationRows' is not a whole number",
            "/decisions | {} | plan: 'decisions' is not an array",
            "/surprise | 1 | plan: nothing is known of 'surprise'",
            "/recipe/width | true | plan: recipe: 'width' is not a number",
            "/recipe/width | 0.5 | plan: recipe: width must be from 1 to 64",
            "/recipe/base | '\"best\"' | plan: recipe: nothing is known of 'base'",
            "/decisions/0/kind | '\"Guess\"' | plan: decision 0: 'kind' is 'Guess', which nothing is known of",
            "/decisions/0/tensor | -1 | plan: decision 0: 'tensor' is -1, less than 0",
            "/decisions/0/tensor | 5000000000 | plan: decision 0: 'tensor' is not a number of 32 bits",
            "/decisions/0/codes/slots/0/step | 0 | plan: decision 0: feature 0 cannot be coded",
            "/decisions/1/scale | 0 | plan: decision 1: 'scale' is 0.0, and a scale must be positive and finite",
            "/decisions/1/dtype | '\"INT7\"' | plan: decision 1: 'dtype' is 'INT7', not one of ",
            "/decisions/1/axis | 0 | plan: decision 1: nothing is known of 'axis'",
            "/decisions/3/codes | '\"***\"' | plan: decision 3: 'codes' is not bytes in Base64",
            "/decisions/3/scales/1 | '\"1\"' | plan: decision 3: 'scales[1]' is not a number",
            "/decisions/3/outputs | 0 | plan: decision 3: 'outputs' is 0, less than 1",
            "/decisions/4/codes/0 | 0.5 | plan: decision 4: 'codes[0]' is not a whole number",
            "/decisions/4/reason | null | plan: decision 4: 'reason' is not a text"})
    void damageIsNamed(String where, String value, String message) throws Exception {
        ObjectNode json = (ObjectNode) JSON.readTree(PLAN.toJson());
        String parent = where.substring(0, where.lastIndexOf('/'));
        String field = where.substring(where.lastIndexOf('/') + 1);
        JsonNode holder = json.at(parent);
        if (holder instanceof ArrayNode array) {
            array.set(Integer.parseInt(field), JSON.readTree(value));
        } else {
            ((ObjectNode) holder).set(field, JSON.readTree(value));
        }
        assertRefused(json.toString(), message);
    }

    /** Plans of versions without trials carried out all of their recipe. */
    @Test
    void withoutAWordOnTrialsThereWereNone() throws Exception {
        ObjectNode json = (ObjectNode) JSON.readTree(PLAN.toJson());
        ((ObjectNode) json.at("/recipe")).remove("trials");
        assertThat(Plan.fromJson(json.toString()).recipe().trials()).isFalse();
    }

    /** Nothing else has a value that would do instead. */
    @Test
    void nothingMayBeMissing() throws Exception {
        ObjectNode json = (ObjectNode) JSON.readTree(PLAN.toJson());
        for (String field : List.copyOf(json.properties().stream().map(e -> e.getKey()).toList())) {
            assertRefused(json.deepCopy().without(field).toString(), "plan: '" + field + "' is missing");
        }
        for (String field : List.copyOf(json.at("/recipe").properties().stream().map(e -> e.getKey())
                .filter(field -> !field.equals("trials")).toList())) {
            ObjectNode without = json.deepCopy();
            ((ObjectNode) without.at("/recipe")).remove(field);
            assertRefused(without.toString(), "plan: recipe: '" + field + "' is missing");
        }
        for (int d = 0; d < PLAN.decisions().size(); d++) {
            for (String field : List.copyOf(json.at("/decisions/" + d).properties().stream().map(e -> e.getKey())
                    .toList())) {
                ObjectNode without = json.deepCopy();
                ((ObjectNode) without.at("/decisions/" + d)).remove(field);
                assertRefused(without.toString(), "plan: decision " + d + ": '" + field + "' is missing");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "5", "{", "{}", "plan"})
    void otherTextsAreRefused(String text) {
        assertRefused(text, "plan: ");
    }

    /** A text that somebody changed is refused when it is read or applied, or is a plan: nothing else happens. */
    @Test
    void changedTextsGiveProblemsOnly() {
        String sound = PLAN.toJson();
        Seeds.forEach(1500, random -> {
            try {
                Quantizer.apply(NETWORK, Plan.fromJson(changed(sound, random)));
            } catch (Problem expected) {
                assertThat(expected).hasMessageContaining(":");
            }
        });
    }

    /** Decisions that are left out or said of another tensor. */
    @Test
    void changedDecisionsGiveProblemsOnly() {
        for (Precision precision : Precision.values()) {
            Plan plan = plan(precision, Recipe.DEFAULT);
            Seeds.forEach(300, random -> {
                var decisions = new ArrayList<>(plan.decisions());
                for (int changes = 1 + random.nextInt(2); changes > 0 && !decisions.isEmpty(); changes--) {
                    int at = random.nextInt(decisions.size());
                    if (random.nextBoolean()) {
                        decisions.remove(at);
                    } else {
                        decisions.set(at, ofAnother(decisions.get(at), random));
                    }
                }
                try {
                    Quantizer.apply(NETWORK, plan.withDecisions(decisions));
                } catch (Problem expected) {
                    assertThat(expected.what()).isNotBlank();
                }
            });
        }
    }

    private static Decision ofAnother(Decision decision, Random random) {
        int t = random.nextInt(NETWORK.tensors().size() + 2);
        String json = new Plan(PLAN.network(), PLAN.precision(), PLAN.edge(), PLAN.recipe(), 0, List.of(decision))
                .toJson();
        return Plan.fromJson(json.replaceFirst("\"(tensor|node)\" : \\d+", "\"$1\" : " + t)).decisions().getFirst();
    }

    private static String changed(String sound, Random random) {
        var text = new StringBuilder(sound);
        for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) ('!' + random.nextInt(94)));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, random.nextInt(10));
                default -> text.setLength(Math.max(1, at));
            }
        }
        return text.toString();
    }

    private static void assertRefused(String json, String message) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Plan.fromJson(json)).withMessageStartingWith(message);
    }
}

package dev.halfstep.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.evaluate.Scores;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;

/** The building blocks of every command's JSON: objects with errors in the target's unit and their standardised twins. */
public final class ResultJson {

    private ResultJson() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Apart, for a quicker start: a mapper takes longer to make than the results of most commands, which few want. */
    private static final class Writing {
        private static final JsonMapper MAPPER =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    }

    /** Indented UTF-8, with a line end. */
    public static byte[] bytes(ObjectNode json) {
        try {
            return (Writing.MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds {@code mae}, {@code rmse} and {@code r2}, with twins. */
    public static void addErrors(ObjectNode json, Evaluation evaluation) {
        twins(json, "mae", OptionalDouble.of(evaluation.inUnits().mae()),
                OptionalDouble.of(evaluation.standardised().mae()));
        twins(json, "rmse", OptionalDouble.of(evaluation.inUnits().rmse()),
                OptionalDouble.of(evaluation.standardised().rmse()));
        put(json, "r2", OptionalDouble.of(evaluation.inUnits().r2()));
    }

    /** Adds everything that an evaluation has, and where there are several targets, the errors of each. */
    public static void addEvaluation(ObjectNode json, Evaluation evaluation, List<String> targets) {
        addErrors(json, evaluation);
        Scores units = evaluation.inUnits();
        Scores standardised = evaluation.standardised();
        twins(json, "maeOfRawCodes", units.maeOfRawCodes(), standardised.maeOfRawCodes());
        twins(json, "meanAbsDiff", units.meanAbsDiff(), standardised.meanAbsDiff());
        twins(json, "maxAbsDiff", units.maxAbsDiff(), standardised.maxAbsDiff());
        twins(json, "outputStep", units.outputStep(), standardised.outputStep());
        json.putObject("clippedRows").put("input", evaluation.clippedInputs()).put("output",
                evaluation.clippedOutputs());
        if (targets.size() > 1) {
            ArrayNode each = json.putArray("targets");
            for (int t = 0; t < targets.size(); t++) {
                addScores(each.addObject().put("target", targets.get(t)), evaluation.byTarget().get(t));
            }
        }
    }

    /** Adds what was scored on some of the targets or rows, in units. */
    public static void addScores(ObjectNode json, Scores scores) {
        put(json, "mae", OptionalDouble.of(scores.mae()));
        put(json, "rmse", OptionalDouble.of(scores.rmse()));
        put(json, "r2", OptionalDouble.of(scores.r2()));
        put(json, "maeOfRawCodes", scores.maeOfRawCodes());
        put(json, "meanAbsDiff", scores.meanAbsDiff());
        put(json, "maxAbsDiff", scores.maxAbsDiff());
        put(json, "outputStep", scores.outputStep());
    }

    private static void twins(ObjectNode json, String name, OptionalDouble inUnits, OptionalDouble standardised) {
        put(json, name, inUnits);
        put(json, name + "Standardised", standardised);
    }

    /** JSON has no NaN: what is not a number is null, as is what does not exist. */
    public static void put(ObjectNode json, String name, OptionalDouble value) {
        if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
            json.put(name, value.getAsDouble());
        } else {
            json.putNull(name);
        }
    }
}

package dev.halfstep.quantize;

import dev.halfstep.calibrate.Outliers;
import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.json.JsonObject;
import dev.halfstep.json.JsonWriter;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/** The JSON form of a {@link Decision}: the name of its kind, then its parts in their order. */
final class DecisionJson {

    private DecisionJson() {}

    static void write(JsonWriter json, Decision decision) {
        json.put("kind", decision.getClass().getSimpleName()).put("tensor", decision.tensor())
                .put("name", decision.name());
        switch (decision) {
            case Decision.Keep keep -> {}
            case Decision.Half half -> {}
            case Decision.Real real -> json.put("node", real.node());
            case Decision.Folded folded -> json.put("node", folded.node());
            case Decision.Activation activation -> json.put("dtype", activation.dtype().name())
                    .putSingle("scale", activation.scale()).put("zeroPoint", activation.zeroPoint())
                    .putSingle("min", activation.min()).putSingle("max", activation.max());
            case Decision.InputCodes input -> json.putObject("codes", codes -> codes.putObjects("slots",
                    input.codes().slots(), (to, slot) -> to.put("feature", slot.feature()).put("offset", slot.offset())
                            .put("step", slot.step())));
            case Decision.OutputCopies output -> json.put("copies", output.copies());
            case Decision.RowsLeftOut left ->
                json.put("rows", left.rows()).putObjects("limits", left.limits(),
                        (to, limits) -> to.put("low", limits.low()).put("high", limits.high()));
            case Decision.CarriedOut carried -> json.putObject("recipe", carried.recipe()::write);
            case Decision.Weights weights -> {
                if (!weights.nodes().isEmpty()) {
                    json.putWholes("nodes", weights.nodes().stream().mapToLong(Integer::longValue).toArray());
                }
                json.put("axis", weights.axis()).put("outputs", weights.outputs())
                        .putSingles("scales", weights.scales()).putBytes("codes", weights.codes());
            }
            case Decision.Bias bias -> json.put("node", bias.node()).put("dtype", bias.dtype().name())
                    .putSingles("scales", bias.scales()).putWholes("codes", bias.codes());
        }
        json.put("reason", decision.reason());
    }

    /** @throws Problem that names the field, if there is one that does not belong there, or is not there, or of another type */
    static Decision read(JsonObject json) {
        String kind = json.text("kind");
        return switch (kind) {
            case "Keep" -> new Decision.Keep(tensor(json), name(json), reason(json));
            case "Half" -> new Decision.Half(tensor(json), name(json), reason(json));
            case "Real" -> new Decision.Real(tensor(json, "node"), name(json), index(json, "node"), reason(json));
            case "Folded" -> new Decision.Folded(tensor(json, "node"), name(json), index(json, "node"), reason(json));
            case "Activation" -> activation(json);
            case "InputCodes" ->
                new Decision.InputCodes(tensor(json, "codes"), name(json), codes(json.object("codes")), reason(json));
            case "OutputCopies" ->
                new Decision.OutputCopies(tensor(json, "copies"), name(json), count(json, "copies"), reason(json));
            case "RowsLeftOut" -> new Decision.RowsLeftOut(tensor(json, "rows", "limits"), name(json),
                    PlanJson.atLeast(1, json, "rows"),
                    json.objects("limits").stream().map(DecisionJson::limits).toList(),
                    reason(json));
            case "CarriedOut" -> new Decision.CarriedOut(tensor(json, "recipe"), name(json),
                    Recipe.readAll(json.object("recipe")), reason(json));
            case "Weights" -> new Decision.Weights(tensor(json, "nodes", "axis", "outputs", "scales", "codes"),
                    name(json), nodes(json), index(json, "axis"), count(json, "outputs"), scales(json),
                    json.bytes("codes"), reason(json));
            case "Bias" -> new Decision.Bias(tensor(json, "node", "dtype", "scales", "codes"), name(json),
                    index(json, "node"), PlanJson.oneOf(json, "dtype", List.of(DType.values())), scales(json),
                    json.wholes("codes"), reason(json));
            default -> throw Problem.of("'kind' is '" + kind + "', which nothing is known of");
        };
    }

    private static Outliers.Limits limits(JsonObject json) {
        json.withNoneBut("low", "high");
        return new Outliers.Limits(json.numberOrNot("low"), json.numberOrNot("high"));
    }

    private static Decision.Activation activation(JsonObject json) {
        return new Decision.Activation(tensor(json, "dtype", "scale", "zeroPoint", "min", "max"), name(json),
                PlanJson.oneOf(json, "dtype", List.of(DType.values())), scale("scale", json.single("scale")),
                json.whole("zeroPoint"), json.single("min"), json.single("max"), reason(json));
    }

    /** The index of the tensor, of a decision that has these fields besides those of all. */
    private static int tensor(JsonObject json, String... own) {
        var known = new ArrayList<>(List.of("kind", "tensor", "name", "reason"));
        known.addAll(List.of(own));
        json.withNoneBut(known.toArray(String[]::new));
        return index(json, "tensor");
    }

    /** Left out where all layers with the weights take the codes. */
    private static List<Integer> nodes(JsonObject json) {
        var nodes = new ArrayList<Integer>();
        for (long node : json.has("nodes") ? json.wholes("nodes") : new long[0]) {
            if (node < 0 || node > Integer.MAX_VALUE) {
                throw Problem.of("'nodes' holds " + node + ", which is no index of a node");
            }
            nodes.add((int) node);
        }
        return nodes;
    }

    private static String name(JsonObject json) {
        return json.text("name");
    }

    private static String reason(JsonObject json) {
        return json.text("reason");
    }

    private static int index(JsonObject json, String field) {
        PlanJson.atLeast(0, json, field);
        return json.integer(field);
    }

    private static int count(JsonObject json, String field) {
        PlanJson.atLeast(1, json, field);
        return json.integer(field);
    }

    private static float[] scales(JsonObject json) {
        float[] scales = json.singles("scales");
        for (int i = 0; i < scales.length; i++) {
            scale("scales[" + i + "]", scales[i]);
        }
        return scales;
    }

    private static float scale(String field, float scale) {
        if (!(scale > 0) || Float.isInfinite(scale)) {
            throw Problem.of("'" + field + "' is " + scale + ", and a scale must be positive and finite");
        }
        return scale;
    }

    private static FeatureCodes codes(JsonObject json) {
        var slots = new ArrayList<FeatureCodes.Slot>();
        for (JsonObject slot : json.withNoneBut("slots").objects("slots")) {
            slot.withNoneBut("feature", "offset", "step");
            slots.add(new FeatureCodes.Slot(slot.integer("feature"), slot.number("offset"), slot.number("step")));
        }
        return new FeatureCodes(slots);
    }
}

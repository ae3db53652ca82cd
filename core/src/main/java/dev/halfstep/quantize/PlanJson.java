package dev.halfstep.quantize;

import dev.halfstep.json.JsonObject;
import dev.halfstep.json.JsonWriter;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Choice.Trial;
import dev.halfstep.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The JSON form of a {@link Plan}. Numbers are written with as many digits as bring the same ones back. */
final class PlanJson {

    /** To be raised where a reader of the form before would take a plan for another. */
    private static final int VERSION = 1;

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private PlanJson() {}

    static String write(Plan plan) {
        return JsonWriter.indented(json -> {
            json.put("version", VERSION).put("network", plan.network()).put("precision", plan.precision().name())
                    .put("edge", plan.edge().name()).putObject("recipe", plan.recipe()::write)
                    .put("calibrationRows", plan.calibrationRows())
                    .putObjects("decisions", plan.decisions(), DecisionJson::write);
            Choice choice = plan.choice();
            if (choice != null) {
                json.putObject("choice", to -> write(to, choice));
            }
        });
    }

    private static void write(JsonWriter json, Choice choice) {
        json.putObject("bound", bound -> bound.put("measure", choice.bound().measure().label()).put("limit",
                choice.bound().limit())).put("fittingRows", choice.fittingRows())
                .put("validationRows", choice.validationRows())
                .putObjects("trials", choice.trials(), PlanJson::write);
        choice.anew().ifPresent(value -> json.put("anew", value));
    }

    private static void write(JsonWriter json, Trial trial) {
        json.putObject("recipe", trial.recipe()::write).put("value", trial.value())
                .put("multiplyAdds", trial.multiplyAdds()).put("holds", trial.holds()).put("reason", trial.reason());
    }

    static Plan read(String text) {
        try {
            JsonObject json = JsonObject.parse(text);
            requireVersion(json.whole("version"));
            return read(json.withNoneBut("version", "network", "precision", "edge", "recipe", "calibrationRows",
                    "decisions", "choice"));
        } catch (Problem problem) {
            throw problem.at("plan");
        }
    }

    private static void requireVersion(long version) {
        if (version < 1 || version > VERSION) {
            throw Problem.of("'version' is " + version + ", and only " + VERSION + " is known here")
                    .remedy("Read the plan with the version of Halfstep that wrote it, or make it anew.");
        }
    }

    private static Plan read(JsonObject json) {
        Precision precision = oneOf(json, "precision", List.of(Precision.values()));
        DType edge = oneOf(json, "edge", precision.edges());
        var decisions = new ArrayList<Decision>();
        for (JsonObject each : json.objects("decisions")) {
            decisions.add(placed("decision " + decisions.size(), () -> DecisionJson.read(each)));
        }
        return new Plan(digest(json.text("network")), precision, edge, recipe(json),
                atLeast(0, json, "calibrationRows"), decisions, choice(json));
    }

    private static String digest(String network) {
        if (!DIGEST.matcher(network).matches()) {
            throw Problem.of("'network' is not a digest of 64 hexadecimal digits");
        }
        return network;
    }

    private static Recipe recipe(JsonObject json) {
        JsonObject recipe = json.object("recipe");
        return placed("recipe", () -> Recipe.readAll(recipe));
    }

    private static @Nullable Choice choice(JsonObject json) {
        if (!json.has("choice")) {
            return null;
        }
        JsonObject choice = json.object("choice");
        return placed("choice", () -> {
            choice.withNoneBut("bound", "fittingRows", "validationRows", "trials", "anew");
            var trials = new ArrayList<Trial>();
            for (JsonObject each : choice.objects("trials")) {
                trials.add(placed("trial " + trials.size(), () -> trial(each)));
            }
            JsonObject bound = choice.object("bound").withNoneBut("measure", "limit");
            return new Choice(new Bound(measure(bound.text("measure")), bound.number("limit")),
                    atLeast(0, choice, "fittingRows"), atLeast(0, choice, "validationRows"), trials,
                    choice.has("anew") ? OptionalDouble.of(choice.numberOrNot("anew")) : OptionalDouble.empty());
        });
    }

    private static Bound.Measure measure(String label) {
        return Arrays.stream(Bound.Measure.values()).filter(measure -> measure.label().equals(label)).findFirst()
                .orElseThrow(() -> Problem.of("'measure' is '" + label + "', which nothing is known of"));
    }

    private static Trial trial(JsonObject json) {
        json.withNoneBut("recipe", "value", "multiplyAdds", "holds", "reason");
        return new Trial(recipe(json), json.numberOrNot("value"), atLeast(0, json, "multiplyAdds"), json.flag("holds"),
                json.text("reason"));
    }

    /** The constant that a field has the name of. */
    static <E extends Enum<E>> E oneOf(JsonObject json, String field, List<E> choices) {
        String name = json.text(field);
        Optional<E> choice = choices.stream().filter(each -> each.name().equals(name)).findFirst();
        return choice.orElseThrow(() -> Problem.of("'" + field + "' is '" + name + "', not one of "
                + String.join(", ", choices.stream().map(Enum::name).toList())));
    }

    /** A whole number from {@code least} on. */
    static long atLeast(int least, JsonObject json, String field) {
        long whole = json.whole(field);
        if (whole < least) {
            throw Problem.of("'" + field + "' is " + whole + ", less than " + least);
        }
        return whole;
    }

    private interface Reading<T> {
        T read();
    }

    private static <T> T placed(String place, Reading<T> reading) {
        try {
            return reading.read();
        } catch (Problem problem) {
            throw problem.at(place);
        }
    }
}

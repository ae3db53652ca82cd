package dev.halfstep.pipeline;

import dev.halfstep.json.JsonObject;
import dev.halfstep.json.JsonWriter;
import dev.halfstep.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pipeline's JSON form. A linear mapping of a target is left out, as it was before there were others; what
 * columns were in training is missing in files of older versions.
 */
final class PipelineJson {

    private static final String NUMERIC = "numeric";
    private static final String MAPPED = "mapped";
    private static final String ONE_HOT = "one-hot";
    private static final String DATE = "date";
    private static final String SEEN = "seen";
    private static final String FILLED = "filled";

    private PipelineJson() {}

    static String write(Pipeline pipeline) {
        return JsonWriter.object(to -> to.putObjects("inputs", pipeline.inputs(), PipelineJson::write)
                .putObjects("features", pipeline.features(), PipelineJson::write)
                .putObjects("targets", pipeline.targets(), PipelineJson::write)
                .putAll(notation -> NotationJson.write(notation, pipeline.notation()))
                .putObject("origin", origin -> write(origin, pipeline.origin())));
    }

    private static void write(JsonWriter to, InputColumn input) {
        switch (input) {
            case InputColumn.Numeric numeric -> {
                begin(to, NUMERIC, numeric);
                numeric.seen().ifPresent(seen -> to.putObject(SEEN, values -> NumberSetJson.write(values, seen)));
                numeric.filled().ifPresent(number -> to.put(FILLED, number));
            }
            case InputColumn.Mapped mapped ->
                begin(to, MAPPED, mapped).putObject("values", values -> mapped.values().forEach(values::put));
            case InputColumn.OneHot oneHot -> begin(to, ONE_HOT, oneHot).putTexts("levels", oneHot.levels());
            case InputColumn.Date date -> {
                begin(to, DATE, date).putTexts("parts", date.parts().stream().map(DatePart::label).toList());
                if (!date.seen().isEmpty()) {
                    to.putObjects(SEEN, date.seen(), NumberSetJson::write);
                }
            }
        }
    }

    private static JsonWriter begin(JsonWriter to, String kind, InputColumn input) {
        return to.put("kind", kind).put("column", input.column());
    }

    private static void write(JsonWriter to, Scaling scaling) {
        to.put("name", scaling.name()).put("mean", scaling.mean()).put("deviation", scaling.deviation());
    }

    private static void write(JsonWriter to, Target target) {
        write(to, target.scaling());
        if (target.mapping().kind() != TargetMapping.Kind.LINEAR) {
            to.putObject("mapping", mapping -> write(mapping, target.mapping()));
        }
    }

    private static void write(JsonWriter to, TargetMapping mapping) {
        to.put("kind", mapping.kind().label());
        switch (mapping) {
            case LinearMapping linear -> {}
            case LogMapping log -> to.put("shift", log.shift()).put("low", log.low()).put("high", log.high());
            case YeoJohnsonMapping power ->
                to.put("lambda", power.lambda()).put("low", power.low()).put("high", power.high());
            case QuantileMapping quantile -> to.putNumbers("values", quantile.values())
                    .putNumbers("ranks", quantile.ranks()).put("rows", quantile.rows());
        }
    }

    private static void write(JsonWriter to, Origin origin) {
        to.put("digest", origin.digest()).putObject("split",
                split -> split.put("share", origin.split().share()).put("seed", origin.split().seed()));
    }

    /** @throws Problem if the text is not a pipeline */
    static Pipeline read(String text) {
        JsonObject json = JsonObject.parse(text).withNoneBut(
                Stream.concat(Stream.of("inputs", "features", "targets", "origin"), NotationJson.FIELDS.stream())
                        .toArray(String[]::new));
        return new Pipeline(json.objects("inputs").stream().map(PipelineJson::input).toList(),
                json.objects("features").stream().map(PipelineJson::scaling).toList(),
                json.objects("targets").stream().map(PipelineJson::target).toList(),
                NotationJson.read(json), origin(json.object("origin").withNoneBut("digest", "split")));
    }

    private static InputColumn input(JsonObject json) {
        String column = json.text("column");
        String kind = json.text("kind");
        return switch (kind) {
            case NUMERIC -> {
                json.withNoneBut("kind", "column", SEEN, FILLED);
                yield new InputColumn.Numeric(column,
                        json.has(SEEN) ? Optional.of(NumberSetJson.read(json.object(SEEN))) : Optional.empty(),
                        json.has(FILLED) ? Optional.of(json.number(FILLED)) : Optional.empty());
            }
            case MAPPED -> {
                json.withNoneBut("kind", "column", "values");
                yield new InputColumn.Mapped(column, json.numberOfEach("values"));
            }
            case ONE_HOT -> {
                json.withNoneBut("kind", "column", "levels");
                yield new InputColumn.OneHot(column, json.texts("levels"));
            }
            case DATE -> {
                json.withNoneBut("kind", "column", "parts", SEEN);
                yield new InputColumn.Date(column, json.texts("parts").stream().map(DatePart::of).toList(),
                        json.has(SEEN) ? json.objects(SEEN).stream().map(NumberSetJson::read).toList() : List.of());
            }
            default -> throw Problem.of("nothing is known of columns that are '" + kind + "'");
        };
    }

    private static Scaling scaling(JsonObject json) {
        json.withNoneBut("name", "mean", "deviation");
        return new Scaling(json.text("name"), json.number("mean"), json.number("deviation"));
    }

    private static Target target(JsonObject json) {
        json.withNoneBut("name", "mean", "deviation", "mapping");
        return new Target(json.text("name"), json.number("mean"), json.number("deviation"),
                json.has("mapping") ? mapping(json.object("mapping")) : new LinearMapping());
    }

    private static TargetMapping mapping(JsonObject json) {
        return switch (TargetMapping.Kind.of(json.text("kind"))) {
            case LINEAR -> {
                json.withNoneBut("kind");
                yield new LinearMapping();
            }
            case LOG -> {
                json.withNoneBut("kind", "shift", "low", "high");
                yield new LogMapping(json.number("shift"), json.number("low"), json.number("high"));
            }
            case YEO_JOHNSON -> {
                json.withNoneBut("kind", "lambda", "low", "high");
                yield new YeoJohnsonMapping(json.number("lambda"), json.number("low"), json.number("high"));
            }
            case QUANTILE -> {
                json.withNoneBut("kind", "values", "ranks", "rows");
                yield new QuantileMapping(json.numbers("values"), json.numbers("ranks"), json.integer("rows"));
            }
        };
    }

    private static Origin origin(JsonObject json) {
        JsonObject split = json.object("split").withNoneBut("share", "seed");
        return new Origin(json.text("digest"), new Split(split.number("share"), split.whole("seed")));
    }
}

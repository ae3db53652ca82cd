package dev.halfstep.certificate;

import dev.halfstep.certify.Findings;
import dev.halfstep.certify.Findings.Claim;
import dev.halfstep.certify.Findings.CodeStep;
import dev.halfstep.certify.Findings.Fall;
import dev.halfstep.certify.Findings.InputEnd;
import dev.halfstep.certify.Findings.Monotonicity;
import dev.halfstep.certify.Findings.OutputEnd;
import dev.halfstep.certify.Findings.Sums;
import dev.halfstep.certify.Findings.Verdict;
import dev.halfstep.certify.Findings.Way;
import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.domain.ModelDomain;
import dev.halfstep.json.JsonObject;
import dev.halfstep.json.JsonWriter;
import dev.halfstep.problem.Problem;
import java.util.List;
import java.util.Optional;

/** The JSON form of what else a certificate says. Parts of the domain stand there as domains, which can be given to a command again. */
final class FindingsJson {

    private static final String UPPER = "upper";
    private static final String LOWER = "lower";
    private static final String UP = "up";
    private static final String DOWN = "down";

    private final ModelPair models;
    private final ModelDomain domain;
    private final List<String> targets;

    private FindingsJson(ModelPair models, ModelDomain domain, List<String> targets) {
        this.models = models;
        this.domain = domain;
        this.targets = targets;
    }

    static void write(JsonWriter to, Certificate certificate) {
        Findings findings = certificate.certified().findings();
        ModelDomain domain = certificate.domain();
        List<String> targets = certificate.targets();
        List<String> columns = domain.columns();
        to.putObjects("sums", findings.sums(), (json, sums) -> json.put("layer", sums.layer() + 1)
                .put("bits", sums.bits()).put("bitsOfAnyCodes", sums.bitsOfAnyCodes()).put("width", sums.width()))
                .putObjects("inputEnds", findings.inputEnds(), (json, end) -> json
                        .put("column", columns.get(end.part())).put("side", end.isUpper() ? UPPER : LOWER)
                        .putObject("where", domain.within(end.where())::write))
                .putObjects("outputEnds", findings.outputEnds(),
                        (json, end) -> write(json.put("target", targets.get(end.target())), end, domain))
                .putObjects("codeSteps", findings.codeSteps(), (json, step) -> json
                        .put("target", targets.get(step.target())).put("column", columns.get(step.part()))
                        .put("largest", step.largest()).put("bound", step.bound()))
                .putObjects("monotone", findings.monotonicities(), (json, each) -> write(
                        json.put("target", targets.get(each.claim().target()))
                                .put("column", columns.get(each.claim().part())),
                        each, domain));
    }

    private static void write(JsonWriter to, OutputEnd end, ModelDomain domain) {
        to.put("side", end.isUpper() ? UPPER : LOWER).put("value", end.value()).put("least", end.least())
                .put("most", end.most());
        end.example().ifPresent(input -> to.putObject("example", example -> domain.write(example, input)));
        to.putObjects("boxes", end.boxes(), (json, box) -> domain.within(box).write(json));
    }

    private static void write(JsonWriter to, Monotonicity each, ModelDomain domain) {
        to.put("direction", each.claim().isRising() ? UP : DOWN).put("verdict", Labels.of(each.verdict()))
                .put("by", Labels.of(each.way())).put("bound", each.bound()).put("floatSlope", each.floatSlope());
        each.fall().ifPresent(fall -> to.putObject("from", from -> {
            domain.write(from, fall.from());
            from.put("quantized", fall.fromValue());
        }).putObject("to", json -> {
            domain.write(json, fall.to());
            json.put("quantized", fall.toValue());
        }));
    }

    static Findings read(JsonObject json, ModelPair models, ModelDomain domain) {
        json.withNoneBut("sums", "inputEnds", "outputEnds", "codeSteps", "monotone");
        var reader = new FindingsJson(models, domain, models.targets());
        return new Findings(json.objects("sums").stream().map(FindingsJson::sums).toList(),
                json.objects("inputEnds").stream().map(reader::inputEnd).toList(),
                json.objects("outputEnds").stream().map(reader::outputEnd).toList(),
                json.objects("codeSteps").stream().map(reader::codeStep).toList(),
                json.objects("monotone").stream().map(reader::monotonicity).toList());
    }

    private static Sums sums(JsonObject json) {
        json.withNoneBut("layer", "bits", "bitsOfAnyCodes", "width");
        return new Sums(json.integer("layer") - 1, json.integer("bits"), json.integer("bitsOfAnyCodes"),
                json.integer("width"));
    }

    private InputEnd inputEnd(JsonObject json) {
        json.withNoneBut("column", "side", "where");
        return new InputEnd(column(json), isFirst(json, "side", UPPER, LOWER), inputs(json.object("where")));
    }

    private OutputEnd outputEnd(JsonObject json) {
        json.withNoneBut("target", "side", "value", "least", "most", "example", "boxes");
        return new OutputEnd(target(json), isFirst(json, "side", UPPER, LOWER), json.number("value"),
                json.number("least"), json.number("most"), object(json, "example").map(row -> row.singles("input")),
                json.objects("boxes").stream().map(this::inputs).toList());
    }

    private CodeStep codeStep(JsonObject json) {
        json.withNoneBut("target", "column", "largest", "bound");
        return new CodeStep(target(json), column(json), json.number("largest"), json.number("bound"));
    }

    private Monotonicity monotonicity(JsonObject json) {
        json.withNoneBut("target", "column", "direction", "verdict", "by", "bound", "floatSlope", "from", "to");
        Optional<Fall> fall = object(json, "from").map(from -> {
            JsonObject to = json.object("to");
            return new Fall(from.singles("input"), to.singles("input"), from.number("quantized"),
                    to.number("quantized"));
        });
        var claim = new Claim(target(json), column(json), isFirst(json, "direction", UP, DOWN));
        return new Monotonicity(claim, Labels.value(Verdict.values(), json.text("verdict")),
                Labels.value(Way.values(), json.text("by")), fall, json.number("bound"), json.flag("floatSlope"));
    }

    private static Optional<JsonObject> object(JsonObject json, String name) {
        return json.has(name) ? Optional.of(json.object(name)) : Optional.empty();
    }

    private InputDomain inputs(JsonObject json) {
        return ModelDomain.read(models.described(), json).inputs();
    }

    private int target(JsonObject json) {
        return Labels.index(targets, json.text("target"));
    }

    private int column(JsonObject json) {
        return Labels.index(domain.columns(), json.text("column"));
    }

    private static boolean isFirst(JsonObject json, String name, String first, String second) {
        String text = json.text(name);
        if (!text.equals(first) && !text.equals(second)) {
            throw Problem.of("'" + name + "' is neither '" + first + "' nor '" + second + "'");
        }
        return text.equals(first);
    }
}

package dev.halfstep.certificate;

import dev.halfstep.certify.Certified;
import dev.halfstep.certify.Certified.Method;
import dev.halfstep.certify.Certified.OutputBound;
import dev.halfstep.certify.Certified.Part;
import dev.halfstep.certify.Certified.Range;
import dev.halfstep.certify.Certified.Witness;
import dev.halfstep.certify.Findings;
import dev.halfstep.domain.ModelDomain;
import dev.halfstep.json.JsonObject;
import dev.halfstep.json.JsonWriter;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import java.util.List;
import java.util.Optional;

/** A certificate's JSON form. A witness stands there twice: as a row of the table, and as what the networks take of it. */
final class CertificateJson {

    private CertificateJson() {}

    static String write(Certificate certificate) {
        List<OutputBound> bounds = certificate.certified().outputs();
        return JsonWriter.indented(to -> to.put("format", Certificate.FORMAT)
                .putObject("float", file -> write(file, certificate.reference()))
                .putObject("quantized", file -> write(file, certificate.quantized()))
                .putObjects("outputs", bounds, (output, bound) -> write(output, certificate, bound))
                .put("method", Labels.of(certificate.isExact() ? Method.EXACT : Method.BRANCH_AND_BOUND))
                .put("seconds", certificate.certified().seconds())
                .putObject("findings", findings -> FindingsJson.write(findings, certificate))
                .putObject("domain", certificate.domain()::write)) + System.lineSeparator();
    }

    private static void write(JsonWriter to, Certificate.Named file) {
        to.put("file", file.name()).put("sha256", file.sha256());
        file.signature().ifPresent(name -> to.put("signature", name));
    }

    private static void write(JsonWriter to, Certificate certificate, OutputBound bound) {
        to.put("target", certificate.targets().get(bound.target())).put("bound", bound.bound());
        putKnown(to, "boundSteps", bound.boundSteps());
        to.put("floatRounding", bound.floatRounding()).put("method", Labels.of(bound.method()))
                .putObject("witness", witness -> write(witness, bound.witness(), certificate.domain()))
                .putObject("parts", parts -> bound.parts().forEach(part -> parts.put(part.name(), part.amount())))
                .putObject("range", range -> {
                    putKnown(range, "min", bound.range().min());
                    putKnown(range, "max", bound.range().max());
                }).put("boxes", bound.boxes());
    }

    /** Puts a number, or null for what is not known. */
    private static void putKnown(JsonWriter to, String name, double value) {
        if (Double.isNaN(value)) {
            to.putNull(name);
        } else {
            to.put(name, value);
        }
    }

    private static double known(JsonObject json, String name) {
        return json.hasValue(name) ? json.number(name) : Double.NaN;
    }

    private static void write(JsonWriter to, Witness witness, ModelDomain domain) {
        domain.write(to, witness.input());
        to.put("quantized", witness.quantized()).put("float", witness.reference())
                .put("deviation", witness.deviation());
    }

    static Certificate read(JsonObject json, ModelPair models) {
        if (json.whole("format") > Certificate.FORMAT) {
            throw Problem.of("it was written by a later version");
        }
        json.withNoneBut("format", "float", "quantized", "outputs", "method", "seconds", "findings", "domain");
        Certificate.Named reference = named(json.object("float"), models.reference());
        Certificate.Named quantized = named(json.object("quantized"), models.quantized());
        List<String> targets = models.targets();
        List<OutputBound> bounds = json.objects("outputs").stream().map(output -> bound(output, targets)).toList();
        ModelDomain domain = ModelDomain.read(models.described(), json.object("domain"));
        Findings findings = FindingsJson.read(json.object("findings"), models, domain);
        return new Certificate(reference, quantized, domain, targets,
                new Certified(bounds, findings, json.number("seconds")));
    }

    /** @throws Problem of {@link Problem.Kind#OUTCOME} if it is another file */
    private static Certificate.Named named(JsonObject json, Digested given) {
        json.withNoneBut("file", "sha256", "signature");
        Optional<String> signature = json.has("signature") ? Optional.of(json.text("signature")) : Optional.empty();
        var named = new Certificate.Named(json.text("file"), json.text("sha256"), signature);
        if (!given.has(named.sha256())) {
            throw Problem.outcome("the certificate is of another file, which was called " + named.name()
                    + ": SHA-256 is " + given.sha256() + ", not " + named.sha256())
                    .at(given.model().file().toString()).remedy("Give the very files, or certify these.");
        }
        if (!signature.equals(given.signature())) {
            throw Problem.outcome("the certificate is of " + signature.map(name -> "the network of signature "
                    + Quoted.of(name)).orElse("its first network")).at(given.model().file().toString())
                    .remedy(signature.map(name -> Phrase.of("take it with ").with(Setting.SIGNATURE, name))
                            .orElse(Phrase.of("name no signature")));
        }
        return named;
    }

    private static OutputBound bound(JsonObject json, List<String> targets) {
        json.withNoneBut("target", "bound", "boundSteps", "floatRounding", "method", "witness", "parts", "range",
                "boxes");
        JsonObject range = json.object("range").withNoneBut("min", "max");
        JsonObject witness = json.object("witness").withNoneBut("row", "inexact", "input", "quantized", "float",
                "deviation");
        return new OutputBound(Labels.index(targets, json.text("target")), json.number("bound"),
                known(json, "boundSteps"), json.number("floatRounding"),
                new Witness(witness.singles("input"), witness.number("quantized"), witness.number("float")),
                json.numberOfEach("parts").entrySet().stream().map(part -> new Part(part.getKey(), part.getValue()))
                        .toList(),
                new Range(known(range, "min"), known(range, "max")), Labels.value(Method.values(), json.text("method")),
                json.whole("boxes"));
    }
}

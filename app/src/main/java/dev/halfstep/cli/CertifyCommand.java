package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.certificate.Certificate;
import dev.halfstep.certificate.CertificateCheck;
import dev.halfstep.certificate.ModelPair;
import dev.halfstep.certify.Certified;
import dev.halfstep.certify.Certifier;
import dev.halfstep.certify.CertifyOptions;
import dev.halfstep.certify.Findings.Claim;
import dev.halfstep.certify.domain.OutputUnit;
import dev.halfstep.cli.domain.ClaimText;
import dev.halfstep.cli.domain.DomainFlags;
import dev.halfstep.cli.file.Inputs;
import dev.halfstep.cli.file.JsonFile;
import dev.halfstep.cli.file.OutputFile;
import dev.halfstep.cli.flag.JsonFlag;
import dev.halfstep.cli.flag.SignatureFlag;
import dev.halfstep.cli.value.DurationText;
import dev.halfstep.domain.ModelDomain;
import dev.halfstep.file.EndingWork;
import dev.halfstep.model.ModelFile;
import dev.halfstep.problem.Problem;
import dev.halfstep.report.Figures;
import dev.halfstep.report.Paragraph;
import dev.halfstep.report.ResultJson;
import dev.halfstep.report.text.CertificateText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "certify", mixinStandardHelpOptions = true,
        description = "Prove for every input of a domain how far a quantized model can be from its float model, with an input on which nearly that much happens. Ctrl-C ends it with what is proven so far.")
final class CertifyCommand implements Callable<Integer> {

    /** How long a search may take to end after Ctrl-C: seconds, but far longer where the machine has much else to do. */
    private static final Duration ENDING = Duration.ofMinutes(2);

    @Parameters(index = "0", paramLabel = "FLOAT", description = "A float model.")
    private Path reference = Path.of("");

    @Parameters(index = "1", paramLabel = "QUANTIZED", description = "A model that was made of it.")
    private Path quantized = Path.of("");

    @Mixin
    private SignatureFlag signature = new SignatureFlag();

    @Mixin
    private DomainFlags domain = new DomainFlags();

    @Option(names = "--monotone", paramLabel = "[TARGET:]COLUMN:up|down",
            description = "Prove besides that the quantized model's predictions rise, or fall, with a column, or name two rows that contradict it. Repeatable; takes a fifth of the time.")
    private List<String> monotone = new ArrayList<>();

    @Option(names = "--time", paramLabel = "TIME", converter = DurationText.class,
            description = "How long to make the bound smaller, such as 5m (default: 60s).")
    private @Nullable Duration time;

    @Option(names = "--check", paramLabel = "CERT",
            description = "Check a certificate instead, a .json file or that of a .tflite file that carries one: that it is of these very files, and that its inputs give what it says.")
    private @Nullable Path checked;

    @Option(names = {"-o", "--output"}, paramLabel = "CERT.json", description = "The certificate's file.")
    private @Nullable OutputFile output;

    @Option(names = "--embed", paramLabel = "MODEL.tflite",
            description = "Write a copy of the quantized model that carries the certificate in its metadata.")
    private @Nullable OutputFile carrying;

    @Mixin
    private JsonFlag json = new JsonFlag();

    private final AtomicBoolean stopped = new AtomicBoolean();

    @Override
    public Integer call() {
        if (checked != null) {
            requireNothingBesides();
            check(ModelPair.read(reference, quantized, signature.name()), checked);
            return Main.done();
        }
        ModelPair models = ModelPair.read(reference, quantized, signature.name());
        ModelDomain inputs = domain.of(models.described());
        try (EndingWork _ = EndingWork.begin(() -> stopped.set(true), ENDING)) {
            List<Claim> claims =
                    ClaimText.read(monotone, models.targets(), inputs);
            Certified certified = certified(models, inputs, claims);
            Optional<byte[]> carried = Optional.ofNullable(carrying)
                    .map(any -> Certificate.carried(models, inputs, certified));
            report(Certificate.of(models, inputs, certified), carried);
        }
        return Main.done();
    }

    private Certified certified(ModelPair models, ModelDomain inputs, List<Claim> claims) {
        List<OutputUnit> units = models.units();
        Certifier certifier;
        try {
            certifier = Certifier.of(models.reference().model().graph(), models.quantized().model().graph(),
                    inputs.inputs(), units);
        } catch (Problem problem) {
            throw problem.at(quantized.toString());
        }
        try (Progress progress = Progress.proving()) {
            return certifier.certify(CertifyOptions.defaults()
                    .withTime(time == null ? CertifyOptions.defaults().time() : time)
                    .withStopped(stopped::get).withClaims(claims)
                    .withProgress((target, bound, found, done) -> progress.done(done,
                            () -> units.get(target).name() + " at most " + Figures.of(bound) + ", found "
                                    + Figures.of(found))));
        }
    }

    private void report(Certificate certificate, Optional<byte[]> carried) {
        byte[] bytes = certificate.toJson().getBytes(StandardCharsets.UTF_8);
        var text = new StringBuilder(CertificateText.of(certificate));
        if (stopped.get()) {
            text.append(Paragraph.of("It was stopped: with more time the bound may become smaller."));
        }
        if (output != null) {
            output.write(bytes);
            text.append("Wrote ").append(output).append(System.lineSeparator());
        }
        if (carrying != null) {
            carrying.write(carried.orElseThrow());
            text.append("Wrote ").append(carrying).append(", which carries the certificate")
                    .append(System.lineSeparator());
        }
        json.writeBytes(() -> bytes);
        json.print(text.toString());
    }

    /** A certificate says all that is asked when one is made. */
    private void requireNothingBesides() {
        var given = new ArrayList<>(domain.given());
        if (!monotone.isEmpty()) {
            given.add("--monotone");
        }
        if (time != null) {
            given.add("--time");
        }
        if (output != null) {
            given.add("-o");
        }
        if (carrying != null) {
            given.add("--embed");
        }
        if (!given.isEmpty()) {
            throw Problem.option(String.join(", ", given) + (given.size() == 1 ? " has" : " have")
                    + " no effect with --check: the certificate says all that is checked")
                    .remedy("Leave " + (given.size() == 1 ? "it" : "them") + " out.");
        }
    }

    private void check(ModelPair models, Path given) {
        Certificate certificate = given.toString().endsWith(".tflite") ? carried(models, given)
                : JsonFile.read(Inputs.file(given), text -> Certificate.fromJson(text, models));
        List<Double> deviations = CertificateCheck.check(certificate, models);
        var text = new StringBuilder(Paragraph
                .of("The certificate is of these files, and its inputs, run again in both models, give what it says:"));
        for (int i = 0; i < deviations.size(); i++) {
            text.append(certificate.targets().get(i)).append(": ").append(Figures.of(Math.abs(deviations.get(i))))
                    .append(" found, at most ").append(Figures.of(certificate.certified().outputs().get(i).bound()))
                    .append(" proven").append(System.lineSeparator());
        }
        text.append(Paragraph.of("The proof itself is not made anew; certify without --check does that."));
        json.write(() -> result(certificate, deviations));
        json.print(text.toString());
    }

    /** The certificate that a model carries. */
    private static Certificate carried(ModelPair models, Path model) {
        String text = ModelFile.read(model).graph().text(Certificate.METADATA_NAME)
                .orElseThrow(() -> Problem.option("the model carries no certificate").at(model.toString())
                        .remedy("Write one with --embed, or name the certificate's file."));
        try {
            return Certificate.fromJson(text, models);
        } catch (Problem problem) {
            throw problem.places().isEmpty() ? problem.at(model.toString()) : problem;
        }
    }

    private static ObjectNode result(Certificate certificate, List<Double> deviations) {
        ObjectNode result = ResultJson.object().put("holds", true);
        ArrayNode outputs = result.putArray("outputs");
        for (int i = 0; i < deviations.size(); i++) {
            outputs.addObject().put("target", certificate.targets().get(i)).put("deviation", deviations.get(i))
                    .put("bound", certificate.certified().outputs().get(i).bound());
        }
        return result;
    }
}

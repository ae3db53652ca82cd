package dev.halfstep.cli.domain;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.certificate.Certificate;
import dev.halfstep.certificate.Digested;
import dev.halfstep.certificate.ModelPair;
import dev.halfstep.certify.Certified;
import dev.halfstep.certify.Certified.OutputBound;
import dev.halfstep.certify.Certifier;
import dev.halfstep.certify.CertifyOptions;
import dev.halfstep.domain.ModelDomain;
import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.quantize.Bound;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.DType;
import dev.halfstep.tflite.TfliteWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The first of some recipes whose quantized model is proven to deviate by no more than is allowed, for every input of a domain.
 *
 * @param network the float network
 * @param reference the file that it is of
 * @param output where the quantized model will be
 * @param limit in the targets' units
 * @param time for the proof of each recipe
 */
public record ProvenChoice(Graph network, Digested reference, Precision precision, DType edge, Samples samples,
        ModelDomain domain, Path output, double limit, Duration time) {

    /**
     * A recipe that was tried.
     *
     * @param bound what was proven of it; not a number where what was found says enough
     * @param found the largest deviation that was found
     */
    public record Trial(Recipe recipe, double bound, double found, boolean holds) {}

    /** What was taken, with all that was tried before it. */
    public record Proven(Plan plan, Graph quantized, Certificate certificate, List<Trial> trials) {}

    /**
     * Tries recipes.
     *
     * @param candidates in the order in which they are tried, at least one
     * @throws Problem of {@link Problem.Kind#OUTCOME} if none is proven
     */
    public Proven first(List<Recipe> candidates, CertifyOptions.Progress progress) {
        var trials = new ArrayList<Trial>();
        for (Recipe candidate : candidates) {
            Plan plan = Quantizer.plan(network, precision, edge, candidate, samples, done -> {});
            Graph quantized = Quantizer.apply(network, plan);
            Certificate certificate = certificate(TfliteWriter.toBytes(quantized), progress);
            double bound =
                    certificate.certified().outputs().stream().mapToDouble(OutputBound::bound).max().orElseThrow();
            double found = certificate.certified().outputs().stream()
                    .mapToDouble(output -> Math.abs(output.witness().deviation())).max().orElseThrow();
            trials.add(new Trial(candidate, found > limit ? Double.NaN : bound, found, bound <= limit));
            if (bound <= limit) {
                return new Proven(plan, quantized, certificate, List.copyOf(trials));
            }
        }
        throw none(trials.stream().min(Comparator.comparingDouble(Trial::found)).orElseThrow());
    }

    private Problem none(Trial best) {
        var measure = Bound.Measure.LARGEST_DEVIATION;
        return Problem.outcome("none of the recipes is proven to deviate by at most " + measure.text(limit) + ": with "
                + best.recipe.name() + " a deviation of " + measure.text(best.found) + " was found"
                + (Double.isNaN(best.bound) ? "" : ", and one of " + measure.text(best.bound) + " could be proven"))
                .remedy(Phrase.of("allow more with ").with(Setting.MAX_DEVIATION),
                        Phrase.of("narrow the domain with ").with(Setting.DOMAIN),
                        Phrase.of("take another ").with(Setting.PRECISION));
    }

    /** Of the model as it will be read, and until it is certain that it is not allowed. */
    private Certificate certificate(byte[] bytes, CertifyOptions.Progress progress) {
        var models = new ModelPair(reference, Digested.of(output, bytes, reference.signature()));
        var refuted = new AtomicBoolean();
        Certified certified = Certifier.of(reference.model().graph(), models.quantized().model().graph(),
                domain.inputs(), models.units())
                .certify(CertifyOptions.defaults().withTime(time).withStopped(refuted::get)
                        .withProgress((target, bound, found, done) -> {
                            refuted.compareAndSet(false, found > limit);
                            progress.at(target, bound, found, done);
                        }));
        return Certificate.of(models, domain, certified);
    }
}

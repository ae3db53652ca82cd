package dev.halfstep.study;

import dev.halfstep.calibrate.Range;
import dev.halfstep.certificate.Certificate;
import dev.halfstep.certificate.Digested;
import dev.halfstep.certificate.DomainRanges;
import dev.halfstep.certificate.ModelPair;
import dev.halfstep.certify.Certified;
import dev.halfstep.certify.Certifier;
import dev.halfstep.certify.CertifyOptions;
import dev.halfstep.domain.DomainSpec;
import dev.halfstep.domain.ModelDomain;
import dev.halfstep.evaluate.Evaluator;
import dev.halfstep.graph.Domain;
import dev.halfstep.graph.Graph;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.study.WorstCase.Trial;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tflite.TfliteWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tries ranges of codes for their worst case.
 *
 * @param network the float network
 * @param reference the file that it is in
 * @param rows what is calibrated on {@code [rows, features]}
 * @param evaluator on the test rows
 * @param time for the proof of each
 */
record RangeTrials(Graph network, Digested reference, Precision precision, Recipe recipe, Tensor rows,
        Evaluator evaluator, Duration time) {

    /** Output ranges that are tried, wider than the model's own by so much of them at each end. */
    private static final List<Double> WIDER = List.of(0.1, 0.3, 1.0);

    /**
     * Tries them.
     *
     * @param written the model as it was written
     * @param output what its output's codes stand for
     * @throws dev.halfstep.problem.Problem that says why nothing can be proven of the model
     */
    WorstCase of(Digested written, Domain output) {
        var pair = new ModelPair(reference, written);
        ModelDomain domain = ModelDomain.of(pair.described(), DomainSpec.NONE);
        Trial first = trial("as they are", pair, domain);
        var trials = new ArrayList<>(List.of(first));
        for (double share : WIDER) {
            trials.add(trial(String.format(Locale.ROOT, "output +%.0f %%", 100 * share),
                    quantized(recipe.withOutputRange(widened(output, share)), written), domain));
        }
        trials.add(trial("of the domain", quantized(DomainRanges.in(recipe, network, domain), written), domain));
        return new WorstCase(precision, Certificate.of(pair, domain, first.certified()), trials);
    }

    private static Range widened(Domain output, double share) {
        double more = share * ((double) output.max() - output.min());
        return new Range((float) (output.min() - more), (float) (output.max() + more));
    }

    private ModelPair quantized(Recipe other, Digested written) {
        Graph quantized = Quantizer.apply(network,
                Quantizer.plan(network, precision, precision.edges().getFirst(), other, rows));
        return new ModelPair(reference, Digested.of(written.model().file(), TfliteWriter.toBytes(quantized)));
    }

    private Trial trial(String ranges, ModelPair pair, ModelDomain domain) {
        Graph quantized = pair.quantized().model().graph();
        Certified certified = Certifier.of(reference.model().graph(), quantized, domain.inputs(), pair.units())
                .certify(CertifyOptions.defaults().withTime(time));
        return new Trial(ranges, certified, evaluator.evaluate(quantized));
    }
}

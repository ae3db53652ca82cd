package dev.halfstep.search;

import dev.halfstep.calibrate.FewCodes;
import dev.halfstep.calibrate.Samples;
import dev.halfstep.graph.FeaturePaths;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.problem.Mention;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.DType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What helps columns that keep few codes, tried on calibration samples: never advised unless it does. */
public final class FewCodesAdvice {

    private static final int SAMPLES = 1024;
    private static final int MOST = 2;
    private static final int COPIES = 16;

    private final Graph network;
    private final Plan plan;
    private final Samples samples;
    private final double before;

    /**
     * Something that helped.
     *
     * @param settings what to set
     * @param before the deviation from the float model without it, as a part of the outputs' standard deviation
     * @param after the same with it
     */
    public record Tried(List<Mention> settings, double before, double after) {

        public Tried {
            settings = List.copyOf(settings);
        }
    }

    private FewCodesAdvice(Graph network, Plan plan, Graph quantized, Samples samples) {
        this.network = network;
        this.plan = plan;
        this.samples = samples;
        before = OutputGap.meanShare(OutputGap.between(network, quantized, samples));
    }

    /**
     * Tries and advises: what halves the deviation at least, the best first.
     *
     * @param found at least one
     * @param plan that the quantized model was made by
     */
    public static List<Tried> of(List<FewCodes> found, Graph network, Plan plan, Graph quantized, Samples samples) {
        int together = SampleRunner.together(network, () -> samples.first(1));
        long count = Math.min(SAMPLES, samples.count()) / together * together;
        return count == 0 ? List.of()
                : new FewCodesAdvice(network, plan, quantized, Samples.of(samples.first((int) count))).of(found);
    }

    private List<Tried> of(List<FewCodes> found) {
        var helped = new ArrayList<Tried>();
        if (Quantizer.whyNoFeatureCodes(network, plan.precision(), plan.edge(), plan.recipe()).isEmpty()
                && !plan.recipe().featureCodes()) {
            attempt(helped, plan.precision(), plan.edge(), plan.recipe().withFeatureCodes(true),
                    List.of(Setting.INPUT_CODES.as("per-feature")));
        }
        List<String> inputs = readers();
        List<String> outputs = found.stream().filter(few -> !few.isInput()).map(FewCodes::tensor).toList();
        if (plan.edge() == DType.FLOAT32) {
            keeping(helped, plan.precision(), inputs);
        }
        if (!outputs.isEmpty()) {
            copies(helped);
            // Outputs in float have no scale to share; codes at the edge are given up for it.
            Precision precision = plan.edge() == DType.FLOAT32 ? plan.precision() : Precision.INT8;
            keeping(helped, precision, outputs);
            keeping(helped, precision, Stream.concat(inputs.stream(), outputs.stream()).distinct().toList());
        }
        if (plan.precision() != Precision.INT16X8) {
            attempt(helped, Precision.INT16X8, Precision.INT16X8.edges().getFirst(), plan.recipe(),
                    List.of(Setting.PRECISION.as(Precision.INT16X8.label())));
        }
        helped.sort(Comparator.comparingDouble(Tried::after));
        return helped.stream().limit(MOST).toList();
    }

    /** Copies of the outputs have finer steps at the same scale. */
    private void copies(List<Tried> helped) {
        Recipe finer = plan.recipe().withVernier(COPIES);
        Mention copies = Setting.VERNIER.as(String.valueOf(COPIES));
        if (Quantizer.canFit(network, plan.precision(), plan.edge(), finer)) {
            attempt(helped, plan.precision(), plan.edge(), finer, List.of(copies));
        }
        if (!finer.featureCodes()
                && Quantizer.whyNoFeatureCodes(network, plan.precision(), plan.edge(), plan.recipe()).isEmpty()
                && Quantizer.canFit(network, plan.precision(), plan.edge(), finer.withFeatureCodes(true))) {
            attempt(helped, plan.precision(), plan.edge(), finer.withFeatureCodes(true),
                    List.of(Setting.INPUT_CODES.as("per-feature"), copies));
        }
    }

    /** What keeps the inputs out of codes: the nodes that normalise them, or where there are none the layers that read them. */
    private List<String> readers() {
        var names = new ArrayList<String>();
        for (int t : network.inputs()) {
            List<String> normalising = FeaturePaths.of(network, t).normalising();
            names.addAll(!normalising.isEmpty() ? normalising : network.readers(t).stream()
                    .map(n -> network.tensor(network.nodes().get(n).output()).name()).toList());
        }
        return names;
    }

    private void keeping(List<Tried> helped, Precision precision, List<String> names) {
        var kept = new ArrayList<>(plan.recipe().keepFloat());
        names.stream().filter(name -> !kept.contains(name)).forEach(kept::add);
        var settings = new ArrayList<Mention>();
        if (precision != plan.precision()) {
            settings.add(Setting.PRECISION.as(precision.label()));
        }
        names.forEach(name -> settings.add(Setting.KEEP_FLOAT.as(name)));
        attempt(helped, precision, DType.FLOAT32, plan.recipe().withKeepFloat(kept), settings);
    }

    private void attempt(List<Tried> helped, Precision precision, DType edge, Recipe recipe, List<Mention> settings) {
        tried(precision, edge, recipe).filter(after -> after < before / 2)
                .ifPresent(after -> helped.add(new Tried(settings, before, after)));
    }

    private Optional<Double> tried(Precision precision, DType edge, Recipe recipe) {
        try {
            Plan other = Quantizer.plan(network, precision, edge, recipe, samples, done -> {});
            return Optional.of(OutputGap.meanShare(
                    OutputGap.between(network, Quantizer.apply(network, other), samples)));
        } catch (Problem problem) {
            return Optional.empty(); // This network has no such form.
        }
    }
}

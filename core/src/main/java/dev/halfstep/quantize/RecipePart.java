package dev.halfstep.quantize;

import dev.halfstep.graph.DenseLayers;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.quantize.chain.Effort;
import dev.halfstep.tensor.DType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A part of a recipe that can be asked for by itself. A recipe is taken as far as a network and a precision allow, but what somebody
 * has asked for by name is done or refused: {@link #require}.
 */
public enum RecipePart {
    /** {@link Recipe#featureCodes()}. */
    INPUT_CODES(Setting.INPUT_CODES),
    /** {@link Recipe#headroom()}. */
    HEADROOM(Setting.HEADROOM),
    /** {@link Recipe#outputRange()}. */
    OUTPUT_RANGE(Setting.OUTPUT_RANGE),
    /** {@link Recipe#inputRanges()}. */
    INPUT_RANGES(Setting.RANGES),
    /** {@link Recipe#ranges()}. */
    RANGES(Setting.RANGES),
    /** {@link Recipe#fitting()}. */
    FITTING(Setting.FITTING),
    /** {@link Recipe#width()}. */
    WIDTH(Setting.WIDTH),
    /** {@link Recipe#vernier()}. */
    VERNIER(Setting.VERNIER),
    /** {@link Recipe#perChannelWeights()}. */
    PER_CHANNEL_WEIGHTS(Setting.PER_CHANNEL),
    /** {@link Recipe#keepFloat()}. */
    KEEP_FLOAT(Setting.KEEP_FLOAT);

    private final Setting setting;

    RecipePart(Setting setting) {
        this.setting = setting;
    }

    /** Why this part of a recipe has no effect, for people; empty if it has one, or asks for nothing. */
    public Optional<String> whyNot(Graph network, Precision precision, DType edge, Recipe recipe) {
        if (this == KEEP_FLOAT || this == PER_CHANNEL_WEIGHTS) {
            boolean coded = precision.needsCalibration() || precision == Precision.DYNAMIC_RANGE;
            return !coded ? Optional.of("a model of precision " + precision.label() + " computes in float throughout")
                    : this == KEEP_FLOAT || recipe.perChannelWeights() || hasDense(network) ? Optional.empty()
                            : Optional.of("the network has no dense layer");
        }
        if (!precision.needsCalibration()) {
            return Optional.of("a model of precision " + precision.label() + " has no activations in codes");
        }
        return switch (this) {
            case INPUT_CODES -> recipe.featureCodes() ? Quantizer.whyNoFeatureCodes(network, precision, edge, recipe)
                    : Optional.empty();
            case HEADROOM -> recipe.headroom() == 0 || hasRoom(network, recipe) ? Optional.empty()
                    : Optional.of("no node that writes an output has a range of its own with an open end, in codes");
            case OUTPUT_RANGE -> recipe.outputRange() == null || AskedRanges.outputsTakeOne(network, recipe)
                    ? Optional.empty() : Optional.of("no node that writes an output has codes of its own");
            case INPUT_RANGES -> Optional.empty();
            case RANGES -> hasRanges(network, precision, edge, recipe) ? Optional.empty()
                    : Optional.of("there are no hidden layers, and each feature of the input has codes of its own");
            case FITTING -> recipe.fitting() == Effort.NONE
                    || !FeaturePlanner.paths(network, precision, edge, recipe).isEmpty()
                    || (recipe.fitting() == Effort.QUICK && hasOwnWeights(network)) ? Optional.empty()
                            : whyNoFit(network, precision, edge, recipe);
            case WIDTH -> recipe.width() == 1 ? Optional.empty() : whyNoFit(network, precision, edge, recipe);
            case VERNIER -> recipe.vernier() == 1 ? Optional.empty() : whyNoFit(network, precision, edge, recipe);
            case KEEP_FLOAT, PER_CHANNEL_WEIGHTS -> throw new IllegalStateException();
        };
    }

    private static boolean hasDense(Graph network) {
        return network.nodes().stream().anyMatch(node -> node.op() instanceof FullyConnected);
    }

    /** Whether there is a layer that can be fitted by itself; see {@link LayerFit}. */
    private static boolean hasOwnWeights(Graph network) {
        return network.nodes().stream().anyMatch(node -> node.op().quantization().weights()
                .filter(rule -> node.hasInput(rule.bias()) && network.uses(node.input(rule.weights())) == 1)
                .isPresent());
    }

    private static Optional<String> whyNoFit(Graph network, Precision precision, DType edge, Recipe recipe) {
        if (Quantizer.canFit(network, precision, edge, recipe)) {
            return Optional.empty();
        }
        if (precision == Precision.INT16X8) {
            return Optional.of("it is for int8 activations, and those of int16x8 are int16");
        }
        var kept = new FloatParts(network, recipe.keepFloat());
        if (network.nodes().stream().anyMatch(kept::keeps)) {
            return Optional.of("a part of the network stays in float");
        }
        return Optional.of("the network is not one dense layer with a bias after another"
                + DenseLayers.of(network).whyNotARow().map(why -> ": " + why).orElse("")
                + (Quantizer.canFit(network, precision, edge, recipe.withFeatureCodes(true))
                        ? "; with codes of its own for each feature it would be, for those take up the normalising"
                        : ""));
    }

    /** Whether an output has a range that is its own and open at one end at least. */
    private static boolean hasRoom(Graph network, Recipe recipe) {
        var kept = new FloatParts(network, recipe.keepFloat());
        for (Node node : network.nodes()) {
            QuantizationRule rule = node.op().quantization();
            Activation activation = node.op().activation();
            boolean open = Float.isInfinite(activation.min()) || Float.isInfinite(activation.max());
            if (open && rule.scales() == QuantizationRule.Scales.OWN && rule.fixed().isEmpty()
                    && !rule.types().isEmpty() && !kept.keeps(node)
                    && node.outputs().stream().anyMatch(network.outputs()::contains)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasRanges(Graph network, Precision precision, DType edge, Recipe recipe) {
        boolean own = recipe.featureCodes() && Quantizer.whyNoFeatureCodes(network, precision, edge, recipe).isEmpty();
        return !own || DenseLayers.of(network).all().size() > 1
                || network.nodes().size() > DenseLayers.of(network).all().size();
    }

    /**
     * Refuses parts that have no effect.
     *
     * @param asked those that somebody has asked for by name
     * @throws Problem that names all that have none, each with the reason
     */
    public static void require(Collection<RecipePart> asked, Graph network, Precision precision, DType edge,
            Recipe recipe) {
        Map<String, List<RecipePart>> byReason = new LinkedHashMap<>();
        asked.forEach(part -> part.whyNot(network, precision, edge, recipe)
                .ifPresent(why -> byReason.computeIfAbsent(why, none -> new ArrayList<>()).add(part)));
        if (byReason.isEmpty()) {
            return;
        }
        Phrase what = Phrase.of("");
        Phrase remedy = Phrase.of("leave out ");
        int named = 0;
        int count = byReason.values().stream().mapToInt(List::size).sum();
        for (Map.Entry<String, List<RecipePart>> entry : byReason.entrySet()) {
            what = named == 0 ? what : what.then("; ");
            for (int p = 0; p < entry.getValue().size(); p++) {
                Setting setting = entry.getValue().get(p).setting;
                what = (p == 0 ? what : what.then(" and ")).with(setting);
                remedy = (named == 0 ? remedy : remedy.then(named + 1 == count ? " and " : ", ")).with(setting);
                named++;
            }
            what = what.then((entry.getValue().size() == 1 ? " has" : " have") + " no effect here: " + entry.getKey());
        }
        throw Problem.of(Problem.Kind.OPTION, what).remedy(remedy);
    }
}

package dev.halfstep.cli.flag;

import dev.halfstep.cli.file.NameOrFile;
import dev.halfstep.cli.value.Labels;
import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.quantize.RecipePart;
import dev.halfstep.quantize.chain.Effort;
import dev.halfstep.search.Ladder;
import dev.halfstep.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to quantize: a recipe, and parts of it that are set otherwise. */
public final class RecipeFlags {

    @Option(names = "--recipe", paramLabel = "NAME|FILE",
            description = "How to quantize: default, best (takes up to a minute), tensorflow, or a .json file (default: default).")
    private @Nullable NameOrFile recipe;

    @Option(names = "--headroom", paramLabel = "SHARE", converter = Labels.ShareLabel.class,
            description = "Widen the output's range at each end by this share of it, such as 5%%, for rows beyond those seen.")
    private @Nullable Double headroom;

    @Option(names = "--ranges", paramLabel = "METHOD", converter = Labels.RangeLabel.class,
            description = "Ranges of inputs and hidden layers: min-max, moving-average, percentile, mse or entropy; of quantize also domain: codes of inputs and outputs cover all that --domain says.")
    private Labels.@Nullable RangeChoice ranges;

    @Option(names = "--input-codes", paramLabel = "WHICH", converter = Labels.InputCodesLabel.class,
            description = "per-feature: each feature of an integer input has codes of its own; shared: one scale for all (default: as the recipe says, and shared for a model without a pipeline).")
    private Labels.@Nullable InputCodes inputCodes;

    @Option(names = "--fitting", paramLabel = "EFFORT", converter = Labels.EffortLabel.class,
            description = "What is spent on choosing codes by their effect on the output: none, quick or thorough.")
    private @Nullable Effort fitting;

    @Option(names = "--width", paramLabel = "TIMES",
            description = "Multiply-adds that the quantized network may take, in those of the float network, such as 1.5: second codes for features and repeated hidden units where 8 bits are too coarse.")
    private @Nullable Double width;

    @Option(names = "--vernier", paramLabel = "COPIES",
            description = "Copies of each output, each shifted by a part of a step: their mean has so many times the resolution.")
    private @Nullable Integer vernier;

    @Option(names = "--per-tensor",
            description = "One scale for all weights of a dense layer, not one for each of its outputs: for runtimes that refuse more, such as TensorFlow Lite Micro before autumn 2024 and NNAPI.")
    private boolean perTensor;

    @Option(names = "--keep-float", paramLabel = "NAME",
            description = "What stays in float: the name of an op such as SOFTMAX, or of a tensor that a node writes; * stands for any characters. Repeatable. With integer inputs and outputs as --precision int8 --io int8, not as full-int8 or full-uint8.")
    private List<String> keepFloat = new ArrayList<>();

    /**
     * The recipe that is meant.
     *
     * @param ownInput whether Halfstep makes the model's input itself, from a table; otherwise somebody else's code does, which
     *        goes by the input's scale, so that codes of each feature need to be asked for
     */
    public Recipe recipe(boolean ownInput) {
        return adapted(Recipe.named(recipe == null ? Recipe.DEFAULT.name() : recipe.text()), ownInput);
    }

    /** Whether a recipe was named. */
    public boolean isNamed() {
        return recipe != null;
    }

    /** Whether ranges are to be those of a domain. */
    public boolean isOfDomain() {
        return ranges != null && ranges.method().isEmpty();
    }

    /** Refuses ranges of a domain, for what takes none. */
    public void requireNoDomain() {
        if (isOfDomain()) {
            throw Problem.option("ranges of a domain are made for one model")
                    .remedy("Use quantize --ranges domain on a float model.");
        }
    }

    /** Whether it was said which codes features get. */
    public boolean saysInputCodes() {
        return inputCodes != null;
    }

    /**
     * Refuses options that have no effect on a network: what was asked for by name is done, or it is said why not.
     *
     * @param meant the recipe with the options in it
     * @param more parts of it that other options ask for
     */
    public void requireEffect(Graph network, Precision precision, DType edge, Recipe meant, List<RecipePart> more) {
        List<RecipePart> all = asked();
        all.addAll(more);
        RecipePart.require(all, network, precision, edge, meant);
    }

    private List<RecipePart> asked() {
        var asked = new ArrayList<RecipePart>();
        add(asked, headroom != null, RecipePart.HEADROOM);
        add(asked, ranges != null && ranges.method().isPresent(), RecipePart.RANGES);
        add(asked, isOfDomain(), RecipePart.INPUT_RANGES);
        add(asked, inputCodes != null, RecipePart.INPUT_CODES);
        add(asked, fitting != null, RecipePart.FITTING);
        add(asked, width != null, RecipePart.WIDTH);
        add(asked, vernier != null, RecipePart.VERNIER);
        add(asked, perTensor, RecipePart.PER_CHANNEL_WEIGHTS);
        add(asked, !keepFloat.isEmpty(), RecipePart.KEEP_FLOAT);
        return asked;
    }

    private static void add(List<RecipePart> asked, boolean is, RecipePart part) {
        if (is) {
            asked.add(part);
        }
    }

    /**
     * What is tried one after another: a recipe, and Halfstep's own that cost more, with the parts that are set otherwise. Copies of
     * outputs need to be asked for, as codes of each feature do, where somebody else's code reads the output.
     *
     * @param first what is tried first, with the ranges that all have
     * @param ownInput as of {@link #recipe}
     */
    public List<Recipe> candidates(Graph network, Precision precision, DType edge, Recipe first, boolean ownInput) {
        UnaryOperator<Recipe> fixed = other -> adapted(ownInput ? other : other.withVernier(1), ownInput)
                .withOutputRange(first.outputRange()).withInputRanges(first.inputRanges(), first.oneHot());
        return saysInputCodes() ? Ladder.from(network, precision, edge, first, fixed)
                : Ladder.withFeatureCodes(network, precision, edge, first, fixed);
    }

    /** Whether a part was asked for that a trial might leave out again. */
    private boolean saysWhatIsUsual() {
        return inputCodes == Labels.InputCodes.PER_FEATURE || (fitting != null && fitting != Effort.NONE)
                || (headroom != null && headroom == Recipe.DEFAULT.headroom());
    }

    private Recipe adapted(Recipe named, boolean ownInput) {
        Recipe chosen = named;
        chosen = headroom == null ? chosen : chosen.withHeadroom(headroom);
        chosen = ranges == null ? chosen : chosen.withRanges(ranges.method().orElse(chosen.ranges()));
        chosen = fitting == null ? chosen : chosen.withFitting(fitting);
        chosen = width == null ? chosen : chosen.withWidth(width);
        chosen = vernier == null ? chosen : chosen.withVernier(vernier);
        chosen = perTensor ? chosen.withPerChannelWeights(false) : chosen;
        chosen = keepFloat.isEmpty() ? chosen : chosen.withKeepFloat(keepFloat);
        chosen = saysWhatIsUsual() ? chosen.withTrials(false) : chosen;
        if (inputCodes != null) {
            return chosen.withFeatureCodes(inputCodes == Labels.InputCodes.PER_FEATURE);
        }
        return ownInput || !chosen.featureCodes() ? chosen : chosen.withFeatureCodes(false);
    }
}

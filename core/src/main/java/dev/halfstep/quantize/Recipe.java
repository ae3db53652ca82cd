package dev.halfstep.quantize;

import dev.halfstep.calibrate.Range;
import dev.halfstep.calibrate.RangeMethod;
import dev.halfstep.file.WholeFile;
import dev.halfstep.json.JsonObject;
import dev.halfstep.json.JsonWriter;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.quantize.chain.Effort;
import dev.halfstep.quantize.chain.FitRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How to quantize, as data: immutable, and equal where all parts are. Each part can be set alone, by a method {@code with...} or in
 * JSON.
 *
 * <p>
 * Codes of features are for integer inputs that feed dense layers with int8 activations, scales of units and fitted codes for chains
 * of such layers; other networks and precisions get what is left of the recipe. {@link RecipePart} tells what has no effect.
 */
public final class Recipe {

    /** Halfstep's own: sees every calibration row, and takes some milliseconds for codes that suit the network. */
    public static final Recipe DEFAULT = new Recipe(new RecipeParts());

    /** The most accurate: spends up to a minute on the codes. */
    public static final Recipe BEST = DEFAULT.withName("best").withFitting(Effort.THOROUGH);

    /** TensorFlow's converter: its own defaults, and the first 100 rows that most guides show. */
    public static final Recipe TENSORFLOW = DEFAULT.withName("tensorflow").withCalibrationRows(100).withHeadroom(0)
            .withHiddenHeadroom(0).withBiasCorrection(false).withFeatureCodes(false).withEqualization(false)
            .withFitting(Effort.NONE).withConverterScales(true).withTrials(false);

    private static final List<Recipe> BUILT_IN = List.of(DEFAULT, BEST, TENSORFLOW);

    private final RecipeParts parts;

    private Recipe(RecipeParts parts) {
        this.parts = parts.checked();
    }

    private Recipe with(Consumer<RecipeParts> change) {
        return new Recipe(parts.with(change));
    }

    /** For messages and plans. */
    public String name() {
        return parts.name;
    }

    /** How many of the calibration rows are seen, from the first on; {@code null} for all. */
    public @Nullable Integer calibrationRows() {
        return parts.calibrationRows;
    }

    /**
     * How the ranges of inputs and hidden layers are made from what calibration sees; that of the output is always from the
     * smallest to the largest value, so that no row that was seen clips there.
     */
    public RangeMethod ranges() {
        return parts.ranges;
    }

    /**
     * By which share of its width the output's range is widened at each end, 0 to 1: rows that were not seen reach further
     * than those that were.
     */
    public double headroom() {
        return parts.headroom;
    }

    /**
     * What the codes of outputs cover, in the network's own values, whatever calibration saw and whatever the headroom; {@code null}
     * where calibration says it. Codes reach 0, too, where a type needs that.
     */
    public @Nullable Range outputRange() {
        return parts.outputRange;
    }

    /**
     * What the codes of each feature of the one input cover, in what the network takes, whatever calibration saw; empty where
     * calibration says it.
     */
    public List<Range> inputRanges() {
        return parts.inputRanges;
    }

    /** Features of which one is at the end of its range and all others are at their beginning, where ranges are asked for. */
    public List<FitRequest.Group> oneHot() {
        return parts.oneHot;
    }

    /** The same for hidden layers; not for those of a network in which layers share weights, where it costs more than it is worth. */
    public double hiddenHeadroom() {
        return parts.hiddenHeadroom;
    }

    /**
     * Whether each output of a dense layer has a weight scale of its own; otherwise one stands for all, as NNAPI and TensorFlow
     * Lite Micro before autumn 2024 want it. Filters of convolutions always have one for each channel.
     */
    public boolean perChannelWeights() {
        return parts.perChannelWeights;
    }

    /** Whether biases are moved so that the mean of each layer's sums stays what it is in float. */
    public boolean biasCorrection() {
        return parts.biasCorrection;
    }

    /** Whether each feature of an integer input has codes of its own; see {@link dev.halfstep.graph.FeatureCodes}. */
    public boolean featureCodes() {
        return parts.featureCodes;
    }

    /** Whether each hidden unit has a scale of its own, which its weights take up. */
    public boolean equalization() {
        return parts.equalization;
    }

    /**
     * What is spent on choosing codes by their effect on the output. Where anything is, calibration rows whose outputs would cost all
     * others their resolution have no part if that brings the quantized network nearer to the float network; see
     * {@link Plan#rowsLeftOut()}.
     */
    public Effort fitting() {
        return parts.fitting;
    }

    /**
     * How many multiply-adds the quantized network may take, as a multiple of the float network's: what is above 1 goes to
     * second codes for features and to repeated hidden units where int8 is too coarse. With fitted codes a quarter of the features
     * and one more may have a second code for far values at no price.
     */
    public double width() {
        return parts.width;
    }

    /**
     * How many copies of each output there are, each shifted by a part of a step, of which the mean has that many times the
     * resolution; 1 for an ordinary output.
     */
    public int vernier() {
        return parts.vernier;
    }

    /** Weights with fewer elements stay in float in a dynamic-range model. */
    public int dynamicRangeMinElements() {
        return parts.dynamicRangeMinElements;
    }

    /**
     * Whether scales are shared and widened as TensorFlow's converter does, also where that costs accuracy: a tensor takes a
     * scale that one of its readers needs for all of them, and {@link dev.halfstep.calibrate.OverwrittenRanges} apply.
     */
    public boolean converterScales() {
        return parts.converterScales;
    }

    /** Names of ops, or of tensors that nodes write, which stay in float; {@code *} stands for any characters. */
    public List<String> keepFloat() {
        return parts.keepFloat;
    }

    public Recipe withName(String other) {
        return with(changed -> changed.name = other);
    }

    /** This recipe on the first so many calibration rows; on all with {@code null}. */
    public Recipe withCalibrationRows(@Nullable Integer most) {
        return with(changed -> changed.calibrationRows = most);
    }

    public Recipe withRanges(RangeMethod method) {
        return with(changed -> changed.ranges = method);
    }

    public Recipe withHeadroom(double share) {
        return with(changed -> changed.headroom = share);
    }

    /** This recipe with another {@link #outputRange()}. */
    public Recipe withOutputRange(@Nullable Range range) {
        return with(changed -> changed.outputRange = range);
    }

    /** This recipe with other {@link #inputRanges()} and {@link #oneHot()}. */
    public Recipe withInputRanges(List<Range> ranges, List<FitRequest.Group> groups) {
        return with(changed -> {
            changed.inputRanges = List.copyOf(ranges);
            changed.oneHot = List.copyOf(groups);
        });
    }

    public Recipe withHiddenHeadroom(double share) {
        return with(changed -> changed.hiddenHeadroom = share);
    }

    public Recipe withPerChannelWeights(boolean own) {
        return with(changed -> changed.perChannelWeights = own);
    }

    public Recipe withBiasCorrection(boolean corrects) {
        return with(changed -> changed.biasCorrection = corrects);
    }

    public Recipe withFeatureCodes(boolean own) {
        return with(changed -> changed.featureCodes = own);
    }

    public Recipe withEqualization(boolean own) {
        return with(changed -> changed.equalization = own);
    }

    public Recipe withFitting(Effort effort) {
        return with(changed -> changed.fitting = effort);
    }

    public Recipe withWidth(double multiple) {
        return with(changed -> changed.width = multiple);
    }

    public Recipe withVernier(int copies) {
        return with(changed -> changed.vernier = copies);
    }

    public Recipe withDynamicRangeMinElements(int fewest) {
        return with(changed -> changed.dynamicRangeMinElements = fewest);
    }

    public Recipe withConverterScales(boolean asConverter) {
        return with(changed -> changed.converterScales = asConverter);
    }

    public Recipe withKeepFloat(List<String> names) {
        return with(changed -> changed.keepFloat = List.copyOf(names));
    }

    /** Whether it asks for more than ranges and rounding. */
    boolean fits() {
        return parts.featureCodes || parts.equalization || parts.fitting != Effort.NONE || parts.width > 1
                || parts.vernier > 1;
    }

    /**
     * Whether parts of this recipe that do harm are left out, where a network is fitted layer by layer: found by making plans from a
     * part of the rows and measuring them on the rest. Otherwise all parts are carried out as far as a network allows.
     */
    public boolean trials() {
        return parts.trials;
    }

    /** This recipe with other {@link #trials()}. */
    public Recipe withTrials(boolean tried) {
        return with(changed -> changed.trials = tried);
    }

    /** How many of {@code available} calibration rows are seen. */
    public long rowsSeen(long available) {
        return rowsSeen(available, 1);
    }

    /**
     * How many of {@code available} calibration rows are seen of which so many run together: with any of a batch, all of it.
     *
     * @param together as many as {@code available} is a multiple of
     */
    long rowsSeen(long available, int together) {
        if (parts.calibrationRows == null) {
            return available;
        }
        return Math.min(Math.ceilDiv((long) parts.calibrationRows, together) * together, available);
    }

    /**
     * A built-in recipe by name, or one from a JSON file.
     *
     * @throws Problem if there is neither
     */
    public static Recipe named(String nameOrFile) {
        Optional<Recipe> builtIn = builtIn(nameOrFile);
        if (builtIn.isPresent()) {
            return builtIn.get();
        }
        if (!nameOrFile.endsWith(".json")) {
            throw Problem.of("there is no recipe " + Quoted.of(nameOrFile))
                    .remedy("Choose default, best or tensorflow, or name a .json file.");
        }
        try {
            return fromJson(JsonObject.utf8(WholeFile.read(Path.of(nameOrFile))));
        } catch (Problem problem) {
            throw problem.places().isEmpty() ? problem.at(nameOrFile) : problem;
        }
    }

    private static Optional<Recipe> builtIn(String name) {
        return BUILT_IN.stream().filter(recipe -> recipe.name().equals(name)).findFirst();
    }

    /**
     * A recipe from its JSON form. Only the name is needed: what is left out is as in the recipe that {@code "base"} names, or as in
     * {@link #DEFAULT}. Strict: a value of another type is an error, not something to be made the best of.
     *
     * @throws Problem if the text is not a recipe
     */
    public static Recipe fromJson(String json) {
        return new Recipe(read(json));
    }

    private static RecipeParts read(String json) {
        JsonObject given;
        RecipeParts base;
        try {
            given = JsonObject.parse(json);
            base = given.has("base") ? base(given.text("base")) : DEFAULT.parts;
            if (given.hasValue("name")) {
                return base.read(given);
            }
        } catch (Problem problem) {
            throw looks(Problem.of("this is not a recipe: " + problem.what()).because(problem));
        }
        throw looks(Problem.of("the recipe does not say its name"));
    }

    private static RecipeParts base(String name) {
        return builtIn(name)
                .orElseThrow(() -> Problem.of("there is no recipe '" + name + "' to be the base of another")).parts;
    }

    private static Problem looks(Problem problem) {
        return problem.remedy("A recipe looks like " + DEFAULT.toJson() + ".");
    }

    /**
     * A recipe from an object that holds all of it, as {@link #write} puts it.
     *
     * @throws Problem if a field is missing, or of another type
     */
    static Recipe readAll(JsonObject json) {
        return new Recipe(RecipeParts.readAll(json));
    }

    void write(JsonWriter to) {
        parts.write(to);
    }

    /** This recipe as JSON, on one line. */
    public String toJson() {
        return JsonWriter.object(this::write);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Recipe that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    @Override
    public String toString() {
        return toJson();
    }
}

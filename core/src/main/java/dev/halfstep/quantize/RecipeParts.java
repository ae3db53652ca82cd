package dev.halfstep.quantize;

import dev.halfstep.calibrate.Range;
import dev.halfstep.calibrate.RangeMethod;
import dev.halfstep.json.JsonObject;
import dev.halfstep.json.JsonWriter;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.chain.Effort;
import dev.halfstep.quantize.chain.FitRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a {@link Recipe}, where each method of it tells what they mean, and their form in JSON. What is not set is as in
 * {@link Recipe#DEFAULT}. Not changed any more once a recipe has them.
 */
final class RecipeParts {

    /** The most that width and vernier may ask for: beyond, nothing is gained. */
    private static final int MOST_COPIES = 64;

    private static final String TRIALS = "trials";
    private static final String CALIBRATION_ROWS = "calibrationRows";
    private static final String OUTPUT_RANGE = "outputRange";
    private static final String INPUT_RANGES = "inputRanges";
    private static final String ONE_HOT = "oneHot";
    /** What stands in JSON only where it is asked for, or did not in that of older versions. */
    private static final Set<String> OPTIONAL = Set.of(CALIBRATION_ROWS, OUTPUT_RANGE, INPUT_RANGES, ONE_HOT, TRIALS);

    private static final String[] NAMES = {"name", CALIBRATION_ROWS, "ranges", "headroom", OUTPUT_RANGE,
            INPUT_RANGES, ONE_HOT, "hiddenHeadroom",
            "perChannelWeights", "biasCorrection", "featureCodes", "equalization", "fitting", "width", "vernier",
            "dynamicRangeMinElements", "converterScales", "keepFloat", TRIALS};

    String name = "default";
    @Nullable
    Integer calibrationRows;
    RangeMethod ranges = RangeMethod.MIN_MAX;
    double headroom = 0.04;
    @Nullable
    Range outputRange;
    List<Range> inputRanges = List.of();
    List<FitRequest.Group> oneHot = List.of();
    double hiddenHeadroom = 0.2;
    boolean perChannelWeights = true;
    boolean biasCorrection = true;
    boolean featureCodes = true;
    boolean equalization = true;
    Effort fitting = Effort.QUICK;
    double width = 1;
    int vernier = 1;
    int dynamicRangeMinElements = 1024;
    boolean converterScales;
    List<String> keepFloat = List.of();
    boolean trials = true;

    /** The same parts with a change. */
    RecipeParts with(Consumer<RecipeParts> change) {
        var parts = new RecipeParts();
        parts.name = name;
        parts.calibrationRows = calibrationRows;
        parts.ranges = ranges;
        parts.headroom = headroom;
        parts.outputRange = outputRange;
        parts.inputRanges = inputRanges;
        parts.oneHot = oneHot;
        parts.hiddenHeadroom = hiddenHeadroom;
        parts.perChannelWeights = perChannelWeights;
        parts.biasCorrection = biasCorrection;
        parts.featureCodes = featureCodes;
        parts.equalization = equalization;
        parts.fitting = fitting;
        parts.width = width;
        parts.vernier = vernier;
        parts.dynamicRangeMinElements = dynamicRangeMinElements;
        parts.converterScales = converterScales;
        parts.keepFloat = keepFloat;
        parts.trials = trials;
        change.accept(parts);
        return parts;
    }

    /**
     * These parts, all within their limits.
     *
     * @throws Problem if one is not
     */
    RecipeParts checked() {
        if (calibrationRows != null && calibrationRows < 1) {
            throw Problem.of("a recipe must see at least one calibration row, not " + calibrationRows);
        }
        if (!(headroom >= 0 && headroom <= 1) || !(hiddenHeadroom >= 0 && hiddenHeadroom <= 1)) {
            throw Problem.of("headroom must be from 0 to 1, not " + headroom + " and " + hiddenHeadroom)
                    .remedy("0.05 widens a range by 5 % at each end.");
        }
        int features = inputRanges.size();
        if (oneHot.stream().anyMatch(group -> group.first() < 0 || group.count() < 1 || group.first() > features
                || group.count() > features - group.first())) {
            throw Problem.of("the groups " + oneHot + " are not of " + features + " features that have ranges");
        }
        if (!(width >= 1 && width <= MOST_COPIES)) {
            throw Problem.of("width must be from 1 to " + MOST_COPIES + ", not " + width)
                    .remedy("1.5 allows half as many multiply-adds more than the float network takes.");
        }
        if (vernier < 1 || vernier > MOST_COPIES) {
            throw Problem.of("vernier must be from 1 to " + MOST_COPIES + ", not " + vernier)
                    .remedy("4 gives an output four times the resolution.");
        }
        if (dynamicRangeMinElements < 0) {
            throw Problem.of("dynamicRangeMinElements must not be negative: " + dynamicRangeMinElements);
        }
        return this;
    }

    /** Puts all fields; those of calibration rows and of asked ranges only where they say something. */
    void write(JsonWriter to) {
        to.put("name", name);
        if (calibrationRows != null) {
            to.put(CALIBRATION_ROWS, calibrationRows.longValue());
        }
        to.put("ranges", ranges.label()).put("headroom", headroom);
        if (outputRange != null) {
            to.putSingles(OUTPUT_RANGE, ends(List.of(outputRange)));
        }
        if (!inputRanges.isEmpty()) {
            to.putSingles(INPUT_RANGES, ends(inputRanges));
        }
        if (!oneHot.isEmpty()) {
            to.putWholes(ONE_HOT, oneHot.stream().flatMapToLong(group -> LongStream.of(group.first(), group.count()))
                    .toArray());
        }
        to.put("hiddenHeadroom", hiddenHeadroom)
                .put("perChannelWeights", perChannelWeights).put("biasCorrection", biasCorrection)
                .put("featureCodes", featureCodes).put("equalization", equalization).put("fitting", fitting.label())
                .put("width", width).put("vernier", vernier).put("dynamicRangeMinElements", dynamicRangeMinElements)
                .put("converterScales", converterScales).putTexts("keepFloat", keepFloat)
                .put(TRIALS, trials);
    }

    /**
     * These parts with the fields of an object in place of their own. {@code "base"} may be among them, which is not read here.
     *
     * @throws Problem if there is a field that no recipe has, or one that is of another type
     */
    RecipeParts read(JsonObject json) {
        String[] known = Arrays.copyOf(NAMES, NAMES.length + 1);
        known[NAMES.length] = "base";
        json.withNoneBut(known);
        RecipeParts read = with(parts -> {});
        read.setBounds(json);
        read.setCoding(json);
        return read;
    }

    private void setBounds(JsonObject json) {
        name = json.has("name") ? json.text("name") : name;
        calibrationRows = json.has(CALIBRATION_ROWS) ? json.integerOrNull(CALIBRATION_ROWS).orElse(null)
                : calibrationRows;
        ranges = json.has("ranges") ? RangeMethod.of(json.text("ranges")) : ranges;
        headroom = json.has("headroom") ? json.number("headroom") : headroom;
        hiddenHeadroom = json.has("hiddenHeadroom") ? json.number("hiddenHeadroom") : hiddenHeadroom;
        outputRange = json.has(OUTPUT_RANGE) ? ranges(json, OUTPUT_RANGE).getFirst() : outputRange;
        inputRanges = json.has(INPUT_RANGES) ? ranges(json, INPUT_RANGES) : inputRanges;
        oneHot = json.has(ONE_HOT) ? groups(json.wholes(ONE_HOT)) : oneHot;
        width = json.has("width") ? json.number("width") : width;
        vernier = json.has("vernier") ? json.integer("vernier") : vernier;
        dynamicRangeMinElements = json.has("dynamicRangeMinElements") ? json.integer("dynamicRangeMinElements")
                : dynamicRangeMinElements;
    }

    /** The smallest and the largest value of the first, then those of the next. */
    private static float[] ends(List<Range> ranges) {
        var ends = new float[2 * ranges.size()];
        for (int r = 0; r < ranges.size(); r++) {
            ends[2 * r] = ranges.get(r).min();
            ends[2 * r + 1] = ranges.get(r).max();
        }
        return ends;
    }

    private static List<Range> ranges(JsonObject json, String field) {
        float[] ends = json.singles(field);
        if (ends.length == 0 || ends.length % 2 != 0 || (field.equals(OUTPUT_RANGE) && ends.length != 2)) {
            throw Problem.of("'" + field + "' is not a smallest and a largest value"
                    + (field.equals(OUTPUT_RANGE) ? "" : " for each feature"));
        }
        return IntStream.range(0, ends.length / 2).mapToObj(r -> new Range(ends[2 * r], ends[2 * r + 1])).toList();
    }

    private static List<FitRequest.Group> groups(long[] ends) {
        if (ends.length % 2 != 0) {
            throw Problem.of("'" + ONE_HOT + "' is not the index of a feature and a count of features for each group");
        }
        // What is beyond an int is refused as what is beyond the features.
        return IntStream.range(0, ends.length / 2).mapToObj(g -> new FitRequest.Group(
                Math.clamp(ends[2 * g], -1, Integer.MAX_VALUE), Math.clamp(ends[2 * g + 1], 0, Integer.MAX_VALUE)))
                .toList();
    }

    private void setCoding(JsonObject json) {
        perChannelWeights = flag(json, "perChannelWeights", perChannelWeights);
        biasCorrection = flag(json, "biasCorrection", biasCorrection);
        featureCodes = flag(json, "featureCodes", featureCodes);
        equalization = flag(json, "equalization", equalization);
        converterScales = flag(json, "converterScales", converterScales);
        trials = flag(json, TRIALS, trials);
        fitting = json.has("fitting") ? effort(json.text("fitting")) : fitting;
        keepFloat = json.has("keepFloat") ? json.texts("keepFloat") : keepFloat;
    }

    private static boolean flag(JsonObject json, String field, boolean otherwise) {
        return json.has(field) ? json.flag(field) : otherwise;
    }

    private static Effort effort(String label) {
        return Arrays.stream(Effort.values()).filter(effort -> effort.label().equals(label)).findFirst()
                .orElseThrow(() -> Problem.of("there is no fitting '" + label + "'").remedy("Choose one of "
                        + Arrays.stream(Effort.values()).map(Effort::label).collect(Collectors.joining(", ")) + "."));
    }

    /**
     * The parts of an object that has them all, as {@link #write} puts them.
     *
     * @throws Problem if one is missing, or as {@link #read}
     */
    static RecipeParts readAll(JsonObject json) {
        json.withNoneBut(NAMES);
        for (String field : NAMES) {
            if (!json.has(field) && !OPTIONAL.contains(field)) {
                throw Problem.of("'" + field + "' is missing");
            }
        }
        // Plans of versions without trials carried out all of their recipe.
        return new RecipeParts().with(parts -> parts.trials = false).read(json);
    }

    private List<@Nullable Object> all() {
        return Arrays.asList(name, calibrationRows, ranges, headroom, outputRange, inputRanges, oneHot, hiddenHeadroom,
                perChannelWeights,
                biasCorrection, featureCodes, equalization, fitting, width, vernier, dynamicRangeMinElements,
                converterScales,
                keepFloat, trials);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecipeParts that && all().equals(that.all());
    }

    @Override
    public int hashCode() {
        return all().hashCode();
    }
}

package dev.halfstep.cli.domain;

import dev.halfstep.calibrate.Range;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Target;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.quantize.RecipePart;
import dev.halfstep.table.ColumnNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What the codes of outputs are to cover. */
public final class OutputRangeFlag {

    private static final String NUMBER = "([+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)";
    private static final Pattern FORM =
            Pattern.compile("(?:(.*)=)?\\s*" + NUMBER + "\\s*,\\s*" + NUMBER + "\\s*", Pattern.DOTALL);

    @Option(names = "--output-range", paramLabel = "[TARGET=]LOW,HIGH",
            description = "What the codes of the output cover, whatever calibration sees: in the target's unit, or the output's own values for a model without a pipeline. Of several targets each needs its own.")
    private List<String> ranges = new ArrayList<>();

    /** The part of a recipe that was asked for, if it was. */
    public List<RecipePart> asked() {
        return ranges.isEmpty() ? List.of() : List.of(RecipePart.OUTPUT_RANGE);
    }

    /**
     * A recipe with what was asked for.
     *
     * @throws Problem if it is no range, or not of the model's targets
     */
    public Recipe in(Recipe recipe, Optional<Pipeline> pipeline) {
        if (ranges.isEmpty()) {
            return recipe;
        }
        return recipe.withOutputRange(pipeline.map(this::ofTargets).orElseGet(this::ofValues));
    }

    /** In the output's own values. */
    private Range ofValues() {
        Matcher form = form(ranges.getFirst());
        if (ranges.size() > 1 || form.group(1) != null) {
            throw Problem.option("the model carries no pipeline, so that its outputs have one range and no names")
                    .remedy("Give the range of the output's own values, such as -2.5,3.");
        }
        return range(form, DoubleUnaryOperator.identity());
    }

    /** Targets have one scale together. */
    private Range ofTargets(Pipeline pipeline) {
        List<String> names = pipeline.targetNames();
        var given = new TreeMap<Integer, Range>();
        for (String text : ranges) {
            Matcher form = form(text);
            int target = form.group(1) == null ? 0 : names.indexOf(unquoted(form.group(1)));
            if (target < 0) {
                throw ColumnNames.unknown(unquoted(form.group(1)), names);
            }
            if (form.group(1) == null && names.size() > 1) {
                throw Problem.option("there are " + names.size() + " targets, and it is not said which has the range "
                        + Quoted.of(text)).remedy("Write TARGET=LOW,HIGH for each of " + ColumnNames.list(names) + ".");
            }
            Target own = pipeline.targets().get(target);
            if (given.put(target, range(form, own::standardise)) != null) {
                throw Problem.option("the target " + Quoted.of(own.name()) + " has two ranges");
            }
        }
        if (given.size() < names.size()) {
            List<String> left = names.stream().filter(name -> !given.containsKey(names.indexOf(name))).toList();
            throw Problem
                    .option("the targets share the output's scale, and nothing is said of " + ColumnNames.list(left))
                    .remedy("Give the range of each target.");
        }
        return given.values().stream().reduce(Range::union).orElseThrow();
    }

    private static Matcher form(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw Problem.option(Quoted.of(text) + " is no range of an output")
                    .remedy("Write LOW,HIGH, such as 0,65000.");
        }
        return form;
    }

    private static String unquoted(String name) {
        boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
        return quoted ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }

    private static Range range(Matcher form, DoubleUnaryOperator mapping) {
        double low = Double.parseDouble(Objects.requireNonNull(form.group(2)));
        double high = Double.parseDouble(Objects.requireNonNull(form.group(3)));
        float min = (float) mapping.applyAsDouble(low);
        float max = (float) mapping.applyAsDouble(high);
        if (!(low < high) || !Float.isFinite(min) || !Float.isFinite(max)) {
            throw Problem.option("no output can be from " + form.group(2) + " to " + form.group(3))
                    .remedy("Give the smaller number first, and none beyond what float32 holds.");
        }
        return new Range(min, max);
    }
}

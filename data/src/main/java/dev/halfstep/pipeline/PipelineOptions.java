package dev.halfstep.pipeline;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.ReadOptions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How to make features and targets of a table's columns. What is not said is inferred: numbers stay numbers, two-valued text
 * becomes 0 and 1 in alphabetical order, other text becomes one feature for each level, in alphabetical order, at the place of
 * its column.
 *
 * @param targets columns to be predicted, at least one
 * @param missing texts that mark a missing cell; an empty cell always does
 * @param drop columns to be left out
 * @param map for some columns the number that each text stands for
 * @param oneHot columns whose values are categories even if they look like numbers
 * @param numeric columns in which anything but a number is a problem
 * @param decimalComma whether numbers have a decimal comma
 * @param split into training and test rows
 * @param fitOnAll whether mappings are fitted and means and deviations taken over all rows instead of the training rows
 * @param targetMapping how targets are mapped before they are standardised
 */
public record PipelineOptions(List<String> targets, Set<String> missing, Set<String> drop,
        Map<String, Map<String, Double>> map, Set<String> oneHot, Set<String> numeric, boolean decimalComma,
        Split split,
        boolean fitOnAll, TargetMapping.Kind targetMapping) {

    public PipelineOptions {
        targets = List.copyOf(targets);
        missing = ordered(missing);
        drop = ordered(drop);
        map = Collections.unmodifiableMap(new LinkedHashMap<>(map));
        oneHot = ordered(oneHot);
        numeric = ordered(numeric);
        check(targets, drop, map.keySet(), oneHot, numeric);
    }

    private static Set<String> ordered(Set<String> set) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(set));
    }

    private static void check(List<String> targets, Set<String> drop, Set<String> mapped, Set<String> oneHot,
            Set<String> numeric) {
        if (targets.isEmpty()) {
            throw Problem.of("no target was named").remedy("Name the column to predict with --target.");
        }
        if (Set.copyOf(targets).size() < targets.size()) {
            throw Problem.of("a target is named twice");
        }
        for (String target : targets) {
            if (drop.contains(target) || mapped.contains(target) || oneHot.contains(target)) {
                throw Problem.of("the target '" + target + "' is also to be dropped, mapped or one-hot encoded")
                        .remedy("A target must be a numeric column.");
            }
        }
        for (String column : oneHot) {
            if (mapped.contains(column) || numeric.contains(column)) {
                throw Problem.of("the column '" + column + "' cannot be encoded in two ways at once");
            }
        }
    }

    /** Everything inferred, 80 % of the rows for training. */
    public static PipelineOptions forTargets(String... targets) {
        return new PipelineOptions(List.of(targets), Set.of(), Set.of(), Map.of(), Set.of(), Set.of(), false,
                Split.DEFAULT, false, TargetMapping.Kind.LINEAR);
    }

    /** The same with texts that mark a missing cell. */
    public PipelineOptions withMissing(String... markers) {
        return new PipelineOptions(targets, new LinkedHashSet<>(List.of(markers)), drop, map, oneHot, numeric,
                decimalComma,
                split, fitOnAll, targetMapping);
    }

    /** The same with another split. */
    public PipelineOptions withSplit(Split other) {
        return new PipelineOptions(targets, missing, drop, map, oneHot, numeric, decimalComma, other, fitOnAll,
                targetMapping);
    }

    /** The same with a column's texts standing for numbers. */
    public PipelineOptions withMap(String column, Map<String, Double> values) {
        var more = new LinkedHashMap<>(map);
        more.put(column, values);
        return new PipelineOptions(targets, missing, drop, more, oneHot, numeric, decimalComma, split, fitOnAll,
                targetMapping);
    }

    /** The same with statistics over all rows or over the training rows. */
    public PipelineOptions withFitOnAll(boolean all) {
        return new PipelineOptions(targets, missing, drop, map, oneHot, numeric, decimalComma, split, all,
                targetMapping);
    }

    /** The same with another mapping of the targets. */
    public PipelineOptions withTargetMapping(TargetMapping.Kind kind) {
        return new PipelineOptions(targets, missing, drop, map, oneHot, numeric, decimalComma, split, fitOnAll, kind);
    }

    /** How a table is to be read for these options. */
    public ReadOptions readOptions() {
        ReadOptions options = ReadOptions.defaults().withMissing(missing).withDrop(drop).withDecimalComma(decimalComma);
        var types = new LinkedHashMap<String, ColumnType>();
        targets.forEach(c -> types.put(c, ColumnType.NUMERIC));
        numeric.forEach(c -> types.put(c, ColumnType.NUMERIC));
        map.keySet().forEach(c -> types.put(c, ColumnType.TEXT));
        oneHot.forEach(c -> types.put(c, ColumnType.TEXT));
        return options.withTypes(types);
    }
}

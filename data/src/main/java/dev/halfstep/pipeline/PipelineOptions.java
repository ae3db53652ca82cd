package dev.halfstep.pipeline;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.Notation;
import dev.halfstep.table.ReadOptions;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to make features and targets of a table's columns. What is not said is inferred: numbers stay numbers, two-valued text
 * becomes 0 and 1 in alphabetical order, other text becomes one feature for each level, in alphabetical order, at the place of
 * its column.
 *
 * <p>
 * Immutable; start from {@link #forTargets}, each {@code with...} method gives a changed copy and throws a {@link Problem} of kind
 * {@code OPTION} if options contradict each other.
 */
public final class PipelineOptions {

    private final List<String> targets;
    private final Notation notation;
    private final Set<String> drop;
    private final Map<String, Map<String, Double>> map;
    private final Set<String> oneHot;
    private final Set<String> numeric;
    private final Set<String> dates;
    private final Split split;
    private final boolean fitOnAll;
    private final TargetMapping.Kind targetMapping;

    private PipelineOptions(List<String> targets, Notation notation, Set<String> drop,
            Map<String, Map<String, Double>> map, Set<String> oneHot, Set<String> numeric, Set<String> dates,
            Split split, boolean fitOnAll, TargetMapping.Kind targetMapping) {
        check(targets, drop, map.keySet(), oneHot, numeric, dates,
                notation.units().keySet());
        this.targets = List.copyOf(targets);
        this.notation = notation;
        this.drop = drop;
        this.map = Collections.unmodifiableMap(map);
        this.oneHot = oneHot;
        this.numeric = numeric;
        this.dates = dates;
        this.split = split;
        this.fitOnAll = fitOnAll;
        this.targetMapping = targetMapping;
    }

    private static Set<String> setOf(String... texts) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(texts)));
    }

    private static void check(List<String> targets, Set<String> drop, Set<String> mapped, Set<String> oneHot,
            Set<String> numeric, Set<String> dates, Set<String> units) {
        if (targets.isEmpty()) {
            throw Problem.option("no target was named")
                    .remedy(Phrase.of("name the column to predict with ").with(Setting.TARGET));
        }
        if (Set.copyOf(targets).size() < targets.size()) {
            throw Problem.option("a target is named twice");
        }
        for (String target : targets) {
            if (drop.contains(target) || mapped.contains(target) || oneHot.contains(target)) {
                throw Problem
                        .option("the target " + Quoted.of(target) + " is also to be dropped, mapped or one-hot encoded")
                        .remedy("A target must be a numeric column.");
            }
            if (dates.contains(target)) {
                throw Problem.option("the target " + Quoted.of(target) + " is also to be taken for a date")
                        .remedy("A target must be a numeric column.");
            }
        }
        for (String column : oneHot) {
            requireOneWay(column, mapped.contains(column) || numeric.contains(column));
        }
        for (String column : units) {
            if (oneHot.contains(column) || mapped.contains(column) || dates.contains(column)) {
                throw Problem
                        .option("the column " + Quoted.of(column)
                                + " has a unit, so its cells are numbers, and is to be"
                                + " mapped, one-hot encoded or taken for a date")
                        .remedy(Phrase.of("leave out ").with(Setting.UNIT).then(" for it"));
            }
        }
        for (String column : dates) {
            requireOneWay(column,
                    mapped.contains(column) || numeric.contains(column) || oneHot.contains(column));
        }
    }

    private static void requireOneWay(String column, boolean another) {
        if (another) {
            throw Problem.option("the column " + Quoted.of(column) + " cannot be encoded in two ways at once");
        }
    }

    /** Everything inferred, 80 % of the rows for training. */
    public static PipelineOptions forTargets(String... targets) {
        return new PipelineOptions(List.of(targets), Notation.defaults(), Set.of(), Map.of(), Set.of(), Set.of(),
                Set.of(),
                Split.DEFAULT, false, TargetMapping.Kind.LINEAR);
    }

    /** Columns to be predicted, at least one. */
    public List<String> targets() {
        return targets;
    }

    /** How cells are written. */
    public Notation notation() {
        return notation;
    }

    /** Columns to be left out. */
    public Set<String> drop() {
        return drop;
    }

    /** For some columns the number that each text stands for. */
    public Map<String, Map<String, Double>> map() {
        return map;
    }

    /** Columns whose values are categories even if they look like numbers. */
    public Set<String> oneHot() {
        return oneHot;
    }

    /** Columns in which anything but a number is a problem. */
    public Set<String> numeric() {
        return numeric;
    }

    /** Columns of dates, of which year, month, day, weekday and hour become features. */
    public Set<String> dates() {
        return dates;
    }

    /** Into training and test rows. */
    public Split split() {
        return split;
    }

    /** Whether mappings are fitted and means and deviations taken over all rows instead of the training rows. */
    public boolean fitOnAll() {
        return fitOnAll;
    }

    /** How targets are mapped before they are standardised. */
    public TargetMapping.Kind targetMapping() {
        return targetMapping;
    }

    /** The same with these texts that mark a missing cell in place of the present ones. */
    public PipelineOptions withMissing(String... markers) {
        return withNotation(notation.withMissing(List.of(markers)));
    }

    /** The same with cells written otherwise. */
    public PipelineOptions withNotation(Notation other) {
        return new PipelineOptions(targets, other, drop, map, oneHot, numeric, dates, split, fitOnAll, targetMapping);
    }

    /** The same with these columns as dates in place of the present ones. */
    public PipelineOptions withDates(String... columns) {
        return new PipelineOptions(targets, notation, drop, map, oneHot, numeric, setOf(columns), split, fitOnAll,
                targetMapping);
    }

    /** The same with these columns left out in place of the present ones. */
    public PipelineOptions withDrop(String... columns) {
        return new PipelineOptions(targets, notation, setOf(columns), map, oneHot, numeric, dates, split,
                fitOnAll, targetMapping);
    }

    /** The same with a column's texts standing for numbers. */
    public PipelineOptions withMap(String column, Map<String, Double> values) {
        var more = new LinkedHashMap<>(map);
        more.put(column, Collections.unmodifiableMap(new LinkedHashMap<>(values)));
        return new PipelineOptions(targets, notation, drop, more, oneHot, numeric, dates, split, fitOnAll,
                targetMapping);
    }

    /** The same with these columns as categories in place of the present ones. */
    public PipelineOptions withOneHot(String... columns) {
        return new PipelineOptions(targets, notation, drop, map, setOf(columns), numeric, dates, split, fitOnAll,
                targetMapping);
    }

    /** The same with these columns as numbers in place of the present ones. */
    public PipelineOptions withNumeric(String... columns) {
        return new PipelineOptions(targets, notation, drop, map, oneHot, setOf(columns), dates, split, fitOnAll,
                targetMapping);
    }

    /** The same with a decimal comma or point. */
    public PipelineOptions withDecimalComma(boolean comma) {
        return withNotation(notation.withDecimalComma(comma));
    }

    /** The same with another split. */
    public PipelineOptions withSplit(Split other) {
        return new PipelineOptions(targets, notation, drop, map, oneHot, numeric, dates, other, fitOnAll,
                targetMapping);
    }

    /** The same with statistics over all rows or over the training rows. */
    public PipelineOptions withFitOnAll(boolean all) {
        return new PipelineOptions(targets, notation, drop, map, oneHot, numeric, dates, split, all,
                targetMapping);
    }

    /** The same with another mapping of the targets. */
    public PipelineOptions withTargetMapping(TargetMapping.Kind kind) {
        return new PipelineOptions(targets, notation, drop, map, oneHot, numeric, dates, split, fitOnAll, kind);
    }

    /** How a table is to be read for these options. */
    public ReadOptions readOptions() {
        ReadOptions options = ReadOptions.defaults().withNotation(notation).withDrop(drop);
        var types = new LinkedHashMap<String, ColumnType>();
        targets.forEach(c -> types.put(c, ColumnType.NUMERIC));
        numeric.forEach(c -> types.put(c, ColumnType.NUMERIC));
        dates.forEach(c -> types.put(c, ColumnType.DATE));
        map.keySet().forEach(c -> types.put(c, ColumnType.TEXT));
        oneHot.forEach(c -> types.put(c, ColumnType.TEXT));
        return options.withTypes(types);
    }

    private List<Object> parts() {
        return List.of(targets, notation, drop, map, oneHot, numeric, dates, split, fitOnAll, targetMapping);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PipelineOptions options && parts().equals(options.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    @Override
    public String toString() {
        return "PipelineOptions" + parts();
    }
}

package dev.halfstep.explain.misuse;

import dev.halfstep.explain.subject.Subject;
import dev.halfstep.graph.Interface;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ways in which a model can be used, as far as it leaves people a choice.
 *
 * @param values first the right way
 * @param orders of features, none of them right
 * @param encodings first the right way
 * @param readings first the right way
 * @param comparisons first the right way
 * @param mostRuns so often the model may be run on all rows
 */
record Uses(List<Variant<UnaryOperator<Tensor>>> values, InputOrders orders,
        List<Variant<Function<Tensor, Value>>> encodings, List<Variant<Function<Value, float[]>>> readings,
        List<Variant<Use.Comparison>> comparisons, long mostRuns) {

    /**
     * Multiply-adds that may be spent on swaps of features, and on other mistakes: some seconds. All rows are run, or scores would
     * not be those seen.
     */
    private static final long MOST_WORK = 2_000_000_000L;

    private static final Set<Misuse.Kind> RAW_AGAINST_UNITS =
            Set.of(Misuse.Kind.RAW_OUTPUT_CODES, Misuse.Kind.OTHER_TARGET_UNIT);

    static Uses of(Subject subject) {
        Interface edges = Interface.of(subject.quantized());
        long parameters = subject.quantized().tensors().stream()
                .mapToLong(tensor -> tensor.constant().map(value -> (long) value.shape().elements()).orElse(0L)).sum();
        long mostRuns = MOST_WORK / Math.max(1, parameters) / subject.rows();
        var comparisons = new ArrayList<Variant<Use.Comparison>>();
        comparisons.add(Variant.right(Use.Comparison.OWN));
        if (subject.units().known()) {
            comparisons.add(Variant.wrong(Misuse.Kind.OTHER_TARGET_UNIT,
                    "labels in another unit than predictions", Use.Comparison.OTHER_UNIT));
        }
        if (subject.targets() == 1) {
            comparisons.add(Variant.wrong(Misuse.Kind.ALL_PAIRS, "every prediction compared with every label",
                    Use.Comparison.ALL_PAIRS));
        }
        return new Uses(InputValues.of(subject.units(), subject.inputs()),
                InputOrders.of(subject.units(), mostRuns), InputCodings.of(edges.inputs().getFirst()),
                OutputReadings.of(edges.outputs().getFirst(), edges.inputs().getFirst()),
                List.copyOf(comparisons), mostRuns);
    }

    Use right() {
        return new Use(new Use.Feed(values.getFirst(), encodings.getFirst()), readings.getFirst(),
                comparisons.getFirst());
    }

    /** Those with one mistake, other orders apart. */
    List<Use> singles() {
        return wrong().filter(Use::isSingle).toList();
    }

    /** Those with several mistakes, other orders apart: of those that need no more runs than can be afforded, the most frequent. */
    List<Use> several() {
        List<Use> all =
                wrong().filter(use -> !use.isSingle()).sorted(Comparator.comparingDouble(Use::weight).reversed())
                        .toList();
        Set<Use.Feed> affordable = all.stream().map(Use::feed).distinct().limit(mostRuns)
                .collect(Collectors.toSet());
        return all.stream().filter(use -> affordable.contains(use.feed())).toList();
    }

    /** Bare codes compared with labels in the targets' own units: the two things that are forgotten together. */
    Optional<Use> rawAgainstUnits() {
        return wrong().filter(use -> use.kinds().equals(RAW_AGAINST_UNITS)).findFirst();
    }

    /** Those where features come in an order that a tool gives, and all else is right. */
    List<Use> inOrdersOfTools() {
        return inOrders(orders.ofTools());
    }

    /** Those where two features are swapped, and all else is right. */
    List<Use> withSwaps() {
        return inOrders(orders.swaps());
    }

    private List<Use> inOrders(List<Variant<UnaryOperator<Tensor>>> some) {
        return some.stream().map(order -> new Use(new Use.Feed(order, encodings.getFirst()), readings.getFirst(),
                comparisons.getFirst())).toList();
    }

    private Stream<Use> wrong() {
        var uses = new ArrayList<Use>();
        for (var value : values) {
            for (var encoding : encodings) {
                var feed = new Use.Feed(value, encoding);
                for (var reading : readings) {
                    comparisons.forEach(comparison -> uses.add(new Use(feed, reading, comparison)));
                }
            }
        }
        return uses.stream().filter(use -> use.wrongStages() > 0);
    }
}

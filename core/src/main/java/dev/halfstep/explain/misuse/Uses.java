package dev.halfstep.explain.misuse;

import dev.halfstep.explain.subject.Subject;
import dev.halfstep.graph.Interface;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The ways in which a model can be used, as far as it leaves people a choice.
 *
 * @param values first the right way
 * @param orders of features, none of them right
 * @param encodings first the right way
 * @param readings first the right way
 * @param comparisons first the right way
 */
record Uses(List<Variant<UnaryOperator<Tensor>>> values, InputOrders orders,
        List<Variant<Function<Tensor, Value>>> encodings, List<Variant<Function<Value, float[]>>> readings,
        List<Variant<Use.Comparison>> comparisons) {

    /** Multiply-adds that may be spent on swaps of features: some seconds. All rows are run, or scores would not be those seen. */
    private static final long MOST_WORK = 2_000_000_000L;

    static Uses of(Subject subject) {
        Interface edges = Interface.of(subject.quantized());
        long parameters = subject.quantized().tensors().stream()
                .mapToLong(tensor -> tensor.constant().map(value -> (long) value.shape().elements()).orElse(0L)).sum();
        long mostSwaps = MOST_WORK / Math.max(1, parameters) / subject.rows();
        var comparisons = new ArrayList<Variant<Use.Comparison>>();
        comparisons.add(Variant.right(Use.Comparison.SAME_UNIT));
        if (subject.units().known()) {
            comparisons.add(Variant.wrong(Misuse.Kind.OTHER_TARGET_UNIT,
                    "predictions in one unit compared with labels in another", Use.Comparison.OTHER_UNIT));
        }
        return new Uses(InputValues.of(subject.units(), subject.inputs()),
                InputOrders.of(subject.units(), mostSwaps), InputCodings.of(edges.inputs().getFirst()),
                OutputReadings.of(edges.outputs().getFirst()), List.copyOf(comparisons));
    }

    Use right() {
        return new Use(new Use.Feed(values.getFirst(), encodings.getFirst()), readings.getFirst(),
                comparisons.getFirst());
    }

    /** Those with one mistake, other orders apart. */
    List<Use> singles() {
        return wrong().stream().filter(Use::isSingle).toList();
    }

    /** Those with a mistake in two of the stages, other orders apart: of so many of those, one or another fits any score. */
    List<Use> pairs() {
        return wrong().stream().filter(use -> !use.isSingle() && use.wrongStages() == 2).toList();
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

    private List<Use> wrong() {
        var uses = new ArrayList<Use>();
        for (var value : values) {
            for (var encoding : encodings) {
                for (var reading : readings) {
                    comparisons.forEach(
                            comparison -> uses.add(new Use(new Use.Feed(value, encoding), reading, comparison)));
                }
            }
        }
        return uses.stream().filter(use -> use.wrongStages() > 0).toList();
    }
}

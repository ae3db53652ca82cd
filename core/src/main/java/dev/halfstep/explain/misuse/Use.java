package dev.halfstep.explain.misuse;

import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A way of using a model, from rows to a score, in four stages of which each may be done wrong.
 *
 * @param feed how the input is made
 * @param reading how what the model gives becomes values, all targets of the first row, then of the next
 * @param comparison which labels they are compared with
 */
record Use(Feed feed, Variant<Function<Value, float[]>> reading, Variant<Comparison> comparison) {

    /**
     * How a model's input is made of rows.
     *
     * @param values from values as the model takes them to those that somebody gives
     * @param encoding from those values to what goes in
     */
    record Feed(Variant<UnaryOperator<Tensor>> values, Variant<Function<Tensor, Value>> encoding) {}

    /** How likely a second thing is done wrong by whoever does one wrong. */
    private static final double ANOTHER = 0.05;

    /** Which labels predictions are compared with. */
    enum Comparison {
        /** Their own. */
        OWN,
        /** Their own, in another unit than they are. */
        OTHER_UNIT,
        /** Each with all. */
        ALL_PAIRS
    }

    /** The four stages, in their order. */
    List<Variant<?>> stages() {
        return List.of(feed.values, feed.encoding, reading, comparison);
    }

    /** How many of the stages are wrong. */
    long wrongStages() {
        return stages().stream().filter(stage -> !stage.isRight()).count();
    }

    /** How often people use a model so, beside other wrong ways. */
    double weight() {
        double weight = Math.pow(ANOTHER, wrongStages() - 1.0);
        for (Variant<?> stage : stages()) {
            weight *= stage.weight();
        }
        return weight;
    }

    /** All that is wrong, in the order of the kinds. */
    Set<Misuse.Kind> kinds() {
        return stages().stream().flatMap(stage -> stage.faults().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Misuse.Kind.class)));
    }

    /** Whether one thing is wrong: a single stage, or a single misunderstanding that shows in several. */
    boolean isSingle() {
        return wrongStages() == 1 || kinds().size() == 1;
    }

    /** What is wrong, in words. */
    String name() {
        return stages().stream().filter(stage -> !stage.isRight()).map(Variant::name)
                .collect(Collectors.joining("; "));
    }
}

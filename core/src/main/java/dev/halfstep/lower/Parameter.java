package dev.halfstep.lower;

import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A tensor of parameters, for layers of which any may come from another node.
 *
 * @param <A> the type of its array
 * @param operand its position among the operands
 * @param contents its elements, if they are known before a run
 */
public record Parameter<A>(int operand, Optional<A> contents) {

    /** One that is no operand. */
    public static <A> Parameter<A> of(A contents) {
        return new Parameter<>(Computed.NONE, Optional.of(contents));
    }

    /**
     * The array that holds it in a run.
     *
     * @param arrays of the operands, by position
     */
    @SuppressWarnings("unchecked")
    public A in(IntFunction<Object> arrays) {
        return contents.orElseGet(() -> (A) arrays.apply(operand));
    }
}

package dev.halfstep.lower;

import java.util.Optional;
import java.util.function.IntFunction;

/** A layer of LSTM cells that goes through sequences, each from a state of 0. */
public sealed interface LoweredLstm extends Lowered permits FloatLstm, Int8Lstm {

    /** How rows of the data lie. */
    Sequences sequences();

    /**
     * How rows lie: {@code [samples][times]} of them, or {@code [times][samples]}.
     *
     * @param timeMajor whether the first axis is that of time
     */
    record Sequences(int samples, int times, boolean timeMajor) {

        /** The index of the row of one sample at one time. */
        public int row(int sample, int time) {
            return timeMajor ? time * samples + sample : sample * times + time;
        }
    }

    /**
     * The extents of a layer.
     *
     * @param inputs elements of a row of the data
     * @param outputs as many as cells, if there is no projection
     */
    record Extents(int inputs, int cells, int outputs) {}

    /**
     * A tensor of parameters, for layers of which any may come from another node.
     *
     * @param <A> the type of its array
     * @param operand its position among the operands
     * @param contents its elements, if they are known before a run
     */
    record Parameter<A>(int operand, Optional<A> contents) {

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
}

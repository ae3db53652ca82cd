package dev.halfstep.assemble;

import dev.halfstep.graph.Node;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * A layer that goes through sequences with a state: LSTM, GRU or the plain recurrence. Data are {@code [batch, steps, inputs]}.
 *
 * <p>
 * It is unrolled: what the inputs of all steps contribute is one dense layer, then each step has nodes of its own, all of which have
 * integer forms. An LSTM layer of more steps than {@link #MOST_UNROLLED} becomes UNIDIRECTIONAL_SEQUENCE_LSTM if that computes the
 * same; in this form it stays in float.
 */
public final class Recurrence {

    /** An LSTM layer of more steps is one node, where it can. */
    public static final int MOST_UNROLLED = 128;
    /** Each step costs a dozen nodes. */
    public static final int MOST_STEPS = 1024;

    /** What an activation makes of a tensor. */
    @FunctionalInterface
    public interface Squash {
        /** The tensor's activation. */
        int of(Assembler network, String name, int tensor);
    }

    /** The hyperbolic tangent. */
    public static final Squash TANH = (network, name, x) -> network.apply(name, UnaryFunction.TANH, x);
    /** The logistic function. */
    public static final Squash SIGMOID = (network, name, x) -> network.apply(name, UnaryFunction.LOGISTIC, x);

    /** What is done at each step; x stands for the weighted inputs with their biases, U for recurrent weights, h for the state. */
    public sealed interface Kind {

        /** How many blocks of units its weights have. */
        int gates();

        /** {@code h' = activation(x + U h)}. */
        record Plain(Squash activation) implements Kind {
            @Override
            public int gates() {
                return 1;
            }
        }

        /**
         * {@code z = gate(xz + Uz h), r = gate(xr + Ur h), h' = z h + (1 - z) activation(xh + ...)}, blocks in the order z, r, h.
         *
         * @param resetAfter whether the candidate takes in {@code r (Uh h + bias)}; else {@code Uh (r h) + bias}
         */
        record Gru(Squash gate, Squash activation, boolean resetAfter) implements Kind {
            @Override
            public int gates() {
                return 3;
            }
        }

        /**
         * {@code i = gate(xi + Ui h), f = gate(xf + Uf h), c' = f c + i activation(xc + Uc h), o = gate(xo + Uo h),
         * h' = o output(c')}, blocks in the order i, f, c, o.
         *
         * @param peepholes weights {@code [3 units]} by which i and f see the cell before, and o the new one, in this order
         */
        record Lstm(Squash gate, Squash activation, Squash output, Optional<Tensor> peepholes) implements Kind {
            @Override
            public int gates() {
                return 4;
            }

            boolean isPlain() {
                return gate.equals(SIGMOID) && activation.equals(TANH) && output.equals(TANH) && peepholes.isEmpty();
            }
        }
    }

    /**
     * The weights, in blocks of units.
     *
     * @param input {@code [gates * units, inputs]}
     * @param recurrent {@code [gates * units, units]}
     * @param inputBias {@code [gates * units]}, if there is one
     * @param recurrentBias the same
     */
    public record Weights(Tensor input, Tensor recurrent, Optional<Tensor> inputBias, Optional<Tensor> recurrentBias) {

        /** How many values the state has. */
        public int units() {
            return recurrent.shape().lastExtent();
        }

        private void check(int gates, int inputs) {
            Problem wrong = Problem.model("weights " + input.shape() + " and " + recurrent.shape()
                    + " do not go with " + gates + " gates and " + inputs + " inputs");
            if (recurrent.shape().rank() != 2 || units() == 0) {
                throw wrong;
            }
            long rows = (long) gates * units();
            boolean fits = recurrent.shape().extent(0) == rows && input.shape().equals(Shape.of((int) rows, inputs));
            for (Optional<Tensor> bias : List.of(inputBias, recurrentBias)) {
                fits &= bias.isEmpty() || bias.get().shape().equals(Shape.of((int) rows));
            }
            if (!fits) {
                throw wrong;
            }
        }
    }

    private final Kind kind;
    private final Weights weights;
    private final boolean backward;
    private final int hidden;
    private final int cell;
    private final boolean cellWanted;

    private Recurrence(Kind kind, Weights weights, boolean backward, int hidden, int cell, boolean cellWanted) {
        this.kind = kind;
        this.weights = weights;
        this.backward = backward;
        this.hidden = hidden;
        this.cell = cell;
        this.cellWanted = cellWanted;
    }

    /** A layer that goes forward from a state of zeros. */
    public static Recurrence of(Kind kind, Weights weights) {
        return new Recurrence(kind, weights, false, Node.ABSENT, Node.ABSENT, false);
    }

    /** The same from the last step to the first. */
    public Recurrence backward() {
        return new Recurrence(kind, weights, true, hidden, cell, cellWanted);
    }

    /**
     * The same from a state.
     *
     * @param newHidden a tensor {@code [batch, units]}, or {@code [1, units]} for any batch; {@link Node#ABSENT} for zeros
     * @param newCell the same for the cell of an LSTM
     */
    public Recurrence startingFrom(int newHidden, int newCell) {
        return new Recurrence(kind, weights, backward, newHidden, newCell, cellWanted);
    }

    /** The same, with the last cell of an LSTM as a tensor. */
    public Recurrence withCell() {
        return new Recurrence(kind, weights, backward, hidden, cell, true);
    }

    /**
     * Puts the layer into a network.
     *
     * @param data {@code [batch, steps, inputs]}
     * @throws Problem if weights or states do not go with the data, or there are too many steps
     */
    public Traversal apply(Assembler network, String name, int data) {
        Shape shape = network.shape(data);
        if (shape.rank() != 3 || shape.extent(1) < 1 || network.signature(data).extent(1) == Shape.UNKNOWN) {
            throw Problem.model("data of shape " + network.signature(data) + " are not [batch, steps, inputs]");
        }
        weights.check(kind.gates(), shape.extent(2));
        checkState(network, hidden);
        checkState(network, cell);
        int steps = shape.extent(1);
        if (steps > MOST_UNROLLED && isFusible()) {
            return FusedLstm.apply(network, name, data, weights, backward);
        }
        if (steps > MOST_STEPS) {
            throw Problem.limit("a recurrence over " + steps + " steps has more than " + MOST_STEPS)
                    .remedy("Export the model for shorter sequences.");
        }
        return new Unrolled(network, name, kind, weights).run(data, backward, hidden, cell);
    }

    private void checkState(Assembler network, int state) {
        if (state != Node.ABSENT) {
            Shape shape = network.shape(state);
            if (shape.rank() != 2 || shape.lastExtent() != weights.units()) {
                throw Problem.model("a state of shape " + network.signature(state) + " does not go with "
                        + weights.units() + " units");
            }
        }
    }

    private boolean isFusible() {
        return kind instanceof Kind.Lstm lstm && lstm.isPlain() && hidden == Node.ABSENT && cell == Node.ABSENT
                && !cellWanted;
    }
}

package dev.halfstep.onnx.network;

import dev.halfstep.tensor.Value;

/** What a value of an ONNX model is while its network is put together. */
public sealed interface Operand {

    /**
     * A tensor of the network.
     *
     * @param tensor its index
     * @param layout how ONNX's axes are stored in it
     */
    record Held(int tensor, Layout layout) implements Operand {

        /** One that is stored as ONNX has it. */
        static Held plain(int tensor, int rank) {
            return new Held(tensor, Layout.plain(rank));
        }

        /** How many axes it has. */
        public int rank() {
            return layout.rank();
        }
    }

    /**
     * Numbers that are known but for the size of the batch, such as the extents of a tensor.
     *
     * @param one those for a batch of one
     * @param two those for a batch of two
     */
    record PerBatch(Value one, Value two) implements Operand {}

    /**
     * Rows of what is stored in another order than ONNX's, as a flatten gives them: a dense layer after it takes the order as it is.
     *
     * @param source whose first axis is the batch, stored first
     */
    record Rows(Held source) implements Operand {}
}

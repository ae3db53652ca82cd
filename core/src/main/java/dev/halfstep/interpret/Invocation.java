package dev.halfstep.interpret;

import dev.halfstep.graph.Graph;
import dev.halfstep.tensor.Shape;
import java.util.List;

/**
 * A model bound to arrays for a fixed number of samples: put the inputs into the arrays, {@link #run}, read the outputs from theirs.
 * A run allocates nothing. The arrays stay the same from run to run; their elements are row-major, in the types that the file
 * says: codes of a full-integer model are not values, see {@link dev.halfstep.graph.Interface}.
 *
 * <p>
 * For use by one thread at a time. Others make their own from the same {@link Interpreter}; weights are shared.
 */
public final class Invocation {

    private final Frame frame;
    private final Graph graph;

    Invocation(Frame frame) {
        this.frame = frame;
        graph = frame.layout().graph();
    }

    /** Runs the model. */
    public void run() {
        frame.run();
    }

    /**
     * The nodes of each step that a run takes, by their indices: several where what passes between them is never written anywhere.
     * Nodes whose outputs are the same in all runs are in none.
     */
    public List<List<Integer>> steps() {
        return List.copyOf(frame.parts());
    }

    /** The shape of an input, with the number of samples. */
    public Shape inputShape(int input) {
        return frame.layout().tensor(graph.inputs().get(input)).shape();
    }

    /** The shape of an output. */
    public Shape outputShape(int output) {
        return frame.layout().tensor(graph.outputs().get(output)).shape();
    }

    /**
     * The array of an input of 8-bit codes; of uint8 by their bits.
     *
     * @throws ClassCastException if the input has another type
     */
    public byte[] rawBytesIn(int input) {
        return (byte[]) frame.array(graph.inputs().get(input));
    }

    /** The array of an input of int16 codes. */
    public short[] rawShortsIn(int input) {
        return (short[]) frame.array(graph.inputs().get(input));
    }

    /** The array of an input of real values. */
    public float[] valuesIn(int input) {
        return (float[]) frame.array(graph.inputs().get(input));
    }

    /** The array of an output of 8-bit codes; of uint8 by their bits. */
    public byte[] rawBytesOut(int output) {
        return (byte[]) frame.array(graph.outputs().get(output));
    }

    /** The array of an output of int16 codes. */
    public short[] rawShortsOut(int output) {
        return (short[]) frame.array(graph.outputs().get(output));
    }

    /** The array of an output of real values. */
    public float[] valuesOut(int output) {
        return (float[]) frame.array(graph.outputs().get(output));
    }
}

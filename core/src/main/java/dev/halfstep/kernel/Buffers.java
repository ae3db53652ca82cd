package dev.halfstep.kernel;

import java.util.function.Supplier;

/**
 * The arrays that a node reads and writes, by position: {@code float[]}, {@code byte[]}, {@code short[]}, {@code int[]} or
 * {@code long[]} by the tensor's type, row-major. Half-precision tensors are {@code float[]}, both 8-bit types {@code byte[]}. With
 * them come the kernels to use, and what the node has prepared before.
 */
public final class Buffers {

    private final Object[] inputs;
    private final Object[] outputs;
    private final Kernels kernels;
    private final Prepared prepared;

    /**
     * Arrays of a node by itself.
     *
     * @param inputs in the node's order; anything where an optional input is left out
     * @param outputs in the node's order
     */
    public Buffers(Object[] inputs, Object[] outputs) {
        this(inputs, outputs, KernelChoice.made().kernels(), new Prepared());
    }

    /**
     * Arrays of a node, whose preparation is shared.
     *
     * @param prepared of this node with these kernels, and of no other
     */
    @SuppressWarnings("exports") // for the interpreter, in this module
    public Buffers(Object[] inputs, Object[] outputs, Kernels kernels, Prepared prepared) {
        this.inputs = inputs.clone();
        this.outputs = outputs.clone();
        this.kernels = kernels;
        this.prepared = prepared;
    }

    /** The kernels to use. */
    public Kernels kernels() {
        return kernels;
    }

    /** What the node makes of its constants, whatever the shapes of the other inputs. */
    public <T> T once(Supplier<T> maker) {
        return prepared.get(maker);
    }

    /** An input, whatever its type. */
    public Object in(int input) {
        return inputs[input];
    }

    /** An output, whatever its type. */
    public Object out(int output) {
        return outputs[output];
    }

    public float[] floatsIn(int input) {
        return (float[]) inputs[input];
    }

    public byte[] bytesIn(int input) {
        return (byte[]) inputs[input];
    }

    public short[] shortsIn(int input) {
        return (short[]) inputs[input];
    }

    public int[] intsIn(int input) {
        return (int[]) inputs[input];
    }

    public long[] longsIn(int input) {
        return (long[]) inputs[input];
    }

    /** The first output. */
    public float[] floatsOut() {
        return (float[]) outputs[0];
    }

    public byte[] bytesOut() {
        return (byte[]) outputs[0];
    }

    public short[] shortsOut() {
        return (short[]) outputs[0];
    }

    public int[] intsOut() {
        return (int[]) outputs[0];
    }

    public long[] longsOut() {
        return (long[]) outputs[0];
    }
}

package dev.halfstep.judge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** What TensorFlow Lite made of one model and its samples. */
public final class Result {
    /** The element types of inputs and outputs, with TensorFlow Lite's number and the size of each. */
    public enum Type {
        FLOAT32(1, Float.BYTES),
        FLOAT16(10, Short.BYTES),
        INT32(2, Integer.BYTES),
        UINT8(3, Byte.BYTES),
        INT64(4, Long.BYTES),
        BOOL(6, Byte.BYTES),
        INT16(7, Short.BYTES),
        INT8(9, Byte.BYTES);

        private final int number;
        private final int bytes;

        Type(int number, int bytes) {
            this.number = number;
            this.bytes = bytes;
        }

        static Type of(int number) {
            for (Type type : values()) {
                if (type.number == number) {
                    return type;
                }
            }
            throw new AssertionError(
                    "TensorFlow Lite reports type number " + number + ", which the judge does not know");
        }
    }

    /**
     * An input or output of the model.
     *
     * @param type element type
     * @param shape shape of one sample, as allocated
     * @param scale quantization scale, 0 where the tensor is not quantized
     * @param zeroPoint quantization zero point, 0 where the tensor is not quantized
     */
    public record Port(Type type, List<Integer> shape, float scale, int zeroPoint) {
        /** The number of bytes of one sample. */
        public int bytes() {
            return shape.stream().reduce(type.bytes, Math::multiplyExact);
        }
    }

    /** What a model gives that TensorFlow Lite does not run. */
    static final Result REFUSED = new Result(List.of(), List.of(), new byte[0]);

    private final List<Port> inputs;
    private final List<Port> outputs;
    private final byte[] rawOutputs;

    Result(List<Port> inputs, List<Port> outputs, byte[] rawOutputs) {
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.rawOutputs = rawOutputs;
    }

    static int bytes(List<Port> ports) {
        return ports.stream().mapToInt(Port::bytes).sum();
    }

    /** Whether TensorFlow Lite did not run the model. */
    public boolean isRefused() {
        return outputs.isEmpty();
    }

    public List<Port> inputs() {
        return inputs;
    }

    public List<Port> outputs() {
        return outputs;
    }

    /** The input of a model with one. */
    public Port input() {
        return only(inputs);
    }

    /** The output of a model with one. */
    public Port output() {
        return only(outputs);
    }

    private static Port only(List<Port> ports) {
        if (ports.size() != 1) {
            throw new IllegalStateException("the model has " + ports.size() + " of them");
        }
        return ports.getFirst();
    }

    /** The little-endian bytes of the outputs one after another, sample after sample. */
    public byte[] rawOutputs() {
        return rawOutputs.clone();
    }

    /** The outputs of a model with float32 output, sample after sample. */
    public float[] floats() {
        if (output().type != Type.FLOAT32) {
            throw new IllegalStateException("the output is " + output().type + ", not FLOAT32");
        }
        float[] values = new float[rawOutputs.length / Float.BYTES];
        buffer().asFloatBuffer().get(values);
        return values;
    }

    /** The output codes of a model with int8, uint8 or int16 output, sample after sample. */
    public int[] codes() {
        ByteBuffer buffer = buffer();
        int[] codes = new int[rawOutputs.length / output().type.bytes];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = switch (output().type) {
                case INT8, BOOL -> buffer.get();
                case UINT8 -> Byte.toUnsignedInt(buffer.get());
                case INT16 -> buffer.getShort();
                case INT32 -> buffer.getInt();
                case FLOAT32, FLOAT16, INT64 ->
                    throw new IllegalStateException("the output is " + output().type + ", not codes");
            };
        }
        return codes;
    }

    private ByteBuffer buffer() {
        return ByteBuffer.wrap(rawOutputs).order(ByteOrder.LITTLE_ENDIAN);
    }
}

package dev.halfstep.tensor.npy;

import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;

/** The elements of an array, gathered from the bytes of its file piece by piece. */
final class NpyElements {

    private final NpyType type;
    /** {@code float[]}, {@code byte[]}, {@code short[]}, {@code int[]} or {@code long[]}. */
    private final Object array;
    private int filled;

    NpyElements(NpyType type, int elements) {
        this.type = type;
        array = switch (type) {
            case F2, F4, F8 -> new float[elements];
            case I1, U1 -> new byte[elements];
            case I2 -> new short[elements];
            case I4 -> new int[elements];
            case I8 -> new long[elements];
        };
    }

    /** Appends whole elements. */
    void add(ByteBuffer bytes) {
        int elements = bytes.remaining() / type.bytes();
        switch (type) {
            case F2 -> {
                var values = (float[]) array;
                each(elements, i -> values[i] = Float.float16ToFloat(bytes.getShort()));
            }
            case F4 -> bytes.asFloatBuffer().get((float[]) array, filled, elements);
            case F8 -> {
                var values = (float[]) array;
                each(elements, i -> values[i] = (float) bytes.getDouble());
            }
            case I1, U1 -> bytes.get((byte[]) array, filled, elements);
            case I2 -> bytes.asShortBuffer().get((short[]) array, filled, elements);
            case I4 -> bytes.asIntBuffer().get((int[]) array, filled, elements);
            case I8 -> bytes.asLongBuffer().get((long[]) array, filled, elements);
        }
        filled += elements;
    }

    private void each(int elements, IntConsumer put) {
        for (int i = filled; i < filled + elements; i++) {
            put.accept(i);
        }
    }

    /** What was gathered; integers stand for themselves. */
    Value value(Shape shape) {
        return switch (type) {
            case F2, F4, F8 -> Tensor.of(shape, (float[]) array);
            case I1 -> Codes.int8(shape, (byte[]) array, null);
            case U1 -> Codes.uint8(shape, (byte[]) array, null);
            case I2 -> Codes.int16(shape, (short[]) array, null);
            case I4 -> Codes.int32(shape, (int[]) array, null);
            case I8 -> Codes.int64(shape, (long[]) array, null);
        };
    }
}

package dev.halfstep.tensor.npy;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;

/** The elements of an array, gathered from the bytes of its file piece by piece. */
final class NpyElements {

    private final NpyHeader header;
    /** {@code float[]}, {@code byte[]}, {@code short[]}, {@code int[]} or {@code long[]}. */
    private final Object array;
    private int filled;

    NpyElements(NpyHeader header, int elements) {
        this.header = header;
        array = switch (header.type()) {
            case F2, F4, F8 -> new float[elements];
            case B1, I1, U1 -> new byte[elements];
            case I2 -> new short[elements];
            case U2, I4 -> new int[elements];
            case U4, I8, U8 -> new long[elements];
        };
    }

    /**
     * Appends whole elements.
     *
     * @throws Problem if an integer is larger than can be held
     */
    void add(ByteBuffer bytes) {
        bytes.order(header.order());
        int elements = bytes.remaining() / header.type().bytes();
        switch (header.type()) {
            case F2 -> {
                var values = (float[]) array;
                each(elements, i -> values[i] = Float.float16ToFloat(bytes.getShort()));
            }
            case F4 -> bytes.asFloatBuffer().get((float[]) array, filled, elements);
            case F8 -> {
                var values = (float[]) array;
                each(elements, i -> values[i] = (float) bytes.getDouble());
            }
            case B1 -> {
                var truths = (byte[]) array;
                each(elements, i -> truths[i] = (byte) (bytes.get() == 0 ? 0 : 1));
            }
            case I1, U1 -> bytes.get((byte[]) array, filled, elements);
            case I2 -> bytes.asShortBuffer().get((short[]) array, filled, elements);
            case U2 -> {
                var integers = (int[]) array;
                each(elements, i -> integers[i] = bytes.getShort() & 0xffff);
            }
            case I4 -> bytes.asIntBuffer().get((int[]) array, filled, elements);
            case U4 -> {
                var integers = (long[]) array;
                each(elements, i -> integers[i] = bytes.getInt() & 0xffffffffL);
            }
            case I8 -> bytes.asLongBuffer().get((long[]) array, filled, elements);
            case U8 -> {
                var integers = (long[]) array;
                each(elements, i -> integers[i] = signed(bytes.getLong()));
            }
        }
        filled += elements;
    }

    private static long signed(long unsigned) {
        if (unsigned < 0) {
            throw Problem.of("the integer " + Long.toUnsignedString(unsigned) + " is larger than an int64 holds")
                    .remedy("Save the array with .astype('float64') if it holds real values.");
        }
        return unsigned;
    }

    private void each(int elements, IntConsumer put) {
        for (int i = filled; i < filled + elements; i++) {
            put.accept(i);
        }
    }

    /** What was gathered, in row-major order; integers stand for themselves. */
    Value value(Shape shape) {
        if (header.fortran()) {
            new ColumnMajor(shape).reorder(array);
        }
        return switch (header.type()) {
            case F2, F4, F8 -> Tensor.of(shape, (float[]) array);
            case I1 -> Codes.int8(shape, (byte[]) array, null);
            case B1 -> Codes.bool(shape, (byte[]) array);
            case U1 -> Codes.uint8(shape, (byte[]) array, null);
            case I2 -> Codes.int16(shape, (short[]) array, null);
            case U2, I4 -> Codes.int32(shape, (int[]) array, null);
            case U4, I8, U8 -> Codes.int64(shape, (long[]) array, null);
        };
    }
}

package dev.halfstep.tensor.npy;

import dev.halfstep.file.WholeFile;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * NumPy's {@code .npy} files, which every other tool reads and writes: format versions 1 to 3. They are read in either order of
 * elements and of bytes, and written in C order, little-endian.
 *
 * <p>
 * {@code float16}, {@code float32} and {@code float64} become a {@link Tensor} (doubles are rounded to single precision), integers
 * become {@link Codes} without a quantization: those without a sign of the next wider type that holds them, truth values 0 or 1.
 * For arrays that are too large to be held at once there is {@link StoredArray}.
 */
public final class Npy {

    private static final int HEADER_ALIGNMENT = 64;

    private Npy() {}

    /**
     * Reads an array.
     *
     * @throws Problem if the file cannot be read or is not such an array
     */
    public static Value read(Path file) {
        byte[] bytes = WholeFile.read(file);
        try {
            return fromBytes(bytes);
        } catch (Problem problem) {
            throw problem.at(file.toString());
        }
    }

    /** Writes an array, whole or not at all. Codes are written as their integers. */
    public static void write(Path file, Value value) {
        WholeFile.write(file, toBytes(value));
    }

    /**
     * Reads an array from the bytes of its file.
     *
     * @throws Problem if they are not such an array
     */
    public static Value fromBytes(byte[] bytes) {
        try {
            NpyHeader header = NpyHeader.read(new ByteArrayInputStream(bytes));
            int elements = header.shape().elements();
            header.requireBytes(bytes.length - header.bytes());
            var contents = new NpyElements(header, elements);
            contents.add(ByteBuffer.wrap(bytes).position(header.bytes()));
            return contents.value(header.shape());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is read from anywhere
        }
    }

    /** The bytes of an array's file. */
    public static byte[] toBytes(Value value) {
        String extents = Arrays.stream(value.shape().toArray()).mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
        String shape = "(" + extents + (value.shape().rank() == 1 ? ",)" : ")");
        String header = "{'descr': '" + type(value.dtype()) + "', 'fortran_order': False, 'shape': " + shape + ", }";
        int prefix = NpyHeader.MAGIC.length + 4;
        int padding = HEADER_ALIGNMENT - (prefix + header.length() + 1) % HEADER_ALIGNMENT;
        String padded = header + " ".repeat(padding % HEADER_ALIGNMENT) + "\n";
        int elementSize = value.dtype() == DType.FLOAT16 ? DType.FLOAT32.bytes() : value.dtype().bytes();
        long size = prefix + padded.length() + (long) value.shape().elements() * elementSize;
        if (size > Integer.MAX_VALUE - 8) {
            throw Problem.limit("an array of shape " + value.shape() + " is too large for one file");
        }
        ByteBuffer out = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(NpyHeader.MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded.length());
        out.put(padded.getBytes(StandardCharsets.US_ASCII));
        put(out, value);
        return out.array();
    }

    private static String type(DType dtype) {
        return switch (dtype) {
            case FLOAT32, FLOAT16 -> "<f4";
            case INT8, INT4 -> "|i1";
            case UINT8 -> "|u1";
            case INT16 -> "<i2";
            case INT32 -> "<i4";
            case INT64 -> "<i8";
            case BOOL -> "|b1";
        };
    }

    private static void put(ByteBuffer out, Value value) {
        switch (value) {
            case Tensor real -> out.asFloatBuffer().put(real.values());
            case Codes codes -> codes.putRaw(out);
        }
    }
}

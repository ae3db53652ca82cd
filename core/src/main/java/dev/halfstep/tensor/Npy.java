package dev.halfstep.tensor;

import dev.halfstep.file.WholeFile;
import dev.halfstep.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * NumPy's {@code .npy} files, which every other tool reads and writes: format versions 1 to 3, C order, little-endian.
 *
 * <p>
 * {@code float32} and {@code float64} become a {@link Tensor} (doubles are rounded to single precision), integers become
 * {@link Codes} without a quantization.
 */
public final class Npy {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int HEADER_ALIGNMENT = 64;
    /** NumPy's own limit. On a hostile header the search for its fields takes time that grows with the square of its length. */
    private static final int MAX_HEADER = 10_000;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-z]\\d{1,3})'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

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
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < MAGIC.length; i++) {
            if (file.remaining() < 12 || file.get(i) != MAGIC[i]) {
                throw Problem.of("this is not a .npy file").remedy("Write it with numpy.save.");
            }
        }
        int version = file.get(6);
        if (version < 1 || version > 3) {
            throw Problem.of("version " + version + " of the .npy format is not known");
        }
        long length = version == 1 ? file.getShort(8) & 0xffff : file.getInt(8) & 0xffffffffL;
        int start = version == 1 ? 10 : 12;
        if (length > file.limit() - start) {
            throw Problem.of("the file is cut short");
        }
        if (length > MAX_HEADER) {
            throw Problem.of("its header has " + length + " bytes; numpy reads " + MAX_HEADER + " at most");
        }
        String header = StandardCharsets.ISO_8859_1.decode(file.slice(start, (int) length)).toString();
        if ("True".equals(find(FORTRAN, header).group(1))) {
            throw Problem.of("the array is in Fortran order").remedy("Write it with numpy.ascontiguousarray.");
        }
        Matcher descr = find(DESCR, header);
        if (">".equals(descr.group(1))) {
            throw Problem.of("the array is big-endian").remedy("Convert it with .astype('<f4') or the like.");
        }
        file.position(start + (int) length);
        return contents(file.slice().order(ByteOrder.LITTLE_ENDIAN), descr.group(2), shape(header));
    }

    private static Matcher find(Pattern pattern, String header) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw Problem.of("its header is not understood: " + header.strip())
                    .remedy("Write an array of numbers with numpy.save.");
        }
        return matcher;
    }

    private static Shape shape(String header) {
        String inside = find(SHAPE, header).group(1);
        int[] extents = Arrays.stream(inside.split(",")).map(String::strip).filter(s -> !s.isEmpty())
                .mapToInt(Npy::extent).toArray();
        return Shape.of(extents);
    }

    private static int extent(String text) {
        try {
            int extent = Integer.parseInt(text);
            if (extent >= 0) {
                return extent;
            }
        } catch (NumberFormatException e) {
            throw Problem.of("its shape has the extent '" + text + "'").because(e);
        }
        throw Problem.of("its shape has the extent '" + text + "'");
    }

    private static Value contents(ByteBuffer data, String type, Shape shape) {
        int n = shape.elements();
        int size = Integer.parseInt(type.substring(1));
        if ((long) n * size != data.remaining()) {
            throw Problem.of(data.remaining() + " bytes do not fill the shape " + shape + " of " + type);
        }
        return switch (type) {
            case "f4" -> {
                var values = new float[n];
                data.asFloatBuffer().get(values);
                yield Tensor.of(shape, values);
            }
            case "f8" -> {
                var values = new float[n];
                for (int i = 0; i < n; i++) {
                    values[i] = (float) data.getDouble(8 * i);
                }
                yield Tensor.of(shape, values);
            }
            case "i1" -> Codes.int8(shape, bytes(data), null);
            case "u1" -> Codes.uint8(shape, bytes(data), null);
            case "i2" -> {
                var codes = new short[n];
                data.asShortBuffer().get(codes);
                yield Codes.int16(shape, codes, null);
            }
            case "i4" -> {
                var codes = new int[n];
                data.asIntBuffer().get(codes);
                yield Codes.int32(shape, codes, null);
            }
            case "i8" -> {
                var codes = new long[n];
                data.asLongBuffer().get(codes);
                yield Codes.int64(shape, codes, null);
            }
            default -> throw Problem.of("the element type '" + type + "' is not supported")
                    .remedy("Use float32, float64, int8, uint8, int16, int32 or int64.");
        };
    }

    private static byte[] bytes(ByteBuffer data) {
        var bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }

    /** The bytes of an array's file. */
    public static byte[] toBytes(Value value) {
        String extents = Arrays.stream(value.shape().toArray()).mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
        String shape = "(" + extents + (value.shape().rank() == 1 ? ",)" : ")");
        String header = "{'descr': '" + type(value.dtype()) + "', 'fortran_order': False, 'shape': " + shape + ", }";
        int prefix = MAGIC.length + 4;
        int padding = HEADER_ALIGNMENT - (prefix + header.length() + 1) % HEADER_ALIGNMENT;
        String padded = header + " ".repeat(padding % HEADER_ALIGNMENT) + "\n";
        int elementSize = value.dtype() == DType.FLOAT16 ? DType.FLOAT32.bytes() : value.dtype().bytes();
        long size = prefix + padded.length() + (long) value.shape().elements() * elementSize;
        if (size > Integer.MAX_VALUE - 8) {
            throw Problem.of("an array of shape " + value.shape() + " is too large for one file");
        }
        ByteBuffer out = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded.length());
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
        };
    }

    private static void put(ByteBuffer out, Value value) {
        switch (value) {
            case Tensor real -> out.asFloatBuffer().put(real.values());
            case Codes codes -> codes.putRaw(out);
        }
    }
}

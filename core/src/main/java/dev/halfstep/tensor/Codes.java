package dev.halfstep.tensor;

import dev.halfstep.problem.Problem;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Integers of a quantized tensor, in row-major order, with the {@link Quantization} that says what they stand for.
 *
 * <p>
 * Codes are not numbers: a code of 163 may stand for 1.52. No metric takes codes; {@link #dequantize()} is the way to real
 * values, and the bare integers come out only through methods that say {@code raw}.
 */
public final class Codes implements Value {

    private final Shape shape;
    private final DType dtype;
    /** {@code byte[]} for the types of 8 bits or fewer, {@code short[]}, {@code int[]} or {@code long[]} otherwise. */
    private final Object array;
    private final @Nullable Quantization quantization;

    private Codes(Shape shape, DType dtype, Object array, int length, @Nullable Quantization quantization) {
        if (shape.elements() != length) {
            throw Problem.of(length + " codes do not fill the shape " + shape);
        }
        this.shape = shape;
        this.dtype = dtype;
        this.array = array;
        this.quantization = quantization;
    }

    /** int8 codes; the array is handed over, not copied. */
    public static Codes int8(Shape shape, byte[] codes, @Nullable Quantization quantization) {
        return new Codes(shape, DType.INT8, codes, codes.length, quantization);
    }

    /** uint8 codes, each byte read as 0..255; the array is handed over, not copied. */
    public static Codes uint8(Shape shape, byte[] codes, @Nullable Quantization quantization) {
        return new Codes(shape, DType.UINT8, codes, codes.length, quantization);
    }

    /** int4 codes, one for each byte; the array is handed over, not copied. */
    public static Codes int4(Shape shape, byte[] codes, @Nullable Quantization quantization) {
        return new Codes(shape, DType.INT4, codes, codes.length, quantization);
    }

    /** int16 codes; the array is handed over, not copied. */
    public static Codes int16(Shape shape, short[] codes, @Nullable Quantization quantization) {
        return new Codes(shape, DType.INT16, codes, codes.length, quantization);
    }

    /** int32 codes; the array is handed over, not copied. */
    public static Codes int32(Shape shape, int[] codes, @Nullable Quantization quantization) {
        return new Codes(shape, DType.INT32, codes, codes.length, quantization);
    }

    /** int64 codes; the array is handed over, not copied. */
    public static Codes int64(Shape shape, long[] codes, @Nullable Quantization quantization) {
        return new Codes(shape, DType.INT64, codes, codes.length, quantization);
    }

    /** Truth values, one for each byte: 0 or 1; the array is handed over, not copied. They never have a scale. */
    public static Codes bool(Shape shape, byte[] values) {
        return new Codes(shape, DType.BOOL, values, values.length, null);
    }

    /** Codes of any integer type from their values, each saturated to the type's range. */
    public static Codes of(DType dtype, Shape shape, long[] codes, @Nullable Quantization quantization) {
        return switch (dtype) {
            case INT8, UINT8, INT4, BOOL -> {
                var bytes = new byte[codes.length];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) dtype.saturate(codes[i]);
                }
                yield new Codes(shape, dtype, bytes, bytes.length, quantization);
            }
            case INT16 -> {
                var shorts = new short[codes.length];
                for (int i = 0; i < shorts.length; i++) {
                    shorts[i] = (short) dtype.saturate(codes[i]);
                }
                yield int16(shape, shorts, quantization);
            }
            case INT32 -> {
                var ints = new int[codes.length];
                for (int i = 0; i < ints.length; i++) {
                    ints[i] = (int) dtype.saturate(codes[i]);
                }
                yield int32(shape, ints, quantization);
            }
            case INT64 -> int64(shape, codes.clone(), quantization);
            case FLOAT32, FLOAT16 -> throw Problem.of(dtype.label() + " is not a type of codes");
        };
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    /** What the codes stand for; empty for plain integers such as indices. */
    public Optional<Quantization> quantization() {
        return Optional.ofNullable(quantization);
    }

    @Override
    public Codes slice(int from, Shape part) {
        int to = from + part.elements();
        Object copied = switch (array) {
            case byte[] bytes -> Arrays.copyOfRange(bytes, from, to);
            case short[] shorts -> Arrays.copyOfRange(shorts, from, to);
            case int[] ints -> Arrays.copyOfRange(ints, from, to);
            case long[] longs -> Arrays.copyOfRange(longs, from, to);
            default -> throw new AssertionError(dtype);
        };
        return new Codes(part, dtype, copied, part.elements(), quantization);
    }

    /** See {@link Value#concatenated}. */
    @SuppressWarnings("SuspiciousSystemArraycopy") // all are arrays of the same type
    static Codes concatenated(List<Codes> parts, Shape shape) {
        Codes first = parts.getFirst();
        int length = parts.stream().mapToInt(part -> part.shape.elements()).sum();
        Object array = Array.newInstance(first.array.getClass().componentType(), length);
        int at = 0;
        for (Codes part : parts) {
            System.arraycopy(part.array, 0, array, at, part.shape.elements());
            at += part.shape.elements();
        }
        return new Codes(shape, first.dtype, array, length, first.quantization);
    }

    /** The same codes in an array of their own. */
    public Codes copy() {
        Object copied = switch (array) {
            case byte[] bytes -> bytes.clone();
            case short[] shorts -> shorts.clone();
            case int[] ints -> ints.clone();
            case long[] longs -> longs.clone();
            default -> throw new AssertionError(dtype);
        };
        return new Codes(shape, dtype, copied, shape.elements(), quantization);
    }

    /** The same integers, standing for something else. */
    public Codes withQuantization(@Nullable Quantization other) {
        return new Codes(shape, dtype, array, shape.elements(), other);
    }

    /** The integer at a position in row-major order, as it is, not what it stands for. */
    public long rawCode(int index) {
        return switch (dtype) {
            case INT8, INT4, BOOL -> ((byte[]) array)[index];
            case UINT8 -> ((byte[]) array)[index] & 0xff;
            case INT16 -> ((short[]) array)[index];
            case INT32 -> ((int[]) array)[index];
            case INT64 -> ((long[]) array)[index];
            case FLOAT32, FLOAT16 -> throw new AssertionError(dtype);
        };
    }

    /** The integers themselves as real values, each the nearest: for those that are no codes, such as counts. */
    public Tensor rawReals() {
        var values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = rawCode(i);
        }
        return Tensor.of(shape, values);
    }

    /** The bytes of int8, uint8 or int4 codes, or of truth values, not copied: to be read only. */
    public byte[] rawBytes() {
        return (byte[]) array;
    }

    /** The integers of int16 codes, not copied: to be read only. */
    public short[] rawShorts() {
        return (short[]) array;
    }

    /** The integers of int32 codes, not copied: to be read only. */
    public int[] rawInts() {
        return (int[]) array;
    }

    /** The integers of int64 codes, not copied: to be read only. */
    public long[] rawLongs() {
        return (long[]) array;
    }

    /** Appends the integers to a buffer, in its byte order. */
    public void putRaw(ByteBuffer out) {
        switch (array) {
            case byte[] bytes -> out.put(bytes);
            case short[] shorts -> {
                for (short code : shorts) {
                    out.putShort(code);
                }
            }
            case int[] ints -> {
                for (int code : ints) {
                    out.putInt(code);
                }
            }
            case long[] longs -> {
                for (long code : longs) {
                    out.putLong(code);
                }
            }
            default -> throw new AssertionError(dtype);
        }
    }

    /**
     * The real values that these codes stand for: {@code scale * (code - zeroPoint)}.
     *
     * @throws Problem if the codes carry no quantization
     */
    public Tensor dequantize() {
        if (quantization == null) {
            throw Problem.of("the " + dtype.label() + " values of shape " + shape + " have no scale and zero point");
        }
        return quantization.dequantize(this);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Codes that) || dtype != that.dtype || !shape.equals(that.shape)
                || !Objects.equals(quantization, that.quantization)) {
            return false;
        }
        for (int i = 0; i < shape.elements(); i++) {
            if (rawCode(i) != that.rawCode(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = Objects.hash(shape, dtype);
        for (int i = 0; i < shape.elements(); i++) {
            hash = 31 * hash + Long.hashCode(rawCode(i));
        }
        return hash;
    }

    @Override
    public String toString() {
        return dtype.label() + shape + (quantization == null ? "" : " " + quantization);
    }
}

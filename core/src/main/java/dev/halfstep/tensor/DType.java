package dev.halfstep.tensor;

/** The element types of a tensor. {@code uint8} and {@code int8} are different types and never mix. */
public enum DType {
    FLOAT32(4, 0, 0),
    FLOAT16(2, 0, 0),
    UINT8(1, 0, 255),
    /** Weights only; two share a byte in a file, each has its own in memory. */
    INT4(1, -8, 7),
    INT8(1, Byte.MIN_VALUE, Byte.MAX_VALUE),
    INT16(2, Short.MIN_VALUE, Short.MAX_VALUE),
    INT32(4, Integer.MIN_VALUE, Integer.MAX_VALUE),
    INT64(8, Long.MIN_VALUE, Long.MAX_VALUE),
    /** Truth values: 0 for false, 1 for true. Never codes of real values. */
    BOOL(1, 0, 1);

    private final int bytes;
    private final long min;
    private final long max;

    DType(int bytes, long min, long max) {
        this.bytes = bytes;
        this.min = min;
        this.max = max;
    }

    /** Size of some elements in a file, in bytes. */
    public long fileBytes(long elements) {
        return this == INT4 ? (elements + 1) / 2 : elements * bytes;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    public boolean isInteger() {
        return min < max;
    }

    /** Whether activations can be codes of this type, of 8 bits. */
    public boolean isByteCode() {
        return this == INT8 || this == UINT8;
    }

    /** Whether activations can be codes of this type: 8 or 16 bits. */
    public boolean isCode() {
        return isByteCode() || this == INT16;
    }

    /** The smallest code of an integer type; 0 for a floating-point type. */
    public long min() {
        return min;
    }

    /** The largest code of an integer type; 0 for a floating-point type. */
    public long max() {
        return max;
    }

    /** {@code code} moved to the nearest code of this integer type. */
    public long saturate(long code) {
        return Math.clamp(code, min, max);
    }

    /** The name used on the command line and in messages: {@code float32}, {@code uint8}. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}

package dev.halfstep.kernel.elementwise;

import dev.halfstep.kernel.elementwise.Broadcast.Row;

/** Functions of two numbers, applied along rows of arrays. Integers that do not fit the result's type lose their high bits. */
public final class Pairwise {

    private Pairwise() {}

    /** A function of two real numbers. */
    @FunctionalInterface
    public interface Floats {
        float apply(float left, float right);
    }

    /** A function of two integers of up to 32 bits. */
    @FunctionalInterface
    public interface Ints {
        int apply(int left, int right);
    }

    /** A function of two 64-bit integers. */
    @FunctionalInterface
    public interface Longs {
        long apply(long left, long right);
    }

    public static Row floats(float[] left, float[] right, float[] out, Floats function) {
        return (l, leftStep, r, rightStep, o, count) -> {
            for (int i = 0; i < count; i++) {
                out[o + i] = function.apply(left[l + i * leftStep], right[r + i * rightStep]);
            }
        };
    }

    /** Signed bytes. */
    public static Row bytes(byte[] left, byte[] right, byte[] out, Ints function) {
        return (l, leftStep, r, rightStep, o, count) -> {
            for (int i = 0; i < count; i++) {
                out[o + i] = (byte) function.apply(left[l + i * leftStep], right[r + i * rightStep]);
            }
        };
    }

    /** Bytes from 0 to 255. */
    public static Row unsignedBytes(byte[] left, byte[] right, byte[] out, Ints function) {
        return (l, leftStep, r, rightStep, o, count) -> {
            for (int i = 0; i < count; i++) {
                out[o + i] =
                        (byte) function.apply(left[l + i * leftStep] & 0xff, right[r + i * rightStep] & 0xff);
            }
        };
    }

    public static Row shorts(short[] left, short[] right, short[] out, Ints function) {
        return (l, leftStep, r, rightStep, o, count) -> {
            for (int i = 0; i < count; i++) {
                out[o + i] = (short) function.apply(left[l + i * leftStep], right[r + i * rightStep]);
            }
        };
    }

    /** 16 bits on the left, signed bytes on the right. */
    public static Row shortsBytes(short[] left, byte[] right, short[] out, Ints function) {
        return (l, leftStep, r, rightStep, o, count) -> {
            for (int i = 0; i < count; i++) {
                out[o + i] = (short) function.apply(left[l + i * leftStep], right[r + i * rightStep]);
            }
        };
    }

    public static Row ints(int[] left, int[] right, int[] out, Ints function) {
        return (l, leftStep, r, rightStep, o, count) -> {
            for (int i = 0; i < count; i++) {
                out[o + i] = function.apply(left[l + i * leftStep], right[r + i * rightStep]);
            }
        };
    }

    public static Row longs(long[] left, long[] right, long[] out, Longs function) {
        return (l, leftStep, r, rightStep, o, count) -> {
            for (int i = 0; i < count; i++) {
                out[o + i] = function.apply(left[l + i * leftStep], right[r + i * rightStep]);
            }
        };
    }
}

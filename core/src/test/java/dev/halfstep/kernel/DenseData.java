package dev.halfstep.kernel;

import java.util.Random;

/** Random contents for dense kernels, at the sizes where blocked or unrolled loops go wrong. */
final class DenseData {

    static final int[] SIZES = {1, 2, 7, 8, 9, 13, 31, 32, 33, 64, 207};

    private DenseData() {}

    static byte[] bytes(Random random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Symmetric weight codes, with more extremes than chance would bring. */
    static byte[] weights(Random random, int length) {
        var codes = new byte[length];
        for (int i = 0; i < length; i++) {
            codes[i] = (byte) (random.nextInt(8) == 0 ? random.nextBoolean() ? 127 : -127 : random.nextInt(255) - 127);
        }
        return codes;
    }

    static short[] shorts(Random random, int length) {
        var shorts = new short[length];
        for (int i = 0; i < length; i++) {
            shorts[i] = (short) (random.nextInt(8) == 0 ? random.nextBoolean() ? 32767 : -32768 : random.nextInt());
        }
        return shorts;
    }

    static float[] floats(Random random, int length) {
        var floats = new float[length];
        for (int i = 0; i < length; i++) {
            floats[i] = (float) random.nextGaussian();
        }
        return floats;
    }

    static int[] ints(Random random, int length, int bound) {
        return random.ints(length, -bound, bound).toArray();
    }

    static int size(Random random) {
        return SIZES[random.nextInt(SIZES.length)];
    }
}

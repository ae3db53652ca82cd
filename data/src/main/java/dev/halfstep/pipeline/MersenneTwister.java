package dev.halfstep.pipeline;

/**
 * The generator MT19937 (Matsumoto and Nishimura, 1998), seeded and drawn from as NumPy's {@code RandomState} does, so that a
 * split picks the rows that pandas' {@code sample(frac, random_state)} would.
 */
final class MersenneTwister {

    private static final int SIZE = 624;
    private static final int SHIFT = 397;
    private static final int MATRIX = 0x9908b0df;
    private static final int UPPER = 0x80000000;

    private final int[] state = new int[SIZE];
    private int next = SIZE;

    /**
     * @param seed the low 32 bits count
     */
    MersenneTwister(long seed) {
        int value = (int) seed;
        for (int i = 0; i < SIZE; i++) {
            state[i] = value;
            value = 1812433253 * (value ^ (value >>> 30)) + i + 1;
        }
    }

    /** 32 random bits. */
    int nextBits() {
        if (next == SIZE) {
            refill();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    private void refill() {
        for (int i = 0; i < SIZE; i++) {
            int y = (state[i] & UPPER) | (state[(i + 1) % SIZE] & ~UPPER);
            state[i] = state[(i + SHIFT) % SIZE] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : MATRIX);
        }
        next = 0;
    }

    /** A number from 0 to {@code max}, both included, by masking and drawing again. */
    int nextUpTo(int max) {
        int mask = max == 0 ? 0 : -1 >>> Integer.numberOfLeadingZeros(max);
        while (true) {
            int value = nextBits() & mask;
            if (value <= max) {
                return value;
            }
        }
    }

    /** The numbers from 0 to {@code n - 1} in random order, as {@code RandomState.permutation}. */
    int[] permutation(int n) {
        var numbers = new int[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = i;
        }
        for (int i = n - 1; i > 0; i--) {
            int j = nextUpTo(i);
            int swapped = numbers[i];
            numbers[i] = numbers[j];
            numbers[j] = swapped;
        }
        return numbers;
    }
}

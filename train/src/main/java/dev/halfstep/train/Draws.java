package dev.halfstep.train;

/**
 * The random numbers of training, the same on every JDK: SplitMix64.
 *
 * <p>
 * Written out here because no class of the JDK but {@link java.util.Random} promises which numbers it draws from a seed.
 * Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014; the constants are those
 * of Stafford's variant 13.
 */
final class Draws {

    private long state;

    Draws(long seed) {
        state = seed;
    }

    /** 64 random bits. */
    long bits() {
        state += 0x9E3779B97F4A7C15L;
        long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** A uniform number from −limit up to, but not including, limit. */
    float within(double limit) {
        double unit = (bits() >>> 11) * 0x1p-53;
        return (float) ((2 * unit - 1) * limit);
    }

    /** A uniform integer from 0 to bound − 1; uneven by less than bound / 2⁶⁴. */
    int below(int bound) {
        return (int) Math.unsignedMultiplyHigh(bits(), bound);
    }

    /** Shuffles in place, each order being equally likely (Fisher and Yates). */
    void shuffle(int[] order) {
        for (int i = order.length - 1; i > 0; i--) {
            int other = below(i + 1);
            int swapped = order[i];
            order[i] = order[other];
            order[other] = swapped;
        }
    }
}

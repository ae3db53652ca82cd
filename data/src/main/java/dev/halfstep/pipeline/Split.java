package dev.halfstep.pipeline;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Which rows train and which test: the same as pandas' {@code sample(frac=share, random_state=seed)} and the rest.
 *
 * @param share of the rows for training, above 0 and at most 1
 * @param seed from 0 to 2^32 - 1
 */
public record Split(double share, long seed) {

    private static final long MAX_SEED = 0xffffffffL;

    /** 80 % for training, seed 0. */
    public static final Split DEFAULT = new Split(0.8, 0);

    public Split {
        if (!(share > 0 && share <= 1)) {
            throw Problem.option("a share of " + share + " of the rows cannot be split off for training")
                    .remedy(Phrase.of("give ").with(Setting.SPLIT).then(" a number above 0 and up to 1, such as 0.8"));
        }
        if (seed < 0 || seed > MAX_SEED) {
            throw Problem.option("the split seed " + seed + " is out of range")
                    .remedy(Phrase.of("give ").with(Setting.SPLIT_SEED).then(" a whole number from 0 to " + MAX_SEED));
        }
    }

    /**
     * The two parts.
     *
     * @param train in the order in which they were drawn
     * @param test in the order of the table
     */
    public record Parts(int[] train, int[] test) {}

    /** Splits rows, given by their indices in a table. */
    public Parts of(int[] rows) {
        int count = (int) Math.rint(share * rows.length);
        int[] drawn = Arrays.copyOf(new MersenneTwister(seed).permutation(rows.length), count);
        var isTrain = new BitSet(rows.length);
        var train = new int[count];
        for (int i = 0; i < count; i++) {
            isTrain.set(drawn[i]);
            train[i] = rows[drawn[i]];
        }
        var test = new int[rows.length - count];
        int t = 0;
        for (int i = isTrain.nextClearBit(0); i < rows.length; i = isTrain.nextClearBit(i + 1)) {
            test[t++] = rows[i];
        }
        return new Parts(train, test);
    }
}

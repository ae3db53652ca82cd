package dev.halfstep.c.rescale;

import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import java.util.List;
import java.util.Optional;

/** How the sums of a layer become codes in integer arithmetic, with the reference's code for every sum that there can be. */
public sealed interface Rescale {

    /** The least number of bits that a product is shifted by where its upper half is taken as it is. */
    int WORD = 32;

    /**
     * One product of 32 by 32 bits for each sum: {@code (sum * multiplier + rounding) >> shift}.
     *
     * @param multipliers {@code [outputs]}
     * @param shift the same for all
     */
    record OneProduct(int[] multipliers, int shift, int zero) implements Rescale {

        /** The zero point and a half, in units of what is shifted. */
        public long rounding() {
            return (2L * zero + 1) << (shift - 1);
        }
    }

    /**
     * One product of 32 by 64 bits for each sum, in two halves: {@code (sum * multiplier + rounding) >> (32 + shift)}.
     *
     * @param multipliers {@code [outputs]}
     * @param shift behind the first 32 bits
     */
    record LongProduct(long[] multipliers, int shift, int zero) implements Rescale {

        /** The zero point and a half, in units of what is shifted by {@code shift}. */
        public long rounding() {
            return (2L * zero + 1) << (shift - 1);
        }
    }

    /**
     * As the reference has it: a product of which the upper half is rounded, then a shift that rounds again.
     *
     * @param multipliers {@code [outputs]}
     * @param shifts {@code [outputs]}, positive to the left
     */
    record TwoRoundings(int[] multipliers, int[] shifts, int zero) implements Rescale {}

    /**
     * As the reference has it for sums of 64 bits: a product with a multiplier of 15 bits, and a shift that rounds halves upwards.
     *
     * @param multipliers {@code [outputs]}
     * @param shifts {@code [outputs]}, to the right
     */
    record Shifted(int[] multipliers, int[] shifts, int zero) implements Rescale {}

    /**
     * A layer's sums.
     *
     * @param scales about what sums are multiplied with, {@code [outputs]}
     * @param zero code of the real 0 in the output
     * @param min the smallest code that comes out
     * @param max the largest one
     */
    record Layer(List<Output> outputs, double[] scales, int zero, int min, int max) {}

    /**
     * The sums of an output.
     *
     * @param reference the code of each
     * @param range what they can be
     */
    record Output(CodeOfSum reference, SumRange range) {}

    /**
     * The cheapest one that is proven for all sums of a layer.
     *
     * @return none if there is no proof for one of them
     */
    static Optional<Rescale> proven(Layer layer) {
        return new Search(layer).best();
    }

    /** A layer that the reference computes by two roundings, and that may have to stay so. */
    static Rescale provenOr(Layer layer, List<Multiplier> multipliers) {
        return new Search(layer).oneProduct().orElseGet(() -> asItIs(multipliers, layer.zero()));
    }

    /** Two roundings, as the reference has them. */
    static Rescale asItIs(List<Multiplier> multipliers, int zero) {
        return new TwoRoundings(multipliers.stream().mapToInt(Multiplier::multiplier).toArray(),
                multipliers.stream().mapToInt(Multiplier::shift).toArray(), zero);
    }
}

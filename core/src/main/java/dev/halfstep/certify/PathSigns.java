package dev.halfstep.certify;

import dev.halfstep.certify.Findings.Claim;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.network.QuantizedChain;
import dev.halfstep.certify.network.WeightsChain;
import dev.halfstep.certify.network.WeightsChain.RowCodes;
import java.util.Optional;

/**
 * Which way each unit can move when one part of the domain rises, by the signs of weights alone: coding, rounding, clamps and activations
 * all keep the order of what goes in.
 */
final class PathSigns {

    private static final int RISES = 1;
    private static final int FALLS = 2;

    private PathSigns() {}

    /**
     * Whether signs alone prove a claim.
     *
     * @param ranges of an integer network's codes
     */
    static boolean prove(QuantizedChain chain, Space space, Claim claim, Optional<SumBits> ranges) {
        var before = new int[chain.inputs(0)];
        for (int slot : space.parts().get(claim.part()).slots()) {
            before[slot] = RISES;
        }
        if (chain instanceof WeightsChain weights && !weights.codings().stream().allMatch(RowCodes.NONE::equals)) {
            // The scale of a row's codes moves with its values.
            return false;
        }
        int[][] still = still(chain, ranges);
        for (int l = 0; l < chain.depth(); l++) {
            before = next(chain, l, before, still[l]);
        }
        int ways = 0;
        for (int c = claim.target() * chain.copies(); c < (claim.target() + 1) * chain.copies(); c++) {
            ways |= before[c];
        }
        return (ways & (claim.isRising() ? FALLS : RISES)) == 0;
    }

    /** Units that give the same code all over the domain: 0 each, else all bits. */
    private static int[][] still(QuantizedChain chain, Optional<SumBits> ranges) {
        var still = new int[chain.depth()][];
        for (int l = 0; l < still.length; l++) {
            still[l] = new int[chain.outputs(l)];
            for (int j = 0; j < still[l].length; j++) {
                boolean isStill = ranges.isPresent() && ranges.get().lows[l][j] == ranges.get().highs[l][j];
                still[l][j] = isStill ? 0 : RISES | FALLS;
            }
        }
        return still;
    }

    private static int[] next(QuantizedChain chain, int l, int[] before, int[] still) {
        var ways = new int[chain.outputs(l)];
        for (int j = 0; j < ways.length; j++) {
            for (int i = 0; i < before.length; i++) {
                double weight = chain.weight(l, j, i);
                int turned = before[i] == RISES ? FALLS : before[i] == FALLS ? RISES : before[i];
                ways[j] |= weight > 0 ? before[i] : weight < 0 ? turned : 0;
            }
            ways[j] &= still[j];
        }
        return ways;
    }
}

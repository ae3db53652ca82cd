package dev.halfstep.certify.grid;

import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.network.QuantizedNetwork;
import dev.halfstep.certify.network.chain.QuantizedChain;
import dev.halfstep.certify.network.chain.WeightsChain;
import dev.halfstep.certify.network.chain.WeightsChain.RowCodes;
import dev.halfstep.certify.network.unit.CodedLayer;
import dev.halfstep.certify.network.unit.CodedUnits;
import dev.halfstep.certify.network.unit.Terms;
import java.util.Optional;

/**
 * Which way each unit can move when one part of the domain rises, by the signs of weights alone: coding, rounding, clamps and activations
 * all keep the order of what goes in.
 */
public final class PathSigns {

    private static final int RISES = 1;
    private static final int FALLS = 2;

    private PathSigns() {}

    /**
     * Whether signs alone prove that an output rises, or falls, with a part.
     *
     * @param grid of an integer network
     */
    public static boolean prove(QuantizedNetwork network, Space space, int target, int part, boolean isRising,
            Optional<Grid> grid) {
        int[] slots = space.parts().get(part).slots();
        int ways = switch (network) {
            case QuantizedChain chain -> ways(chain, slots, target,
                    grid.map(known -> ((ChainGrid) known).ranges));
            case CodedUnits units -> ways(units, slots, target, (UnitGrid) grid.orElseThrow());
            default -> RISES | FALLS;
        };
        return (ways & (isRising ? FALLS : RISES)) == 0;
    }

    private static int ways(QuantizedChain chain, int[] slots, int target, Optional<SumBits> ranges) {
        var before = new int[chain.inputs(0)];
        for (int slot : slots) {
            before[slot] = RISES;
        }
        if (chain instanceof WeightsChain weights && !weights.codings().stream().allMatch(RowCodes.NONE::equals)) {
            // The scale of a row's codes moves with its values.
            return RISES | FALLS;
        }
        int[][] still = still(chain, ranges);
        for (int l = 0; l < chain.depth(); l++) {
            before = next(chain, l, before, still[l]);
        }
        int ways = 0;
        for (int c = target * chain.copies(); c < (target + 1) * chain.copies(); c++) {
            ways |= before[c];
        }
        return ways;
    }

    private static int ways(CodedUnits network, int[] slots, int target, UnitGrid grid) {
        var own = new int[network.units()];
        for (int slot : slots) {
            own[slot] = RISES;
        }
        for (CodedLayer layer : network.layers()) {
            Terms terms = layer.terms();
            for (int u = 0; u < layer.units(); u++) {
                int unit = layer.first() + u;
                for (int t = terms.start(u); t < terms.end(u) && grid.lows[unit] < grid.highs[unit]; t++) {
                    own[unit] |= turned(own[terms.sources()[t]], terms.weights()[t]);
                }
            }
        }
        int ways = 0;
        for (int unit : network.outputs(target)) {
            ways |= own[unit];
        }
        return ways;
    }

    private static int turned(int ways, double weight) {
        int turned = ways == RISES ? FALLS : ways == FALLS ? RISES : ways;
        return weight > 0 ? ways : weight < 0 ? turned : 0;
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
                ways[j] |= turned(before[i], chain.weight(l, j, i));
            }
            ways[j] &= still[j];
        }
        return ways;
    }
}

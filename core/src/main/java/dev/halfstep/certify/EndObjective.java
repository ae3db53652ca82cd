package dev.halfstep.certify;

import dev.halfstep.certify.bound.Box;
import dev.halfstep.certify.bound.Point;
import dev.halfstep.certify.bound.Slack;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.network.Pair;
import dev.halfstep.certify.network.chain.CodedChain;

/** An end of what the quantized network can predict, in the network's own values: its most, or less its least. */
final class EndObjective extends PairObjective {

    private final boolean isMost;
    private final double step;

    EndObjective(Pair pair, Space space, int target, Slack slack, boolean isMost) {
        super(pair, space, target, slack, (coded, real) -> isMost ? coded : -coded);
        this.isMost = isMost;
        step = pair.quantized().values().length > 0 ? pair.quantized().step() : 0;
    }

    @Override
    public void look(Box box) {
        bounds.look(box);
        box.found(isMost ? bounds.predictedMost(rounding) : -bounds.predictedLeast(rounding), bounds.cut(box));
    }

    @Override
    public double tolerance(Point point) {
        return step / 2;
    }
}

package dev.halfstep.certify;

import dev.halfstep.certify.bound.Box;
import dev.halfstep.certify.bound.BoxBounds;
import dev.halfstep.certify.bound.Point;
import dev.halfstep.certify.bound.Slack;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.network.CodedChain;
import dev.halfstep.certify.network.Pair;
import java.util.random.RandomGenerator;

/** An end of what the quantized network can predict, in the network's own values: its most, or less its least. */
final class EndObjective implements Search.Objective {

    private final BoxBounds bounds;
    private final Climber climber;
    private final double sign;
    private final double rounding;
    private final double step;

    EndObjective(Pair pair, Space space, int target, Slack slack, boolean isMost) {
        bounds = new BoxBounds(pair, space, target, slack.output());
        sign = isMost ? 1 : -1;
        climber = new Climber(pair, space, target, (coded, real) -> sign * coded);
        rounding = slack.rounding();
        step = pair.quantized() instanceof CodedChain coded ? coded.step() : 0;
    }

    @Override
    public void look(Box box) {
        bounds.look(box);
        box.bound = sign > 0 ? Math.min(bounds.codedMost, bounds.realMost + bounds.most + rounding)
                : -Math.max(bounds.codedLeast, bounds.realLeast + bounds.least - rounding);
        box.real = box.bound;
        box.cut = bounds.cut(box);
    }

    @Override
    public Point find(Box box, RandomGenerator random) {
        return climber.climb(box, random);
    }

    @Override
    public double tolerance(Point point) {
        return step / 2;
    }

    @Override
    public Point corner() {
        Point corner = bounds.corner();
        return new Point(corner.values(), corner.codes(), climber.at(corner.values(), corner.codes()));
    }

    @Override
    public Point find(Point point, RandomGenerator random) {
        return climber.climb(point, random);
    }
}

package dev.halfstep.certify;

import dev.halfstep.certify.bound.Box;
import dev.halfstep.certify.bound.BoxBounds;
import dev.halfstep.certify.bound.Point;
import dev.halfstep.certify.bound.Slack;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.network.Pair;
import java.util.random.RandomGenerator;

/** Something that both networks' predictions come to: bounded by boxes of both, and looked for by climbing. */
abstract class PairObjective implements Search.Objective {

    final BoxBounds bounds;
    /** In computing bounds, in the network's own values. */
    final double rounding;
    private final Climber climber;

    PairObjective(Pair pair, Space space, int target, Slack slack, Climber.Value value) {
        bounds = BoxBounds.of(pair, space, target, slack.output());
        rounding = slack.rounding();
        climber = new Climber(pair, space, target, value);
    }

    @Override
    public Point corner() {
        Point corner = bounds.corner();
        return new Point(corner.values(), corner.codes(), climber.at(corner.values(), corner.codes()));
    }

    @Override
    public Point find(Box box, RandomGenerator random) {
        return climber.climb(box, random);
    }

    @Override
    public Point find(Point point, RandomGenerator random) {
        return climber.climb(point, random);
    }
}

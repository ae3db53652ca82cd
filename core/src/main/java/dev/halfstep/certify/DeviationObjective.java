package dev.halfstep.certify;

import dev.halfstep.certify.bound.Box;
import dev.halfstep.certify.bound.BoxBounds;
import dev.halfstep.certify.bound.Measure;
import dev.halfstep.certify.bound.Point;
import dev.halfstep.certify.bound.Slack;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.network.FloatChain;
import dev.halfstep.certify.network.Pair;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How far the integer network is from the float one, in the output's unit. */
final class DeviationObjective implements Search.Objective {

    /** Bounds and what is found are both off by rounding. */
    private static final double ROOM = 2.5;

    private final BoxBounds bounds;
    private final Climber climber;
    private final Lines lines;
    private final Measure measure;
    private final Pair pair;
    private final int target;
    private final double rounding;

    DeviationObjective(Pair pair, Space space, int target, Measure measure, Slack slack) {
        bounds = new BoxBounds(pair, space, target, slack.output());
        climber = new Climber(pair, space, target, (coded, real) -> Math.abs(measure.between(coded, real)));
        this.measure = measure;
        this.pair = pair;
        this.target = target;
        lines = new Lines(pair, space, target, measure, slack);
        rounding = slack.rounding();
    }

    @Override
    public void look(Box box) {
        bounds.look(box);
        double low = bounds.realLeast - rounding;
        double high = bounds.realMost + rounding;
        box.bound = measure.largest(bounds.least - rounding, bounds.most + rounding, low, high);
        double single = bounds.floatRounding;
        box.real = measure.largest(bounds.least - rounding + single, bounds.most + rounding - single, low, high);
        box.cut = bounds.cut(box);
    }

    @Override
    public Point find(Box box, RandomGenerator random) {
        return climber.climb(box, random);
    }

    @Override
    public Optional<Point> settle(Box box) {
        return lines.areFew(box) ? Optional.of(lines.settle(box)) : Optional.empty();
    }

    @Override
    public double tolerance(Point point) {
        double real =
                pair.network().outputs(FloatChain.sums(pair.network().layers().getFirst(), point.values()))[target];
        return measure.largest(-ROOM * rounding, ROOM * rounding, real, real);
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

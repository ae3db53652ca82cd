package dev.halfstep.certify;

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
    private final Slack slack;
    private final double rounding;

    DeviationObjective(Pair pair, Space space, int target, Measure measure, Slack slack) {
        bounds = new BoxBounds(pair, space, target, slack.output());
        climber = new Climber(pair, space, target, (coded, real) -> Math.abs(measure.between(coded, real)));
        this.measure = measure;
        this.pair = pair;
        this.target = target;
        this.slack = slack;
        lines = new Lines(pair, space, target, measure, slack.rounding() + slack.floatRounding());
        rounding = slack.rounding() + slack.floatRounding();
    }

    @Override
    public void look(Box box) {
        bounds.look(box);
        box.bound = measure.largest(bounds.least - rounding, bounds.most + rounding, bounds.realLeast - rounding,
                bounds.realMost + rounding);
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
        double off = ROOM * slack.rounding() + slack.floatRounding();
        return measure.largest(-off, off, real, real);
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

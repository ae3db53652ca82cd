package dev.halfstep.certify;

import java.util.random.RandomGenerator;

/** How far the integer network is from the float one, in the output's unit. */
final class DeviationObjective implements Search.Objective {

    private final BoxBounds bounds;
    private final Climber climber;
    private final Measure measure;
    private final double rounding;

    DeviationObjective(Pair pair, Space space, int target, Measure measure, Slack slack) {
        bounds = new BoxBounds(pair, space, target, slack.output());
        climber = new Climber(pair, space, target, (coded, real) -> Math.abs(measure.between(coded, real)));
        this.measure = measure;
        rounding = slack.rounding();
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
    public Point corner() {
        Point corner = bounds.corner();
        return new Point(corner.values(), corner.codes(), climber.at(corner.values(), corner.codes()));
    }

    @Override
    public Point find(Point point, RandomGenerator random) {
        return climber.climb(point, random);
    }
}

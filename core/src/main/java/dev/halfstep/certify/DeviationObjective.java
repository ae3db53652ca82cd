package dev.halfstep.certify;

import dev.halfstep.certify.bound.Box;
import dev.halfstep.certify.bound.Measure;
import dev.halfstep.certify.bound.Point;
import dev.halfstep.certify.bound.Slack;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.network.Pair;
import java.util.Optional;

/** How far the integer network is from the float one, in the output's unit. */
final class DeviationObjective extends PairObjective {

    /** Bounds and what is found are both off by rounding. */
    private static final double ROOM = 2.5;

    private final Lines lines;
    private final Measure measure;
    private final Pair pair;
    private final int target;

    DeviationObjective(Pair pair, Space space, int target, Measure measure, Slack slack) {
        super(pair, space, target, slack, (coded, real) -> Math.abs(measure.between(coded, real)));
        this.measure = measure;
        this.pair = pair;
        this.target = target;
        lines = new Lines(pair, space, target, measure, slack);
    }

    @Override
    public void look(Box box) {
        bounds.look(box);
        double low = bounds.realLeast - rounding;
        double high = bounds.realMost + rounding;
        double least = bounds.least - rounding;
        double most = bounds.most + rounding;
        double single = bounds.floatRounding;
        box.found(measure.largest(least, most, low, high), measure.largest(least + single, most - single, low, high),
                bounds.cut(box));
    }

    @Override
    public Optional<Point> settle(Box box) {
        return lines.areFew(box) ? Optional.of(lines.settle(box)) : Optional.empty();
    }

    @Override
    public double tolerance(Point point) {
        double real = pair.network().predicted(point.values())[target];
        return measure.largest(-ROOM * rounding, ROOM * rounding, real, real);
    }
}

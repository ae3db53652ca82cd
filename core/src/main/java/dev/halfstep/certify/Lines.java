package dev.halfstep.certify;

import dev.halfstep.certify.bound.Box;
import dev.halfstep.certify.bound.Measure;
import dev.halfstep.certify.bound.Point;
import dev.halfstep.certify.bound.Slack;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.bound.Space.Axis;
import dev.halfstep.certify.network.Pair;
import dev.halfstep.certify.network.chain.FloatChain;
import java.util.Arrays;
import java.util.Optional;

/**
 * Goes through boxes that are a few lines, cell by cell: exactly what deviates most. Within a cell the integer network gives one value.
 * Along a line a float network of one hidden layer consists of straight pieces between the points where a unit's clamp begins to hold,
 * so that its ends and these points are all there is to look at; several choices in a row are looked at one by one.
 */
final class Lines {

    /** More lines are left to be cut. */
    private static final int MOST_LINES = 24;

    private final Pair pair;
    private final Space space;
    private final int target;
    private final Measure measure;
    private final Slack slack;
    /** The float network, where all lines through it are known piece by piece. */
    private final Optional<FloatChain> straight;
    private double[] values = new double[0];
    private int[] codes = new int[0];
    private double bound;
    private double real;
    private Point best = new Point(new double[0], new int[0], Double.NEGATIVE_INFINITY);

    Lines(Pair pair, Space space, int target, Measure measure, Slack slack) {
        this.pair = pair;
        this.space = space;
        this.target = target;
        this.measure = measure;
        this.slack = slack;
        straight = pair.network() instanceof FloatChain chain && chain.layers().size() <= 2
                && chain.layers().stream().allMatch(layer -> layer.curve().isLine()) ? Optional.of(chain)
                        : Optional.empty();
    }

    /** Whether a box is a few lines at most that can be gone through. */
    boolean areFew(Box box) {
        if (pair.quantized().values().length == 0) {
            return false;
        }
        double lines = 1;
        int intervals = 0;
        double most = 1;
        for (int p = 0; p < space.parts().size(); p++) {
            if (space.parts().get(p).isInterval()) {
                intervals += box.max(p) > box.min(p) ? 1 : 0;
            } else {
                double choices = box.max(p) - box.min(p) + 1;
                lines *= choices;
                most = Math.max(most, choices);
            }
        }
        return intervals == 0 ? lines / most <= MOST_LINES
                : intervals == 1 && straight.isPresent() && lines <= MOST_LINES;
    }

    /** Goes through a box: sets its bound, which cutting does not make smaller, and gives the worst point. */
    Point settle(Box box) {
        values = new double[space.domain().width()];
        codes = new int[space.slots().size()];
        bound = 0;
        real = 0;
        best = new Point(new double[0], new int[0], Double.NEGATIVE_INFINITY);
        walk(box, 0, Box.NONE);
        box.found(Math.min(box.bound, bound), Math.min(box.real, real), Box.NONE);
        return best;
    }

    /** Sets one part after the other, and the interval last. */
    private void walk(Box box, int part, int interval) {
        if (part == space.parts().size()) {
            if (interval == Box.NONE) {
                point();
            } else {
                line(space.parts().get(interval), box.min(interval), box.max(interval));
            }
            return;
        }
        Axis axis = space.parts().get(part);
        if (!axis.isInterval()) {
            for (int c = (int) box.min(part); c <= (int) box.max(part); c++) {
                axis.set(c, values, codes);
                walk(box, part + 1, interval);
            }
        } else if (box.max(part) > box.min(part)) {
            walk(box, part + 1, part);
        } else {
            // The codes of one value: at a border of two, of either.
            line(box, axis, part, interval);
        }
    }

    private void line(Box box, Axis axis, int part, int interval) {
        double at = box.min(part);
        values[axis.features()[0]] = at;
        for (int s : axis.slots()) {
            codes[s] = space.slots().get(s).above(at);
        }
        walk(box, part + 1, interval);
        boolean isBorder = false;
        for (int s : axis.slots()) {
            int below = space.slots().get(s).below(at);
            isBorder |= below != codes[s];
            codes[s] = below;
        }
        if (isBorder) {
            walk(box, part + 1, interval);
        }
    }

    private void point() {
        look(pair.quantized().predicted(values, codes)[target], pair.network().predicted(values)[target]);
    }

    private void line(Axis axis, double min, double max) {
        int feature = axis.features()[0];
        values[feature] = min;
        FloatChain network = straight.orElseThrow();
        double[] real = network.sums(values);
        double[] ends = ends(network, axis, min, max, real);
        for (int e = 0; e + 1 < ends.length; e++) {
            double middle = (ends[e] + ends[e + 1]) / 2;
            for (int s : axis.slots()) {
                codes[s] = space.slots().get(s).above(middle);
            }
            double coded = pair.quantized().predicted(values, codes)[target];
            for (double x : new double[] {ends[e], ends[e + 1]}) {
                values[feature] = x;
                look(coded, network.predicted(real, feature, x - min)[target]);
            }
        }
    }

    /** The borders of cells, and where a clamp begins to hold. */
    private double[] ends(FloatChain network, Axis axis, double min, double max, double[] sums) {
        FloatChain.Layer first = network.layers().getFirst();
        double[] kinks = new double[network.layers().size() > 1 ? 2 * sums.length : 0];
        for (int i = 0; i < kinks.length; i++) {
            int k = i / 2;
            double edge = i % 2 == 0 ? first.min() : first.max();
            double at = min + (edge - sums[k]) / first.weight(k, axis.features()[0]);
            kinks[i] = at > min && at < max ? at : min;
        }
        double[] borders = space.borders(axis, min, max);
        double[] all = Arrays.copyOf(borders, borders.length + kinks.length);
        System.arraycopy(kinks, 0, all, borders.length, kinks.length);
        return Arrays.stream(all).sorted().distinct().toArray();
    }

    private void look(double coded, double reference) {
        double found = Math.abs(measure.between(coded, reference));
        real = Math.max(real, largest(coded, reference, slack.rounding() + slack.blur()));
        bound = Math.max(bound, largest(coded, reference, slack.rounding() + slack.blur() + slack.floatRounding()));
        if (found > best.value()) {
            best = new Point(values.clone(), codes.clone(), found);
        }
    }

    private double largest(double coded, double reference, double off) {
        return Math.max(Math.abs(measure.between(coded, reference - off)),
                Math.abs(measure.between(coded, reference + off)));
    }
}

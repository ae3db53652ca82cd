package dev.halfstep.certify;

import dev.halfstep.certify.bound.Box;
import dev.halfstep.certify.bound.Point;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.bound.Space.Axis;
import dev.halfstep.certify.network.Pair;
import dev.halfstep.certify.network.QuantizedNetwork;
import dev.halfstep.certify.network.RealNetwork;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Looks for points where something comes to much: along one part of the domain after the other, through all of its cells. Not for several
 * threads at once.
 */
final class Climber {

    /** More cells along a line than these are sampled, and fewer where there are very many parts to go along. */
    private static final int MOST_CELLS = 1024;
    private static final int MOST_OF_ALL = 32 * MOST_CELLS;
    private static final int LEAST_CELLS = 32;

    /** A cell that is wider than these steps, beyond the ends of codes, is looked into at so many places. */
    private static final int INSIDE = 8;

    /** Where there are no cells. */
    private static final int REAL_PIECES = 128;

    /** Near a point is what differs in so many parts of the domain. */
    private static final int MOST_CHANGES = 3;

    private final Pair pair;
    private final Space space;
    private final int target;
    private final Value value;
    private double[] values = new double[0];
    private int[] codes = new int[0];
    private double best;

    /** What is looked for, by what the integer and the float network predict. */
    @FunctionalInterface
    interface Value {
        double of(double coded, double real);
    }

    Climber(Pair pair, Space space, int target, Value value) {
        this.pair = pair;
        this.space = space;
        this.target = target;
        this.value = value;
    }

    /** The best that is reached from a random point of a box. */
    Point climb(Box box, RandomGenerator random) {
        values = new double[space.domain().width()];
        codes = new int[space.slots().size()];
        for (int p = 0; p < space.parts().size(); p++) {
            place(p, box, random);
        }
        return climb(random);
    }

    /** The best that is reached from near a point: some parts of the domain are others. */
    Point climb(Point from, RandomGenerator random) {
        values = from.values().clone();
        codes = from.codes().clone();
        Box whole = space.whole();
        for (int i = 1 + random.nextInt(MOST_CHANGES); i > 0; i--) {
            place(random.nextInt(space.parts().size()), whole, random);
        }
        return climb(random);
    }

    private void place(int part, Box box, RandomGenerator random) {
        Axis axis = space.parts().get(part);
        if (axis.isInterval()) {
            double at = box.min(part) + random.nextDouble() * (box.max(part) - box.min(part));
            values[axis.features()[0]] = at;
            for (int s : axis.slots()) {
                codes[s] = space.slots().get(s).above(at);
            }
        } else {
            axis.set((int) box.min(part) + random.nextInt((int) (box.max(part) - box.min(part)) + 1), values, codes);
        }
    }

    /** What is looked for at a point. */
    double at(double[] features, int[] slots) {
        return value.of(pair.quantized().predicted(features, slots)[target],
                pair.network().predicted(features)[target]);
    }

    private Point climb(RandomGenerator random) {
        best = at(values, codes);
        boolean better = true;
        while (better) {
            better = false;
            for (int p : order(random)) {
                better |= scan(p);
            }
        }
        return new Point(values.clone(), codes.clone(), best);
    }

    private int[] order(RandomGenerator random) {
        int[] order = new int[space.parts().size()];
        for (int i = 0; i < order.length; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /** Goes to the best point along a part; whether that is a better one. */
    private boolean scan(int part) {
        Axis axis = space.parts().get(part);
        return axis.isInterval() ? scanCells(axis, space.whole().min(part), space.whole().max(part))
                : scanChoices(axis);
    }

    private boolean scanChoices(Axis axis) {
        double[] beforeValues = values.clone();
        int[] beforeCodes = codes.clone();
        double before = best;
        for (int c = 0; c < axis.choices(); c++) {
            double[] ownValues = values.clone();
            int[] ownCodes = codes.clone();
            axis.set(c, values, codes);
            double found = at(values, codes);
            if (found > best) {
                best = found;
            } else {
                values = ownValues;
                codes = ownCodes;
            }
        }
        boolean better = isBetter(before);
        if (!better) {
            values = beforeValues;
            codes = beforeCodes;
            best = before;
        }
        return better;
    }

    private boolean isBetter(double before) {
        return best > before + Math.abs(before) * 1e-9;
    }

    private boolean scanCells(Axis axis, double min, double max) {
        int feature = axis.features()[0];
        double[] borders = sampled(space.borders(axis, min, max));
        RealNetwork.Along real = pair.network().along(values, feature);
        QuantizedNetwork.Along coded = pair.quantized().along(codes, axis.slots());
        double from = values[feature];
        double before = best;
        double bestValue = from;
        int[] bestCodes = codes.clone();
        for (int b = 0; b + 1 < borders.length; b++) {
            double middle = (borders[b] + borders[b + 1]) / 2;
            for (int s : axis.slots()) {
                codes[s] = space.slots().get(s).above(middle);
            }
            double predicted = Double.NaN;
            for (double x : inside(axis, borders[b], borders[b + 1])) {
                values[feature] = x;
                if (Double.isNaN(predicted) || isReal(axis)) {
                    predicted = coded.moved(values, codes)[target];
                }
                double found = value.of(predicted, real.moved(x - from)[target]);
                if (found > best) {
                    best = found;
                    bestValue = x;
                    bestCodes = codes.clone();
                }
            }
        }
        values[feature] = bestValue;
        codes = bestCodes;
        return isBetter(before);
    }

    /** Some cells of very many: both ends of each. */
    private double[] sampled(double[] borders) {
        int every = borders.length / Math.clamp(MOST_OF_ALL / space.parts().size(), LEAST_CELLS, MOST_CELLS);
        if (every <= 1) {
            return borders;
        }
        var some = new double[2 * (borders.length / every)];
        for (int i = 0; i < some.length; i++) {
            some[i] = borders[i / 2 * every + i % 2];
        }
        return some;
    }

    private boolean isReal(Axis axis) {
        return axis.slots().length == 0 || space.slots().get(axis.slots()[0]).isReal();
    }

    /** Where to look between two values: in their midst where they are not of one cell. */
    private double[] inside(Axis axis, double from, double to) {
        if (isReal(axis)) {
            return places(from, to, REAL_PIECES);
        }
        for (int s : axis.slots()) {
            if (space.slots().get(s).above(from) < space.slots().get(s).below(to)) {
                return new double[] {(from + to) / 2};
            }
        }
        double step = space.slots().get(axis.slots()[0]).step();
        return places(from, to, to - from > 2 * step ? INSIDE : 1);
    }

    private static double[] places(double from, double to, int pieces) {
        var places = new double[pieces + 1];
        Arrays.setAll(places, i -> i == pieces ? to : from + (to - from) * i / pieces);
        return places;
    }
}

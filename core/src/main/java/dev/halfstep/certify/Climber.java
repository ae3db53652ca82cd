package dev.halfstep.certify;

import dev.halfstep.certify.Space.Axis;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Looks for points where something comes to much: along one part of the domain after the other, through all of its cells. Not for several
 * threads at once.
 */
final class Climber {

    /** More cells along a line than these are sampled. */
    private static final int MOST_CELLS = 1024;

    /** A cell that is wider than these steps, beyond the ends of codes, is looked into at so many places. */
    private static final int INSIDE = 8;

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
            Axis axis = space.parts().get(p);
            if (axis.isInterval()) {
                double at = box.min(p) + random.nextDouble() * (box.max(p) - box.min(p));
                values[axis.features()[0]] = at;
                for (int s : axis.slots()) {
                    codes[s] = space.slots().get(s).above(at);
                }
            } else {
                axis.set((int) box.min(p) + random.nextInt((int) (box.max(p) - box.min(p)) + 1), values, codes);
            }
        }
        return climb(random);
    }

    /** The best that is reached from a point. */
    Point climb(Point from, RandomGenerator random) {
        values = from.values().clone();
        codes = from.codes().clone();
        return climb(random);
    }

    /** What is looked for at a point. */
    double at(double[] features, int[] slots) {
        return value(pair.coded().sums(slots), FloatChain.sums(pair.network().layers().getFirst(), features));
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

    private double[] sums() {
        return FloatChain.sums(pair.network().layers().getFirst(), values);
    }

    private double value(long[] coded, double[] real) {
        return value.of(pair.coded().outputs(coded)[target], pair.network().outputs(real)[target]);
    }

    /** Goes to the best point along a part; whether that is a better one. */
    private boolean scan(int part) {
        Axis axis = space.parts().get(part);
        return axis.isInterval() ? scanCells(axis, space.whole().min(part), space.whole().max(part)) : scanChoices(axis);
    }

    private boolean scanChoices(Axis axis) {
        double[] beforeValues = values.clone();
        int[] beforeCodes = codes.clone();
        double before = best;
        for (int c = 0; c < axis.choices(); c++) {
            double[] ownValues = values.clone();
            int[] ownCodes = codes.clone();
            axis.set(c, values, codes);
            double found = value(pair.coded().sums(codes), sums());
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
        double[] borders = borders(axis, min, max);
        long[] coded = pair.coded().sums(codes);
        double[] real = sums();
        FloatChain.Layer first = pair.network().layers().getFirst();
        CodedChain.Layer codedFirst = pair.coded().layers().getFirst();
        double before = best;
        double bestValue = values[feature];
        int[] bestCodes = codes.clone();
        int[] own = codes.clone();
        for (int b = 0; b + 1 < borders.length; b++) {
            double middle = (borders[b] + borders[b + 1]) / 2;
            var sums = coded.clone();
            for (int s : axis.slots()) {
                own[s] = space.slots().get(s).above(middle);
                for (int j = 0; j < sums.length; j++) {
                    sums[j] += (long) codedFirst.weights()[j * codedFirst.inputs() + s] * (own[s] - codes[s]);
                }
            }
            double predicted = pair.coded().outputs(sums)[target];
            for (double x : inside(axis, borders[b], borders[b + 1])) {
                var moved = real.clone();
                for (int k = 0; k < moved.length; k++) {
                    moved[k] += first.weight(k, feature) * (x - values[feature]);
                }
                double found = value.of(predicted, pair.network().outputs(moved)[target]);
                if (found > best) {
                    best = found;
                    bestValue = x;
                    bestCodes = own.clone();
                }
            }
        }
        values[feature] = bestValue;
        codes = bestCodes;
        return isBetter(before);
    }

    /** Where to look between two values: in their midst where they are not of one cell. */
    private double[] inside(Axis axis, double from, double to) {
        for (int s : axis.slots()) {
            if (space.slots().get(s).above(from) < space.slots().get(s).below(to)) {
                return new double[] {(from + to) / 2};
            }
        }
        double step = axis.slots().length == 0 ? to - from : space.slots().get(axis.slots()[0]).step();
        int pieces = to - from > 2 * step ? INSIDE : 1;
        var places = new double[pieces + 1];
        Arrays.setAll(places, i -> i == pieces ? to : from + (to - from) * i / pieces);
        return places;
    }

    /** The ends of the cells between two values. */
    private double[] borders(Axis axis, double min, double max) {
        var all = new double[2];
        all[0] = min;
        all[1] = max;
        for (int s : axis.slots()) {
            Slot slot = space.slots().get(s);
            int from = slot.above(min) + 1;
            int to = slot.below(max);
            int every = Math.max(1, (to - from + 1) / MOST_CELLS);
            int count = to < from ? 0 : (to - from) / every + 1;
            int known = all.length;
            all = Arrays.copyOf(all, known + count * (every > 1 ? 2 : 1));
            for (int i = 0; i < count; i++) {
                all[known++] = slot.border(from + i * every);
                if (every > 1) {
                    all[known++] = slot.border(from + i * every + 1);
                }
            }
        }
        return Arrays.stream(all).map(x -> Math.clamp(x, min, max)).sorted().distinct().toArray();
    }
}

package dev.halfstep.certify;

import dev.halfstep.certify.bound.Box;
import dev.halfstep.certify.bound.OutputForm;
import dev.halfstep.certify.bound.Point;
import dev.halfstep.certify.bound.RealBounds;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.bound.Space.Axis;
import dev.halfstep.certify.bound.Symbols;
import dev.halfstep.certify.network.FloatChain;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** An end of what the float network can give: its most, or less its least. */
final class RealObjective implements Search.Objective {

    /** Into so many pieces an interval is cut to look for a point. */
    private static final int PIECES = 32;

    /** An end is known closely enough to this part of it. */
    private static final double TOLERANCE = 1e-5;

    private final FloatChain network;
    private final Space space;
    private final int target;
    private final double sign;
    private final double rounding;
    private final Symbols symbols;
    private final RealBounds[] layers;
    private final OutputForm output;
    private final double[] weights;

    RealObjective(FloatChain network, Space space, int target, boolean isMost, double rounding) {
        this.network = network;
        this.space = space;
        this.target = target;
        this.rounding = rounding;
        sign = isMost ? 1 : -1;
        int room = space.domain().width() + network.layers().stream().mapToInt(FloatChain.Layer::outputs).sum();
        symbols = new Symbols(space, room);
        layers = new RealBounds[network.layers().size() - 1];
        Arrays.setAll(layers, l -> new RealBounds(network.layers().get(l), symbols));
        output = new OutputForm(room);
        FloatChain.Layer last = network.layers().getLast();
        weights = Arrays.copyOfRange(last.weights(), target * last.inputs(), (target + 1) * last.inputs());
    }

    @Override
    public void look(Box box) {
        symbols.of(box);
        RealBounds.all(layers);
        FloatChain.Layer last = network.layers().getLast();
        output.clear(symbols.count, last.bias()[target]);
        for (int k = 0; k < weights.length; k++) {
            if (layers.length == 0) {
                output.add(k, weights[k]);
            } else {
                layers[layers.length - 1].add(output, k, weights[k]);
            }
        }
        double[] magnitudes = layers.length == 0 ? symbols.magnitudes() : layers[layers.length - 1].magnitudes();
        double single = rounding + last.rounding(target, magnitudes);
        double end = sign > 0 ? output.most(symbols) + single : output.least(symbols) - single;
        box.bound = sign * last.activated(end);
        box.real = box.bound;
        box.cut = layers.length == 0 ? Box.NONE : cut(box);
    }

    private int cut(Box box) {
        double[] scores = RealBounds.scores(layers, layers[layers.length - 1].importance(weights), space, symbols,
                network.layers().getFirst());
        int best = Box.NONE;
        for (int p = 0; p < scores.length; p++) {
            boolean isWide = box.max(p) - box.min(p) > Box.NARROW * Math.max(1, Math.abs(box.max(p)));
            if (isWide && scores[p] > (best == Box.NONE ? 0 : scores[best])) {
                best = p;
            }
        }
        return best;
    }

    @Override
    public Point find(Box box, RandomGenerator random) {
        var values = new double[space.domain().width()];
        for (int p = 0; p < space.parts().size(); p++) {
            set(values, p, box.min(p), box.max(p), random.nextDouble());
        }
        return find(values);
    }

    @Override
    public Point find(Point point, RandomGenerator random) {
        return find(point.values().clone());
    }

    @Override
    public double tolerance(Point point) {
        return TOLERANCE * Math.abs(point.value()) + 2 * rounding;
    }

    @Override
    public Point corner() {
        var values = new double[symbols.features];
        symbols.corner(sign > 0 ? output.upper : output.lower, (int) sign, values, new int[0]);
        return new Point(values, new int[0], value(values));
    }

    private Point find(double[] values) {
        double best = value(values);
        boolean better = true;
        Box whole = space.whole();
        while (better) {
            double before = best;
            for (int p = 0; p < space.parts().size(); p++) {
                best = scan(values, p, whole, best);
            }
            better = best > before + Math.abs(before) * 1e-9;
        }
        return new Point(values, new int[0], best);
    }

    private double scan(double[] values, int part, Box whole, double found) {
        double best = found;
        double[] kept = values.clone();
        Axis axis = space.parts().get(part);
        int pieces = axis.isInterval() ? PIECES : Math.max(1, axis.choices() - 1);
        for (int i = 0; i <= pieces; i++) {
            set(values, part, whole.min(part), whole.max(part), (double) i / pieces);
            double own = value(values);
            if (own > best) {
                best = own;
                kept = values.clone();
            }
        }
        System.arraycopy(kept, 0, values, 0, values.length);
        return best;
    }

    private void set(double[] values, int part, double min, double max, double share) {
        Axis axis = space.parts().get(part);
        if (axis.isInterval()) {
            values[axis.features()[0]] = share == 1 ? max : min + share * (max - min);
        } else {
            double[] row = axis.values()[(int) Math.round(min + share * (max - min))];
            for (int f = 0; f < row.length; f++) {
                values[axis.features()[f]] = row[f];
            }
        }
    }

    private double value(double[] values) {
        return sign * network.outputs(FloatChain.sums(network.layers().getFirst(), values))[target];
    }
}

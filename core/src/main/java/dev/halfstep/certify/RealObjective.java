package dev.halfstep.certify;

import dev.halfstep.certify.bound.Box;
import dev.halfstep.certify.bound.OutputForm;
import dev.halfstep.certify.bound.Point;
import dev.halfstep.certify.bound.RealBounds;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.bound.Space.Axis;
import dev.halfstep.certify.bound.Symbols;
import dev.halfstep.certify.network.chain.FloatChain;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** An end of what the float network can give: its most, or less its least. */
final class RealObjective implements Search.Objective {

    /** Into so many pieces an interval is cut to look for a point. */
    private static final int PIECES = 32;

    /** An end is known closely enough to this part of it. */
    private static final double TOLERANCE = 1e-5;

    private static final int[] NO_CODES = {};

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
        symbols = new Symbols(space, network.units());
        layers = RealBounds.hidden(network, symbols);
        output = new OutputForm(symbols);
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
        box.found(sign * last.activated(end), layers.length == 0 ? Box.NONE : cut(box));
    }

    private int cut(Box box) {
        return box.best(RealBounds.scores(layers, layers[layers.length - 1].importance(weights), space, symbols,
                network.layers().getFirst()));
    }

    @Override
    public Point find(Box box, RandomGenerator random) {
        var values = new double[space.domain().width()];
        for (int p = 0; p < space.parts().size(); p++) {
            space.set(p, box, random.nextDouble(), values, NO_CODES);
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
        symbols.corner(sign > 0 ? output.upper : output.lower, (int) sign, values, NO_CODES);
        return new Point(values, NO_CODES, value(values));
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
        return new Point(values, NO_CODES, best);
    }

    private double scan(double[] values, int part, Box whole, double found) {
        double best = found;
        double[] kept = values.clone();
        Axis axis = space.parts().get(part);
        int pieces = axis.isInterval() ? PIECES : Math.max(1, axis.choices() - 1);
        for (int i = 0; i <= pieces; i++) {
            space.set(part, whole, (double) i / pieces, values, NO_CODES);
            double own = value(values);
            if (own > best) {
                best = own;
                kept = values.clone();
            }
        }
        System.arraycopy(kept, 0, values, 0, values.length);
        return best;
    }

    private double value(double[] values) {
        return sign * network.predicted(values)[target];
    }
}

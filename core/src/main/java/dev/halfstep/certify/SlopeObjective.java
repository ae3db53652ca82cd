package dev.halfstep.certify;

import dev.halfstep.certify.bound.Box;
import dev.halfstep.certify.bound.Point;
import dev.halfstep.certify.bound.RealBounds;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.bound.Symbols;
import dev.halfstep.certify.network.chain.FloatChain;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How fast a float network's output moves the wrong way with one feature: its slope, or less that. In a box each unit's activation rises
 * by a factor from an interval; what the intervals make of the weights bounds the slope. That the network's own output may be clamped
 * makes its slope no steeper.
 */
final class SlopeObjective implements Search.Objective {

    private final FloatChain network;
    private final Space space;
    private final int target;
    private final int feature;
    private final double sign;
    private final Symbols symbols;
    private final RealBounds[] layers;
    /** Of each hidden unit, how fast it rises at least and at most. */
    private final double[][] slow;
    private final double[][] fast;
    private double[] low = new double[0];
    private double[] high = new double[0];
    /** How much of the slope's range each unit of the first layer brings. */
    private double[] importance = new double[0];
    private Box seen;

    /**
     * @param space with no slots
     * @param isRising whether a rise is the wrong way
     */
    SlopeObjective(FloatChain network, Space space, int target, int feature, boolean isRising) {
        this.network = network;
        this.space = space;
        this.target = target;
        this.feature = feature;
        sign = isRising ? 1 : -1;
        symbols = new Symbols(space, network.units());
        layers = RealBounds.hidden(network, symbols);
        slow = new double[layers.length][];
        fast = new double[layers.length][];
        seen = space.whole();
    }

    @Override
    public void look(Box box) {
        seen = box;
        symbols.of(box);
        RealBounds.all(layers);
        for (int l = 0; l < layers.length; l++) {
            FloatChain.Layer layer = network.layers().get(l);
            slow[l] = new double[layer.outputs()];
            fast[l] = new double[layer.outputs()];
            for (int k = 0; k < layer.outputs(); k++) {
                rise(layer, l, k, layers[l].low(k), layers[l].high(k));
            }
        }
        slopes();
        box.found(sign > 0 ? high[feature] : -low[feature], layers.length == 0 ? Box.NONE : cut(box));
    }

    private void rise(FloatChain.Layer layer, int l, int k, double from, double to) {
        if (!layer.curve().isLine()) {
            slow[l][k] = layer.curve().leastRise(from, to);
            fast[l][k] = layer.curve().mostRise(from, to);
        } else {
            slow[l][k] = from >= layer.min() && to <= layer.max() ? 1 : 0;
            fast[l][k] = to <= layer.min() || from >= layer.max() ? 0 : 1;
        }
    }

    /** From the output back to the features: {@link #low} and {@link #high} become those of each feature. */
    private void slopes() {
        FloatChain.Layer last = network.layers().getLast();
        low = Arrays.copyOfRange(last.weights(), target * last.inputs(), (target + 1) * last.inputs());
        high = low.clone();
        for (int l = layers.length - 1; l >= 0; l--) {
            FloatChain.Layer layer = network.layers().get(l);
            var least = new double[layer.inputs()];
            var most = new double[layer.inputs()];
            for (int k = 0; k < layer.outputs(); k++) {
                double from = Math.min(low[k] * slow[l][k], low[k] * fast[l][k]);
                double to = Math.max(high[k] * slow[l][k], high[k] * fast[l][k]);
                low[k] = from;
                high[k] = to;
                for (int i = 0; i < least.length; i++) {
                    double weight = layer.weight(k, i);
                    least[i] += weight * (weight >= 0 ? from : to);
                    most[i] += weight * (weight >= 0 ? to : from);
                }
            }
            if (l == 0) {
                importance(layer);
            }
            low = least;
            high = most;
        }
    }

    private void importance(FloatChain.Layer first) {
        importance = new double[first.outputs()];
        for (int k = 0; k < importance.length; k++) {
            importance[k] = Math.abs(first.weight(k, feature)) * (high[k] - low[k]);
        }
    }

    private int cut(Box box) {
        return box.best(RealBounds.scores(new RealBounds[] {layers[0]}, importance, space, symbols,
                network.layers().getFirst()));
    }

    @Override
    public Point corner() {
        return at(seen, box -> 0.5);
    }

    @Override
    public double tolerance(Point point) {
        return 1e-9 * Math.abs(point.value());
    }

    @Override
    public Point find(Box box, RandomGenerator random) {
        return at(box, part -> random.nextDouble());
    }

    @Override
    public Point find(Point point, RandomGenerator random) {
        return find(space.whole(), random);
    }

    private interface Share {
        double of(int part);
    }

    private Point at(Box box, Share share) {
        var values = new double[space.domain().width()];
        for (int p = 0; p < space.parts().size(); p++) {
            space.set(p, box, share.of(p), values, new int[0]);
        }
        return new Point(values, new int[0], slope(values));
    }

    /** The slope at a point, with its sign. */
    private double slope(double[] values) {
        double[] own = values;
        for (int l = 0; l < layers.length; l++) {
            FloatChain.Layer layer = network.layers().get(l);
            double[] sums = layer.sums(own);
            slow[l] = new double[sums.length];
            fast[l] = new double[sums.length];
            own = new double[sums.length];
            for (int k = 0; k < sums.length; k++) {
                rise(layer, l, k, sums[k], sums[k]);
                slow[l][k] = fast[l][k];
                own[k] = layer.activated(sums[k]);
            }
        }
        slopes();
        return sign * low[feature];
    }
}

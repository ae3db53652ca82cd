package dev.halfstep.certify.network.unit;

import dev.halfstep.certify.network.RealNetwork;
import java.util.Arrays;
import java.util.List;

/** A float network of units: the first are its features, then come those of one layer after the other. */
public final class RealUnits implements RealNetwork {

    private final int features;
    private final List<RealLayer> layers;
    private final int[] outputs;
    private final int[] layerOf;
    private final Reach reach;

    /** @param outputs the units that predict */
    RealUnits(int features, List<RealLayer> layers, int[] outputs) {
        this.features = features;
        this.layers = List.copyOf(layers);
        this.outputs = outputs;
        int units = features + layers.stream().mapToInt(RealLayer::units).sum();
        layerOf = new int[units];
        Arrays.fill(layerOf, 0, features, -1);
        for (int l = 0; l < layers.size(); l++) {
            int first = layers.get(l).first();
            Arrays.fill(layerOf, first, first + layers.get(l).units(), l);
        }
        reach = new Reach(features, layers.stream().map(RealLayer::terms).toList());
    }

    public List<RealLayer> layers() {
        return layers;
    }

    /** How many units there are, with the features. */
    public int units() {
        return layerOf.length;
    }

    /** The layer of a unit; -1 for features. */
    public int layerOf(int unit) {
        return layerOf[unit];
    }

    /** The unit that predicts a value. */
    public int output(int target) {
        return outputs[target];
    }

    @Override
    public int inputs() {
        return features;
    }

    @Override
    public int outputs() {
        return outputs.length;
    }

    @Override
    public double[] predicted(double[] input) {
        return outputs(values(input));
    }

    private double[] values(double[] input) {
        double[] values = Arrays.copyOf(input, units());
        for (RealLayer layer : layers) {
            for (int u = 0; u < layer.units(); u++) {
                values[layer.first() + u] = layer.activated(layer.sum(u, values));
            }
        }
        return values;
    }

    private double[] outputs(double[] values) {
        return Arrays.stream(outputs).mapToDouble(unit -> values[unit]).toArray();
    }

    @Override
    public Along along(double[] input, int feature) {
        double[] values = values(input);
        double from = values[feature];
        int[] moved = reach.of(feature);
        return by -> {
            values[feature] = from + by;
            for (int unit : moved) {
                RealLayer layer = layers.get(layerOf[unit]);
                values[unit] = layer.activated(layer.sum(unit - layer.first(), values));
            }
            return outputs(values);
        };
    }

    /** How large what each unit gives is at most, and how far it is off at most when it is computed. */
    private double[][] magnitudes(double[] ofFeatures, double unitRounding) {
        double[] magnitudes = Arrays.copyOf(ofFeatures, units());
        var off = new double[units()];
        for (RealLayer layer : layers) {
            for (int u = 0; u < layer.units(); u++) {
                int unit = layer.first() + u;
                off[unit] = layer.rounding(u, magnitudes, unitRounding) + passed(layer, u, off);
                magnitudes[unit] = layer.magnitude(u, magnitudes) + off[unit];
            }
        }
        return new double[][] {magnitudes, off};
    }

    private static double passed(RealLayer layer, int unit, double[] off) {
        if (!layer.isLargest()) {
            return layer.terms().magnitude(unit, 0, off);
        }
        double largest = 0;
        for (int t = layer.terms().start(unit); t < layer.terms().end(unit); t++) {
            largest = Math.max(largest, off[layer.terms().sources()[t]]);
        }
        return largest;
    }

    /** How large what each unit gives is at most in {@code float32}. */
    public double[] magnitudes(double[] ofFeatures) {
        return magnitudes(ofFeatures, FLOAT_ROUNDING)[0];
    }

    @Override
    public double[] rounding(double[] ofFeatures, double unitRounding) {
        return outputs(magnitudes(ofFeatures, unitRounding)[1]);
    }

    /** By how much an output may change for a change of each unit: the sum over all paths of weights without their signs. */
    public double[] after(int target) {
        var after = new double[units()];
        after[outputs[target]] = 1;
        for (int l = layers.size() - 1; l >= 0; l--) {
            Terms terms = layers.get(l).terms();
            for (int u = 0; u < terms.units(); u++) {
                double own = after[layers.get(l).first() + u];
                for (int t = terms.start(u); own > 0 && t < terms.end(u); t++) {
                    double weight = layers.get(l).isLargest() ? 1 : Math.abs(terms.weights()[t]);
                    after[terms.sources()[t]] += own * weight;
                }
            }
        }
        return after;
    }
}

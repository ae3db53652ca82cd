package dev.halfstep.certify.network.chain;

import dev.halfstep.certify.network.Provable;
import dev.halfstep.certify.network.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which unit of the float network each unit of the integer one stands for, and how many of its code steps one real unit is.
 *
 * <p>
 * No file says this: units may have been given other scales, or been repeated. It is found by the weights. A wrong guess costs
 * closeness of a bound, never its truth, since whatever a unit differs from what it is taken for counts into the bound.
 *
 * @param units by unit of the integer layer
 * @param factors code steps of sums for one real unit, above 0
 * @param passed code steps of what comes out for one real unit: the same but behind a curve
 */
public record Matching(int[] units, double[] factors, double[] passed) {

    /** Units that point nearly the same way as those of their own number are those. */
    private static final double ALIKE = 0.9;

    /** One for each layer. */
    public static List<Matching> of(FloatChain network, QuantizedChain quantized) {
        if (network.layers().size() != quantized.depth()) {
            throw Provable.not("the two models have " + network.layers().size() + " and " + quantized.depth()
                    + " layers");
        }
        if (network.outputs() != quantized.targets()) {
            throw Provable.not("the two models have " + network.outputs() + " and " + quantized.targets() + " outputs");
        }
        var all = new ArrayList<Matching>();
        double[][] inputs = slots(network, quantized);
        for (int l = 0; l < quantized.depth(); l++) {
            boolean isLast = l == quantized.depth() - 1;
            double[][] own = real(quantized, l, inputs, network.layers().get(l).inputs());
            Matching matching = isLast ? last(quantized) : matched(own, vectors(network.layers().get(l)));
            matching = network.layers().get(l).curve().isLine() ? matching
                    : matching.curved(quantized.sumStep(l), quantized.curveStep(l));
            all.add(matching);
            inputs = new double[own.length][];
            for (int j = 0; j < own.length; j++) {
                inputs[j] = new double[network.layers().get(l).outputs()];
                inputs[j][matching.units[j]] = matching.passed[j];
            }
        }
        return all;
    }

    /** A curve bends at certain values: units before and behind it have the scales of their codes. */
    private Matching curved(double sumStep, double curveStep) {
        var before = new double[units.length];
        Arrays.fill(before, 1 / sumStep);
        var behind = new double[units.length];
        Arrays.fill(behind, 1 / curveStep);
        return new Matching(units, before, behind);
    }

    /** For each input of the first integer layer what it changes by for one real unit of each feature; the rest is its offset. */
    private static double[][] slots(FloatChain network, QuantizedChain quantized) {
        List<Slot> slots = quantized.slots();
        var changes = new double[slots.size()][network.inputs()];
        for (int s = 0; s < slots.size(); s++) {
            Slot slot = slots.get(s);
            if (slot.feature() >= network.inputs()) {
                throw Provable.not("the two models take " + network.inputs() + " and more features");
            }
            // Several slots of one feature share what it does.
            double share = 1.0 / slots.stream().filter(other -> other.feature() == slot.feature()).count();
            changes[s][slot.feature()] = share / slot.step();
        }
        return changes;
    }

    /** The weights of a layer in code steps of its outputs for real units of the float layer's inputs. */
    private static double[][] real(QuantizedChain quantized, int l, double[][] inputs, int width) {
        var own = new double[quantized.outputs(l)][width];
        for (int j = 0; j < own.length; j++) {
            for (int i = 0; i < quantized.inputs(l); i++) {
                double weight = quantized.weight(l, j, i);
                for (int f = 0; f < width; f++) {
                    own[j][f] += weight * inputs[i][f];
                }
            }
        }
        return own;
    }

    private static double[][] vectors(FloatChain.Layer layer) {
        var vectors = new double[layer.outputs()][layer.inputs()];
        for (int k = 0; k < vectors.length; k++) {
            for (int i = 0; i < layer.inputs(); i++) {
                vectors[k][i] = layer.weight(k, i);
            }
        }
        return vectors;
    }

    private static Matching matched(double[][] own, double[][] float32) {
        var units = new int[own.length];
        var factors = new double[own.length];
        for (int j = 0; j < own.length; j++) {
            int best = j < float32.length && cosine(own[j], float32[j]) > ALIKE ? j : nearest(own[j], float32);
            double square = product(float32[best], float32[best]);
            double factor = square == 0 ? 0 : product(own[j], float32[best]) / square;
            units[j] = best;
            factors[j] = factor > 0 && Double.isFinite(factor) ? factor : 1;
        }
        return new Matching(units, factors, factors);
    }

    private static int nearest(double[] own, double[][] float32) {
        int best = 0;
        for (int k = 1; k < float32.length; k++) {
            best = cosine(own, float32[k]) > cosine(own, float32[best]) ? k : best;
        }
        return best;
    }

    private static double cosine(double[] a, double[] b) {
        double squares = product(a, a) * product(b, b);
        return squares > 0 ? product(a, b) / Math.sqrt(squares) : 0;
    }

    private static double product(double[] a, double[] b) {
        double product = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
        }
        return product;
    }

    /** Outputs are in order, each as many times as it has copies. */
    private static Matching last(QuantizedChain quantized) {
        int count = quantized.outputs(quantized.depth() - 1);
        var units = new int[count];
        var factors = new double[count];
        for (int j = 0; j < count; j++) {
            units[j] = j / quantized.copies();
            factors[j] = quantized.step() > 0 ? 1 / quantized.step() : 1;
        }
        return new Matching(units, factors, factors);
    }
}

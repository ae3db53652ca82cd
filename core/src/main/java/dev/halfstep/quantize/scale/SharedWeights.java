package dev.halfstep.quantize.scale;

import java.util.ArrayList;
import java.util.List;

/**
 * Codes weights that several layers use: once for all, unless the bias of some makes a channel's scale grow that others do
 * without; these get codes of their own.
 */
public final class SharedWeights {

    /** A layer that uses the weights; its bias may have no elements. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares uses.
    public record Use(int node, float inputScale, float[] bias) {}

    /** What some of the layers take. */
    public record Coded(List<Integer> nodes, WeightCoding coding) {}

    private final WeightCoding.Weights weights;
    private final WeightCoding.Fit fit;
    private final float closeness;
    private final float[] magnitudes;
    private final List<Group> groups = new ArrayList<>();

    /** Layers that are coded together, and for each channel the smallest and the largest scale that one asks for. */
    private record Group(List<Use> uses, float[] smallest, float[] largest) {}

    private SharedWeights(WeightCoding.Weights weights, WeightCoding.Fit fit, float closeness) {
        this.weights = weights;
        this.fit = fit;
        this.closeness = closeness;
        magnitudes = new float[weights.channels()];
        for (int c = 0; c < magnitudes.length; c++) {
            magnitudes[c] = weights.magnitude(c);
        }
    }

    /**
     * The codes for each group of layers, which together are all.
     *
     * @param closeness how many times the scale that a layer asks for it may get, at least 1
     */
    public static List<Coded> code(WeightCoding.Weights weights, WeightCoding.Fit fit, List<Use> uses,
            float closeness) {
        var shared = new SharedWeights(weights, fit, closeness);
        uses.forEach(shared::add);
        return shared.groups.stream().map(shared::coded).toList();
    }

    private void add(Use use) {
        float[] own = scales(use);
        for (Group group : groups) {
            if (isClose(group, own)) {
                group.uses.add(use);
                for (int c = 0; c < own.length; c++) {
                    group.smallest[c] = Math.min(group.smallest[c], own[c]);
                    group.largest[c] = Math.max(group.largest[c], own[c]);
                }
                return;
            }
        }
        groups.add(new Group(new ArrayList<>(List.of(use)), own.clone(), own.clone()));
    }

    private float[] scales(Use use) {
        float[] biases = WeightCoding.largestBiases(magnitudes.length, new float[] {use.inputScale},
                new float[][] {use.bias});
        var scales = new float[magnitudes.length];
        for (int c = 0; c < scales.length; c++) {
            scales[c] = fit.grid(magnitudes[c], biases[c]).scale();
        }
        return scales;
    }

    private boolean isClose(Group group, float[] own) {
        for (int c = 0; c < own.length; c++) {
            float smallest = Math.min(group.smallest[c], own[c]);
            if (Math.max(group.largest[c], own[c]) > smallest * closeness) {
                return false;
            }
        }
        return true;
    }

    private Coded coded(Group group) {
        var inputScales = new float[group.uses.size()];
        var biases = new float[group.uses.size()][];
        for (int u = 0; u < biases.length; u++) {
            inputScales[u] = group.uses.get(u).inputScale;
            biases[u] = group.uses.get(u).bias;
        }
        return new Coded(group.uses.stream().map(Use::node).toList(),
                WeightCoding.of(weights, fit, inputScales, biases));
    }
}

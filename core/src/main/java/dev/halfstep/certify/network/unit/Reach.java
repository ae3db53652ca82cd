package dev.halfstep.certify.network.unit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Which units of a network depend on some of its inputs: where these alone change, the others stay. */
final class Reach {

    private final int inputs;
    private final List<Terms> layers;
    private final ConcurrentHashMap<List<Integer>, int[]> known = new ConcurrentHashMap<>();

    /** @param inputs how many units are no layer's, but the network's own input */
    Reach(int inputs, List<Terms> layers) {
        this.inputs = inputs;
        this.layers = List.copyOf(layers);
    }

    /** The units, in the order in which they are computed. */
    int[] of(int... changed) {
        var key = new ArrayList<Integer>();
        for (int input : changed) {
            key.add(input);
        }
        return known.computeIfAbsent(key, this::find);
    }

    private int[] find(List<Integer> changed) {
        var moved = new BitSet();
        changed.forEach(moved::set);
        int unit = inputs;
        for (Terms layer : layers) {
            for (int u = 0; u < layer.units(); u++, unit++) {
                for (int t = layer.start(u); t < layer.end(u) && !moved.get(unit); t++) {
                    moved.set(unit, moved.get(layer.sources()[t]));
                }
            }
        }
        moved.clear(0, inputs);
        return moved.stream().toArray();
    }
}

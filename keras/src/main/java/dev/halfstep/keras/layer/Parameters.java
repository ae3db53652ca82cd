package dev.halfstep.keras.layer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What weights a layer has, in Keras' order.
 *
 * @param own the names of its own
 * @param trained how many of them are trained: the first ones
 * @param inner the weights of layers within it, by where those are
 * @param isTrainable whether any weights are trained
 */
record Parameters(List<String> own, int trained, Map<String, Parameters> inner, boolean isTrainable) {

    static final Parameters NONE = new Parameters(List.of(), 0, Map.of(), true);

    /** Weights that are all trained. */
    static Parameters of(List<String> names) {
        return new Parameters(names, names.size(), Map.of(), true);
    }

    /** Of a layer that has others within it. */
    static Parameters within(Map<String, Parameters> inner) {
        return new Parameters(List.of(), 0, new LinkedHashMap<>(inner), true);
    }

    /** The same as weights that are trained or not, which changes their order. */
    Parameters trainable(boolean trainable) {
        return new Parameters(own, trained, inner, trainable);
    }

    /** All by their paths, in the order of older files: those that are trained come first. */
    List<String> inOrder() {
        var first = new ArrayList<String>();
        var second = new ArrayList<String>();
        add("", true, first, second);
        first.addAll(second);
        return first;
    }

    private void add(String path, boolean outerTrainable, List<String> first, List<String> second) {
        boolean trains = outerTrainable && isTrainable;
        for (int i = 0; i < own.size(); i++) {
            (trains && i < trained ? first : second).add(path + own.get(i));
        }
        inner.forEach((name, parameters) -> parameters.add(path + name + "/", trains, first, second));
    }
}

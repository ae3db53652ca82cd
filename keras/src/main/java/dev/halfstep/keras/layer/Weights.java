package dev.halfstep.keras.layer;

import dev.halfstep.keras.hdf5.Hdf5File;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The weights of a layer by name, and of layers within it. They are read when they are asked for. */
final class Weights {

    private final Hdf5File file;
    /** Where in the file each is, by path. */
    private final Map<String, String> places;
    private final Map<String, Tensor> read;
    private final String prefix;

    private Weights(Hdf5File file, Map<String, String> places, Map<String, Tensor> read, String prefix) {
        this.file = file;
        this.places = places;
        this.read = read;
        this.prefix = prefix;
    }

    /**
     * Weights in a file.
     *
     * @param places where in the file each is, by path
     */
    static Weights of(Hdf5File file, Map<String, String> places) {
        return new Weights(file, places, new HashMap<>(), "");
    }

    /** The weights of a layer within this one. */
    Weights in(String inner) {
        return new Weights(file, places, read, prefix + inner + "/");
    }

    /**
     * A weight.
     *
     * @param rank how many axes it must have
     * @throws Problem if it is missing, damaged, or has another number of axes
     */
    Tensor get(String name, int rank) {
        String path = prefix + name;
        Tensor known = read.get(path);
        if (known == null) {
            known = read(name, path);
            read.put(path, known);
        }
        if (known.values().length == 0) {
            throw Problem.model("its weights " + Quoted.of(name) + " are none: " + known.shape());
        }
        if (known.shape().rank() != rank) {
            throw Problem.model("its weights " + Quoted.of(name) + " have the shape " + known.shape() + ", not "
                    + rank + (rank == 1 ? " axis" : " axes"));
        }
        return known;
    }

    private Tensor read(String name, String path) {
        String place = places.get(path);
        try {
            return Optional.ofNullable(place).flatMap(file::find)
                    .orElseThrow(() -> Problem.model("they are not in the file").remedy("Save the model again."))
                    .values();
        } catch (Problem problem) {
            throw problem.at("weights " + Quoted.of(name));
        }
    }

    /** A weight with its axes in another order; the same object whenever it is asked for. */
    Tensor transposed(String name, int... order) {
        String key = prefix + name + Arrays.toString(order);
        Tensor known = read.get(key);
        if (known == null) {
            known = transposed(get(name, order.length), order);
            read.put(key, known);
        }
        return known;
    }

    private static Tensor transposed(Tensor tensor, int[] order) {
        int rank = order.length;
        var strides = new int[rank];
        int stride = 1;
        for (int axis = rank - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= tensor.shape().extent(axis);
        }
        int[] extents = Arrays.stream(order).map(tensor.shape()::extent).toArray();
        var values = new float[tensor.values().length];
        var index = new int[rank];
        for (int i = 0; i < values.length; i++) {
            int from = 0;
            for (int axis = 0; axis < rank; axis++) {
                from += index[axis] * strides[order[axis]];
            }
            values[i] = tensor.values()[from];
            for (int axis = rank - 1; axis >= 0 && ++index[axis] == extents[axis]; axis--) {
                index[axis] = 0;
            }
        }
        return Tensor.of(Shape.of(extents), values);
    }

    /** One number for each of some channels: a weight, or the same number if the layer has none. */
    float[] perChannel(String name, boolean has, int channels, float otherwise) {
        if (!has) {
            var all = new float[channels];
            Arrays.fill(all, otherwise);
            return all;
        }
        float[] values = get(name, 1).values();
        if (values.length != channels) {
            throw Problem.model("its weights " + Quoted.of(name) + " are " + values.length + ", not " + channels);
        }
        return values;
    }
}

package dev.halfstep.keras.hdf5;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Goes through all of a file. */
public final class Hdf5Walk {

    private static final int MOST = 10_000;
    /** Groups may go round in circles. */
    private static final int DEEPEST = 64;
    private static final Set<String> ATTRIBUTES =
            Set.of("model_config", "keras_version", "weight_names", "layer_names");

    private int visited;
    private final Map<String, Tensor> datasets = new LinkedHashMap<>();

    private Hdf5Walk() {}

    /** Whether all of a file is sound; each group is looked at in any case. */
    public static boolean all(byte[] bytes) {
        try {
            return new Hdf5Walk().visit(Hdf5File.of(bytes).root(), "", 0);
        } catch (Problem problem) {
            return false;
        }
    }

    /** The datasets of a sound file by path. */
    public static Map<String, Tensor> datasets(byte[] bytes) {
        var walk = new Hdf5Walk();
        if (!walk.visit(Hdf5File.of(bytes).root(), "", 0)) {
            throw new IllegalArgumentException("damaged");
        }
        return walk.datasets;
    }

    private boolean visit(Hdf5Object object, String path, int depth) {
        visited++;
        if (visited > MOST || depth > DEEPEST) {
            return false;
        }
        boolean sound = true;
        for (String attribute : ATTRIBUTES) {
            sound &= succeeds(() -> object.texts(attribute));
        }
        if (object.isDataset()) {
            return succeeds(() -> datasets.put(path, object.values())) && sound;
        }
        for (String name : object.names()) {
            try {
                sound &= object.child(name).map(child -> visit(child, path + "/" + name, depth + 1)).orElse(true);
            } catch (Problem problem) {
                sound = false;
            }
        }
        return sound;
    }

    private static boolean succeeds(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (Problem problem) {
            return false;
        }
    }
}

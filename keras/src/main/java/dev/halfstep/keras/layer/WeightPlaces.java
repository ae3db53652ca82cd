package dev.halfstep.keras.layer;

import dev.halfstep.keras.file.ModelParts;
import dev.halfstep.keras.hdf5.Hdf5File;
import dev.halfstep.keras.hdf5.Hdf5Object;
import dev.halfstep.keras.layer.NetworkLayer.Member;
import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where in a file each weight is. */
final class WeightPlaces {

    private static final String NAMES = "weight_names";
    /** What TensorFlow 2.12 to 2.15 calls the layers of a model. */
    private static final String OLD_LAYERS = "_layer_checkpoint_dependencies";

    private final Hdf5File file;
    private final Map<String, String> places = new HashMap<>();

    private WeightPlaces(Hdf5File file) {
        this.file = file;
    }

    static Weights weights(ModelParts parts, NetworkLayer model) {
        var places = new WeightPlaces(parts.weights());
        if (parts.isArchive()) {
            boolean isOld = parts.weights().find(OLD_LAYERS).isPresent();
            places.addNumbered(model.parameters(), "", "", isOld);
        } else {
            model.members().forEach(places::addNamed);
        }
        return Weights.of(parts.weights(), places.places);
    }

    /** In an archive a layer's weights have numbers, and layers lie within layers. */
    private void addNumbered(Parameters parameters, String path, String place, boolean isOld) {
        for (int i = 0; i < parameters.own().size(); i++) {
            places.put(path + parameters.own().get(i), place + "vars/" + i);
        }
        parameters.inner().forEach((name, inner) -> addNumbered(inner, path + name + "/",
                place + (isOld ? name.replace("layers", OLD_LAYERS) : name) + "/", isOld));
    }

    /** In other files each layer of the model has a list of the names of all weights within it. */
    private void addNamed(Member member) {
        List<String> wanted = member.parameters().inOrder();
        if (wanted.isEmpty()) {
            return;
        }
        String group = "model_weights/" + member.config().name();
        try {
            Hdf5Object layer = file.find(group).orElseThrow(() -> Problem.model("its weights are not in the file"));
            List<String> names = names(layer);
            if (names.size() != wanted.size()) {
                throw Problem.model("the file has " + names.size() + " weights for it, not " + wanted.size());
            }
            for (int i = 0; i < names.size(); i++) {
                places.put(member.place() + "/" + wanted.get(i), group + "/" + names.get(i));
            }
        } catch (Problem problem) {
            throw problem.at(member.config().place());
        }
    }

    /** A list that is too long for an attribute is several. */
    private static List<String> names(Hdf5Object layer) {
        Optional<List<String>> whole = layer.texts(NAMES);
        if (whole.isPresent()) {
            return whole.get();
        }
        var names = new ArrayList<String>();
        for (int part = 0;; part++) {
            Optional<List<String>> more = layer.texts(NAMES + part);
            if (more.isEmpty()) {
                return names;
            }
            names.addAll(more.get());
        }
    }
}

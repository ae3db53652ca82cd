package dev.halfstep.onnx.column;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A value of the model that holds features of columns, each by itself.
 *
 * @param features along its last axis
 * @param type of its elements
 * @param isDeep whether it is {@code [rows, 1, features]} instead of {@code [rows, features]}
 */
record FeatureTable(List<Feature> features, CellType type, boolean isDeep) {

    FeatureTable {
        features = List.copyOf(features);
    }

    int width() {
        return features.size();
    }

    /** The same features with a step more, one for each; empty if they have too many. */
    Optional<FeatureTable> then(List<? extends Step> steps, CellType result) {
        var further = new ArrayList<Feature>();
        for (int i = 0; i < features.size(); i++) {
            Optional<Feature> feature = features.get(i).then(steps.get(i));
            if (feature.isEmpty()) {
                return Optional.empty();
            }
            further.add(feature.get());
        }
        return Optional.of(new FeatureTable(further, result, isDeep));
    }

    /** The same features with the same step more. */
    Optional<FeatureTable> then(Step step, CellType result) {
        return then(Collections.nCopies(width(), step), result);
    }

    FeatureTable shaped(boolean deep) {
        return new FeatureTable(features, type, deep);
    }
}

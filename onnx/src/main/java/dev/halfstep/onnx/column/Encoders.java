package dev.halfstep.onnx.column;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.halfstep.onnx.column.Step.Indicator;
import dev.halfstep.onnx.column.Step.Lookup;
import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ops that look categories up. */
final class Encoders {

    /** As many columns as a table has at most. */
    static final int MOST_CATEGORIES = 1 << 14;
    /** What all of a model may hold together. */
    private static final int MOST_FEATURES = 1 << 17;

    private int made;

    /** @throws Problem if there are too many categories, or one is there twice */
    Optional<FeatureTable> oneHot(NodeProto node, FeatureTable table) {
        var attributes = new NodeAttributes(node);
        Optional<List<Cell>> found = attributes.cells("cats_strings", "cats_int64s", "", "");
        boolean fits = table.width() == 1 && !table.isDeep() && found.isPresent() && !found.get().isEmpty()
                && found.get().getFirst() instanceof Cell.Text == (table.type() == CellType.TEXT);
        if (!fits) {
            return Optional.empty();
        }
        List<Cell> categories = found.get();
        requireBounded(categories.size());
        if (new HashSet<>(categories).size() < categories.size()) {
            throw Problem.model("it names a category twice");
        }
        // Fractions are cut off, as in a change of type to integers.
        Optional<Feature> whole = Optional.of(table.features().getFirst())
                .flatMap(feature -> table.type().isReal() ? feature.then(new Step.Whole()) : Optional.of(feature));
        var known = new Categories(categories);
        var indicators = new ArrayList<Feature>();
        for (int i = 0; i < categories.size(); i++) {
            int index = i;
            whole.flatMap(feature -> feature.then(new Indicator(known, index))).ifPresent(indicators::add);
        }
        return indicators.size() < categories.size() ? Optional.empty()
                : Optional.of(new FeatureTable(indicators, CellType.SINGLE, true));
    }

    /** @throws Problem if there are too many keys */
    Optional<FeatureTable> labels(NodeProto node, FeatureTable table) {
        var attributes = new NodeAttributes(node);
        Optional<List<Cell>> keys = attributes.cells("keys_strings", "keys_int64s", "keys_floats", "keys_tensor");
        Optional<List<Cell>> values =
                attributes.cells("values_strings", "values_int64s", "values_floats", "values_tensor");
        if (keys.isEmpty() || values.isEmpty() || keys.get().isEmpty() || keys.get().size() != values.get().size()
                || keys.get().getFirst() instanceof Cell.Text != (table.type() == CellType.TEXT)) {
            return Optional.empty();
        }
        requireBounded(keys.get().size());
        boolean texts = values.get().getFirst() instanceof Cell.Text;
        boolean whole = attributes.find("values_int64s", AttributeType.INTS).isPresent() || isTensorOf(attributes, 7);
        CellType result = texts ? CellType.TEXT : whole ? CellType.INTEGER
                : isTensorOf(attributes, 11) ? CellType.DOUBLE : CellType.SINGLE;
        Map<Cell, Cell> map = new LinkedHashMap<>();
        for (int i = 0; i < keys.get().size(); i++) {
            // The first of equal keys counts.
            map.putIfAbsent(keys.get().get(i), values.get().get(i));
        }
        return table.then(new Lookup(new Categories(List.copyOf(map.keySet())), map, otherwise(attributes, result)),
                result);
    }

    private static boolean isTensorOf(NodeAttributes attributes, int type) {
        return attributes.find("values_tensor", AttributeType.TENSOR).filter(held -> held.getT().getDataType() == type)
                .isPresent();
    }

    private static Cell otherwise(NodeAttributes attributes, CellType result) {
        Optional<Cell> tensor = attributes.find("default_tensor", AttributeType.TENSOR).map(AttributeProto::getT)
                .flatMap(Constants::cells).filter(cells -> !cells.isEmpty()).map(List::getFirst);
        return tensor.orElseGet(() -> switch (result) {
            case TEXT -> new Cell.Text(attributes.text("default_string", "_Unused"));
            case INTEGER, SHORT_INTEGER -> new Cell.Real(attributes.integer("default_int64", -1));
            case SINGLE, DOUBLE -> new Cell.Real(attributes.real("default_float", 0));
        });
    }

    private void requireBounded(int more) {
        made += more;
        if (more > MOST_CATEGORIES || made > MOST_FEATURES) {
            throw Problem.limit("it has " + more + " categories; up to " + MOST_CATEGORIES
                    + " become inputs of a network, and " + MOST_FEATURES + " of all columns")
                    .remedy("Leave the column out, or give OneHotEncoder a max_categories.");
        }
    }
}

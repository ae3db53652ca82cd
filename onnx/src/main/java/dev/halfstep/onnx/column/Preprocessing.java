package dev.halfstep.onnx.column;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.halfstep.onnx.column.Constants.Numbers;
import dev.halfstep.onnx.column.Step.Arithmetic;
import dev.halfstep.onnx.column.Step.Filled;
import dev.halfstep.onnx.column.Step.Rounded;
import dev.halfstep.onnx.read.OnnxReader;
import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The ops that do something to each feature by itself, or move features about. */
final class Preprocessing {

    private static final int MOST_PICKED = 1 << 17;

    private final Constants constants;
    private final Map<String, FeatureTable> tables;
    private final Encoders encoders = new Encoders();

    /** @param tables that are known so far, by name */
    Preprocessing(Constants constants, Map<String, FeatureTable> tables) {
        this.constants = constants;
        this.tables = tables;
    }

    /**
     * What a node gives, if it is features of columns, too.
     *
     * @throws Problem if it is damaged
     */
    Optional<FeatureTable> of(NodeProto node) {
        if (node.getOutputCount() != 1 || node.getInputCount() == 0) {
            return Optional.empty();
        }
        String domain = OnnxReader.domain(node.getDomain());
        if (domain.equals(OnnxReader.ML)) {
            return learned(node);
        }
        return domain.isEmpty() ? plain(node) : Optional.empty();
    }

    private Optional<FeatureTable> plain(NodeProto node) {
        Optional<FeatureTable> data = table(node, 0);
        return switch (node.getOpType()) {
            case "Identity" -> data;
            case "Cast" -> data.flatMap(table -> cast(table, (int) new NodeAttributes(node).integer("to", 0)));
            case "Concat" -> joined(node);
            case "Gather" -> data.flatMap(table -> gathered(node, table));
            case "Reshape" -> data.flatMap(table -> reshaped(node, table));
            case "Add" -> arithmetic(node, Step.Kind.PLUS);
            case "Sub" -> arithmetic(node, Step.Kind.MINUS);
            case "Mul" -> arithmetic(node, Step.Kind.TIMES);
            case "Div" -> arithmetic(node, Step.Kind.OVER);
            default -> Optional.empty();
        };
    }

    private Optional<FeatureTable> learned(NodeProto node) {
        Optional<FeatureTable> data = table(node, 0);
        return switch (node.getOpType()) {
            case "Scaler" -> data.flatMap(table -> scaled(node, table));
            case "Imputer" -> data.flatMap(table -> imputed(node, table));
            case "FeatureVectorizer" -> vectorized(node);
            case "ArrayFeatureExtractor" ->
                data.filter(table -> !table.isDeep()).flatMap(table -> picked(node, table));
            case "OneHotEncoder" -> data.flatMap(table -> encoders.oneHot(node, table));
            case "LabelEncoder" -> data.flatMap(table -> encoders.labels(node, table));
            default -> Optional.empty();
        };
    }

    private Optional<FeatureTable> table(NodeProto node, int input) {
        return input < node.getInputCount() ? Optional.ofNullable(tables.get(node.getInput(input))) : Optional.empty();
    }

    private Optional<Numbers> numbers(NodeProto node, int input) {
        return input < node.getInputCount() ? constants.numbers(node.getInput(input)) : Optional.empty();
    }

    /** A change of type. */
    static Optional<FeatureTable> cast(FeatureTable table, int to) {
        Optional<CellType> type = CellType.of(to);
        if (type.isEmpty() || table.type() == CellType.TEXT || type.get() == CellType.TEXT) {
            return Optional.empty();
        }
        CellType from = table.type();
        if (type.get().isInteger()) {
            return from.isReal() ? table.then(new Step.Whole(), type.get())
                    : Optional.of(new FeatureTable(table.features(), type.get(), table.isDeep()));
        }
        return type.get() == CellType.SINGLE && from != CellType.SINGLE ? table.then(new Rounded(), type.get())
                : Optional.of(new FeatureTable(table.features(), type.get(), table.isDeep()));
    }

    private Optional<FeatureTable> joined(NodeProto node) {
        var parts = new ArrayList<FeatureTable>();
        for (int i = 0; i < node.getInputCount(); i++) {
            Optional<FeatureTable> part = table(node, i);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            parts.add(part.get());
        }
        FeatureTable first = parts.getFirst();
        boolean alike = parts.stream().allMatch(part -> part.type() == first.type() && part.isDeep() == first.isDeep());
        return alike && isLast(new NodeAttributes(node).integer("axis", 0), first) ? Optional.of(together(parts))
                : Optional.empty();
    }

    private static FeatureTable together(List<FeatureTable> parts) {
        return new FeatureTable(parts.stream().flatMap(part -> part.features().stream()).toList(),
                parts.getFirst().type(), parts.getFirst().isDeep());
    }

    private static boolean isLast(long axis, FeatureTable table) {
        return axis == -1 || axis == (table.isDeep() ? 2 : 1);
    }

    /** What it gives is float32, whatever goes in. */
    private Optional<FeatureTable> vectorized(NodeProto node) {
        var parts = new ArrayList<FeatureTable>();
        for (int i = 0; i < node.getInputCount(); i++) {
            Optional<FeatureTable> part = table(node, i).filter(table -> !table.isDeep())
                    .flatMap(table -> cast(table, 1));
            if (part.isEmpty()) {
                return Optional.empty();
            }
            parts.add(part.get());
        }
        return Optional.of(together(parts));
    }

    private Optional<FeatureTable> gathered(NodeProto node, FeatureTable table) {
        return isLast(new NodeAttributes(node).integer("axis", 0), table) ? picked(node, table) : Optional.empty();
    }

    private Optional<FeatureTable> picked(NodeProto node, FeatureTable table) {
        return numbers(node, 1).filter(indices -> indices.shape().size() == 1 && indices.values().length <= MOST_PICKED)
                .flatMap(indices -> {
                    var picked = new ArrayList<Feature>();
                    for (double index : indices.values()) {
                        double place = index < 0 ? index + table.width() : index;
                        if (!(place >= 0 && place < table.width())) {
                            return Optional.empty();
                        }
                        picked.add(table.features().get((int) place));
                    }
                    return Optional.of(new FeatureTable(picked, table.type(), table.isDeep()));
                });
    }

    private Optional<FeatureTable> reshaped(NodeProto node, FeatureTable table) {
        return numbers(node, 1).filter(shape -> {
            double[] extents = shape.values();
            return extents.length == 2 && (extents[0] == -1 || extents[0] == 0) && extents[1] == table.width();
        }).map(shape -> table.shaped(false));
    }

    private Optional<FeatureTable> arithmetic(NodeProto node, Step.Kind kind) {
        Optional<FeatureTable> left = table(node, 0);
        if (left.isPresent()) {
            return numbers(node, 1).flatMap(constant -> arithmetic(left.get(), kind, constant));
        }
        return table(node, 1).flatMap(right -> numbers(node, 0).flatMap(constant -> switch (kind) {
            case PLUS, TIMES -> arithmetic(right, kind, constant);
            case MINUS -> arithmetic(right, Step.Kind.TIMES, new Numbers(List.of(), new double[] {-1}))
                    .flatMap(negative -> arithmetic(negative, Step.Kind.PLUS, constant));
            case OVER -> Optional.empty();
        }));
    }

    private static Optional<FeatureTable> arithmetic(FeatureTable table, Step.Kind kind, Numbers constant) {
        int rank = table.isDeep() ? 3 : 2;
        if (!table.type().isReal() || !constant.isRow(table.width(), rank)) {
            return Optional.empty();
        }
        boolean single = table.type() == CellType.SINGLE;
        return steps(table, kind, IntStream.range(0, table.width()).mapToDouble(constant::at).toArray(), single)
                .flatMap(steps -> table.then(steps, table.type()));
    }

    /** One for each feature; empty where nothing sensible comes out. */
    private static Optional<List<Arithmetic>> steps(FeatureTable table, Step.Kind kind, double[] constants,
            boolean single) {
        var steps = new ArrayList<Arithmetic>();
        for (int i = 0; i < table.width(); i++) {
            double own = constants[constants.length == 1 ? 0 : i];
            if (!Double.isFinite(own) || (kind == Step.Kind.OVER && own == 0)) {
                return Optional.empty();
            }
            steps.add(new Arithmetic(kind, own, single));
        }
        return Optional.of(steps);
    }

    private static Optional<FeatureTable> scaled(NodeProto node, FeatureTable table) {
        var attributes = new NodeAttributes(node);
        Optional<FeatureTable> result = table.isDeep() ? Optional.empty() : cast(table, 1);
        result = stepped(result, Step.Kind.MINUS, attributes.reals("offset"));
        return stepped(result, Step.Kind.TIMES, attributes.reals("scale"));
    }

    private static Optional<FeatureTable> stepped(Optional<FeatureTable> table, Step.Kind kind, double[] constants) {
        if (table.isEmpty() || constants.length == 0) {
            return table;
        }
        int width = table.get().width();
        return constants.length != 1 && constants.length != width ? Optional.empty()
                : steps(table.get(), kind, constants, true)
                        .flatMap(steps -> table.get().then(steps, CellType.SINGLE));
    }

    /** Where what is missing is marked by what is no number. */
    private static Optional<FeatureTable> imputed(NodeProto node, FeatureTable table) {
        var attributes = new NodeAttributes(node);
        double[] values = attributes.reals("imputed_value_floats");
        boolean isOne = values.length == 1 || values.length == table.width();
        boolean isNan = Double.isNaN(attributes.real("replaced_value_float", 0));
        for (double value : values) {
            isOne &= Double.isFinite(value);
        }
        return isOne && isNan && table.type() == CellType.SINGLE
                ? table.then(IntStream.range(0, table.width())
                        .mapToObj(i -> new Filled(values[values.length == 1 ? 0 : i])).toList(), table.type())
                : Optional.empty();
    }
}

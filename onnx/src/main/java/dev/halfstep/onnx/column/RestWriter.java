package dev.halfstep.onnx.column;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.halfstep.onnx.column.Constants.Numbers;
import dev.halfstep.onnx.read.OnnxReader;
import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Writes the rest of a model so that it takes the features of a pipeline, standardised. */
final class RestWriter {

    /** By how many numbers a network may grow where categories that it does not use become inputs. */
    private static final long MOST_ADDED = 1 << 22;
    private static final String INPUT = "features";

    private final GraphProto whole;
    private final Prefix prefix;
    private final Constants constants;
    private final ColumnPlan plan;
    private final GraphProto.Builder rest = GraphProto.newBuilder();
    private final Set<String> names = new HashSet<>();
    private final String input;
    private long added;

    RestWriter(GraphProto whole, Prefix prefix, Constants constants, ColumnPlan plan) {
        this.whole = whole;
        this.prefix = prefix;
        this.constants = constants;
        this.plan = plan;
        whole.getInputList().forEach(value -> names.add(value.getName()));
        whole.getInitializerList().forEach(value -> names.add(value.getName()));
        whole.getNodeList().forEach(node -> names.addAll(node.getOutputList()));
        input = fresh(INPUT);
    }

    private String fresh(String name) {
        String free = name;
        while (!names.add(free)) {
            free += "_";
        }
        return free;
    }

    /** The rest as it is, with what it reads of the first part as its inputs. */
    static GraphProto asDeclared(GraphProto whole, Prefix prefix, Dimension rows) {
        var rest = GraphProto.newBuilder();
        prefix.border().forEach((name, table) -> {
            var shape = TensorShapeProto.newBuilder().addDim(rows);
            if (table.isDeep()) {
                shape.addDim(Dimension.newBuilder().setDimValue(1));
            }
            rest.addInput(input(name, shape.addDim(Dimension.newBuilder().setDimValue(table.width()))));
        });
        rest.addAllNode(prefix.rest());
        return finish(rest, whole);
    }

    /**
     * The rest, with the pipeline's features as its only input.
     *
     * @throws Problem if that would make it far larger than it is
     */
    GraphProto withFeatures() {
        rest.addInput(input(input, TensorShapeProto.newBuilder().addDim(plan.columns().rows())
                .addDim(Dimension.newBuilder().setDimValue(plan.scalings().size()))));
        var made = new HashSet<String>();
        for (NodeProto node : prefix.rest()) {
            if (!folded(node)) {
                node.getInputList().stream().filter(prefix.border()::containsKey).filter(made::add)
                        .forEach(this::make);
                rest.addNode(node);
            }
        }
        return finish(rest, whole);
    }

    private static GraphProto finish(GraphProto.Builder rest, GraphProto whole) {
        Set<String> read = new HashSet<>();
        rest.getNodeList().forEach(node -> read.addAll(node.getInputList()));
        whole.getOutputList().forEach(output -> read.add(output.getName()));
        whole.getInitializerList().stream().filter(tensor -> read.contains(tensor.getName()))
                .forEach(rest::addInitializer);
        rest.addAllSparseInitializer(whole.getSparseInitializerList());
        return rest.setName(whole.getName()).addAllOutput(whole.getOutputList()).build();
    }

    private static ValueInfoProto input(String name, TensorShapeProto.Builder shape) {
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(
                TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber()).setShape(shape))).build();
    }

    private List<Combination> combinations(String name) {
        return table(name).features().stream().map(plan::combination).toList();
    }

    private FeatureTable table(String name) {
        FeatureTable table = prefix.border().get(name);
        if (table == null) {
            throw new IllegalStateException(name);
        }
        return table;
    }

    private boolean isIdentity(List<Combination> combinations) {
        return combinations.size() == plan.scalings().size() && IntStream.range(0, combinations.size())
                .allMatch(i -> combinations.get(i).isOne() && combinations.get(i).sources()[0] == i);
    }

    private boolean fits(long elements) {
        added += elements;
        return added <= MOST_ADDED;
    }

    /** Puts what features are made of into the weights of a layer that takes them. */
    private boolean folded(NodeProto node) {
        FeatureTable table = node.getInputCount() == 0 ? null : prefix.border().get(node.getInput(0));
        if (table == null || table.isDeep() || node.getOutputCount() != 1) {
            return false;
        }
        List<Combination> combinations = combinations(node.getInput(0));
        String domain = OnnxReader.domain(node.getDomain());
        if (isIdentity(combinations)) {
            return false;
        }
        if (domain.isEmpty() && node.getOpType().equals("MatMul") && node.getInputCount() == 2) {
            return constants.numbers(node.getInput(1)).filter(weights -> weights.shape().size() == 2
                    && weights.shape().getFirst() == table.width()
                    && fits(plan.scalings().size() * weights.shape().get(1)))
                    .map(weights -> product(node, combinations, weights)).isPresent();
        }
        return domain.equals(OnnxReader.ML) && node.getOpType().equals("LinearRegressor")
                && regressor(node, combinations);
    }

    private boolean product(NodeProto node, List<Combination> combinations, Numbers weights) {
        int outputs = Math.toIntExact(weights.shape().get(1));
        var folded = new double[plan.scalings().size() * outputs];
        var bias = new double[outputs];
        for (int j = 0; j < combinations.size(); j++) {
            Combination own = combinations.get(j);
            for (int o = 0; o < outputs; o++) {
                double weight = weights.values()[j * outputs + o];
                bias[o] += own.constant() * weight;
                for (int s = 0; s < own.sources().length; s++) {
                    folded[own.sources()[s] * outputs + o] += own.factors()[s] * weight;
                }
            }
        }
        String output = node.getOutput(0);
        boolean biased = Arrays.stream(bias).anyMatch(b -> b != 0);
        String sum = biased ? fresh(output + "_sum") : output;
        String of = initializer(output + "_weights", folded, plan.scalings().size(), outputs);
        rest.addNode(node("MatMul", sum, input, of));
        if (biased) {
            rest.addNode(node("Add", output, sum, initializer(output + "_constant", bias, outputs)));
        }
        return true;
    }

    private boolean regressor(NodeProto node, List<Combination> combinations) {
        var attributes = new NodeAttributes(node);
        double[] coefficients = attributes.reals("coefficients");
        long targets = attributes.integer("targets", 1);
        int width = combinations.size();
        int wider = plan.scalings().size();
        double[] intercepts = attributes.reals("intercepts");
        if (targets < 1 || targets > coefficients.length || targets * width != coefficients.length
                || (intercepts.length != 0 && intercepts.length != targets) || !fits(targets * wider)) {
            return false;
        }
        var folded = new double[(int) targets * wider];
        double[] constant = Arrays.copyOf(intercepts, (int) targets);
        for (int t = 0; t < targets; t++) {
            for (int j = 0; j < width; j++) {
                Combination own = combinations.get(j);
                double weight = coefficients[t * width + j];
                constant[t] += own.constant() * weight;
                for (int s = 0; s < own.sources().length; s++) {
                    folded[t * wider + own.sources()[s]] += own.factors()[s] * weight;
                }
            }
        }
        var builder = node.toBuilder().setInput(0, input).clearAttribute();
        node.getAttributeList().stream().filter(
                attribute -> !Set.of("coefficients", "intercepts").contains(attribute.getName()))
                .forEach(builder::addAttribute);
        rest.addNode(builder.addAttribute(reals("coefficients", folded)).addAttribute(reals("intercepts", constant)));
        return true;
    }

    /** Makes a value of the border of the pipeline's features. */
    private void make(String name) {
        FeatureTable table = table(name);
        if (table.type().isInteger() && !prefix.rest().stream()
                .filter(node -> node.getInputList().contains(name))
                .allMatch(node -> OnnxReader.domain(node.getDomain()).equals(OnnxReader.ML))) {
            throw Problem.model("whole numbers go into the network as such, which a pipeline has not");
        }
        List<Combination> combinations = combinations(name);
        String flat = table.isDeep() ? fresh(name + "_flat") : name;
        if (isIdentity(combinations)) {
            rest.addNode(node("Identity", flat, input));
        } else if (combinations.stream().allMatch(Combination::isOne)) {
            String picked =
                    integers(name + "_features", combinations.stream().mapToLong(c -> c.sources()[0]).toArray());
            rest.addNode(node("Gather", flat, input, picked).toBuilder().addAttribute(AttributeProto.newBuilder()
                    .setName("axis").setType(AttributeType.INT).setI(1)));
        } else {
            combine(flat, combinations);
        }
        if (table.isDeep()) {
            rest.addNode(node("Reshape", name, flat, integers(name + "_shape", 0, 1, table.width())));
        }
    }

    private void combine(String name, List<Combination> combinations) {
        int width = combinations.size();
        if (!fits((long) plan.scalings().size() * width)) {
            throw Problem.limit("what it does to categories before the network would become too large a layer");
        }
        var factors = new double[plan.scalings().size() * width];
        var constant = new double[width];
        for (int j = 0; j < width; j++) {
            Combination own = combinations.get(j);
            constant[j] = own.constant();
            for (int s = 0; s < own.sources().length; s++) {
                factors[own.sources()[s] * width + j] += own.factors()[s];
            }
        }
        String sum = fresh(name + "_sum");
        rest.addNode(node("MatMul", sum, input,
                initializer(name + "_factors", factors, plan.scalings().size(), width)));
        rest.addNode(node("Add", name, sum, initializer(name + "_constant", constant, width)));
    }

    private static NodeProto node(String op, String output, String... inputs) {
        return NodeProto.newBuilder().setOpType(op).addAllInput(List.of(inputs)).addOutput(output).build();
    }

    private String initializer(String name, double[] values, int... shape) {
        var tensor = TensorProto.newBuilder().setName(fresh(name)).setDataType(DataType.FLOAT.getNumber());
        Arrays.stream(shape).forEach(tensor::addDims);
        Arrays.stream(values).forEach(value -> tensor.addFloatData((float) value));
        rest.addInitializer(tensor);
        return tensor.getName();
    }

    private String integers(String name, long... values) {
        var tensor = TensorProto.newBuilder().setName(fresh(name)).setDataType(DataType.INT64.getNumber())
                .addDims(values.length);
        Arrays.stream(values).forEach(tensor::addInt64Data);
        rest.addInitializer(tensor);
        return tensor.getName();
    }

    private static AttributeProto reals(String name, double[] values) {
        var attribute = AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOATS);
        Arrays.stream(values).forEach(value -> attribute.addFloats((float) value));
        return attribute.build();
    }
}

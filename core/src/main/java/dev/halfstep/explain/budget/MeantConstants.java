package dev.halfstep.explain.budget;

import dev.halfstep.explain.twin.Constant;
import dev.halfstep.graph.FeaturePaths;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.op.QuantizationRule.Weights;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the constants of a quantized network of any ops were meant to be: those of the float model's nodes that do the same.
 *
 * <p>
 * Nodes go together by the name of what they write, or of their constants, which quantizers leave as they are; or else in their order,
 * where there are as many of a kind in both. A constant counts only if its codes stand for about the same values: a quantizer may
 * scale units, or merge layers, and then what a weight was meant to be is not in the files.
 */
final class MeantConstants {

    /** Constants that are within so many steps of the float model's in the mean are those, rounded. */
    private static final double ROUNDED = 0.75;

    /** The part of a constant's values, squared, that may differ. */
    private static final double SAME = 0.05;

    private final Graph quantized;
    private final Graph floats;
    /** What each tensor of the quantized network holds in all runs. */
    private final List<Optional<Value>> known = new ArrayList<>();
    private final BitSet used = new BitSet();
    private final Map<Constant, Tensor> meant = new HashMap<>();
    private int constants;

    private MeantConstants(Graph quantized, Graph floats) {
        this.quantized = quantized;
        this.floats = floats;
        Interpreter interpreter = Interpreter.prepare(quantized);
        for (int t = 0; t < quantized.tensors().size(); t++) {
            known.add(known(interpreter, t));
        }
    }

    private Optional<Value> known(Interpreter interpreter, int tensor) {
        try {
            return Optional.of(interpreter.known(tensor));
        } catch (IllegalArgumentException computed) {
            return Optional.empty();
        }
    }

    /**
     * What is known.
     *
     * @param complete whether it is of each constant
     */
    record Known(Map<Constant, Tensor> constants, boolean complete) {

        static final Known NONE = new Known(Map.of(), true);
    }

    /** The constants that were meant, as far as they are found. */
    static Known of(Graph quantized, Graph floatModel) {
        Graph network;
        try {
            network = Quantizer.floatNetwork(floatModel);
        } catch (Problem notInOneForm) {
            network = floatModel;
        }
        var constants = new MeantConstants(quantized, network);
        constants.match();
        return new Known(Map.copyOf(constants.meant), constants.meant.size() == constants.constants);
    }

    private void match() {
        var left = new ArrayList<Integer>();
        for (int n = 0; n < quantized.nodes().size(); n++) {
            int count = constantsOf(n).size();
            constants += count;
            if (count > 0 && !matchByName(n)) {
                left.add(n);
            }
        }
        Map<String, List<Integer>> byKind = new HashMap<>();
        left.forEach(n -> byKind.computeIfAbsent(kind(quantized, quantized.nodes().get(n)), none -> new ArrayList<>())
                .add(n));
        byKind.forEach(this::matchInOrder);
    }

    /** The operands of a node that hold the same real values in each run. */
    private Map<Integer, Value> constantsOf(int index) {
        Node node = quantized.nodes().get(index);
        Map<Integer, Value> contents = new HashMap<>();
        boolean computes = node.outputs().stream().noneMatch(t -> known.get(t).isPresent());
        for (int i = 0; computes && i < node.inputs().size(); i++) {
            int position = i;
            if (node.hasInput(i)) {
                known.get(node.input(i)).filter(MeantConstants::isReal).ifPresent(v -> contents.put(position, v));
            }
        }
        return contents;
    }

    private static boolean isReal(Value value) {
        return value instanceof Tensor || ((Codes) value).quantization().isPresent();
    }

    private boolean matchByName(int index) {
        Node node = quantized.nodes().get(index);
        for (int f = 0; f < floats.nodes().size(); f++) {
            Node other = floats.nodes().get(f);
            if (!used.get(f) && node.op().name().equals(other.op().name()) && isSameName(node, other)
                    && take(index, f)) {
                return true;
            }
        }
        return false;
    }

    private boolean isSameName(Node node, Node other) {
        if (name(quantized, node.output()).equals(name(floats, other.output()))) {
            return true;
        }
        for (int i = 0; i < node.inputs().size(); i++) {
            if (node.hasInput(i) && other.hasInput(i) && known.get(node.input(i)).isPresent()
                    && floats.tensor(other.input(i)).isConstant()
                    && name(quantized, node.input(i)).equals(name(floats, other.input(i)))) {
                return true;
            }
        }
        return false;
    }

    private static String name(Graph graph, int tensor) {
        return graph.tensor(tensor).name();
    }

    /** The op of a node and the shapes of its constants. */
    private String kind(Graph graph, Node node) {
        var text = new StringBuilder(node.op().name());
        for (int i = 0; i < node.inputs().size(); i++) {
            if (node.hasInput(i)) {
                Optional<Value> contents = graph == quantized ? known.get(node.input(i))
                        : graph.tensor(node.input(i)).constant();
                contents.filter(MeantConstants::isReal).map(Value::shape).ifPresent(text.append(' ')::append);
            }
        }
        return text.toString();
    }

    private void matchInOrder(String kind, List<Integer> nodes) {
        var others = new ArrayList<Integer>();
        for (int f = 0; f < floats.nodes().size(); f++) {
            if (!used.get(f) && kind(floats, floats.nodes().get(f)).equals(kind)) {
                others.add(f);
            }
        }
        for (int i = 0; others.size() == nodes.size() && i < nodes.size(); i++) {
            take(nodes.get(i), others.get(i));
        }
    }

    /** Takes a float node's constants for those that were meant, if they are about the same. */
    private boolean take(int index, int other) {
        Node node = quantized.nodes().get(index);
        Map<Integer, Value> own = constantsOf(index);
        Map<Integer, Tensor> wanted = wanted(node, own, other);
        Optional<Integer> bias = node.op().quantization().weights().map(Weights::bias);
        boolean same = wanted.keySet().equals(own.keySet()) && own.entrySet().stream()
                .allMatch(constant -> bias.filter(constant.getKey()::equals).isPresent()
                        || isSame(constant.getValue(), Objects.requireNonNull(wanted.get(constant.getKey()))));
        if (same) {
            wanted.forEach((position, tensor) -> meant.put(new Constant(index, position), tensor));
            used.set(other);
        }
        return same;
    }

    private Map<Integer, Tensor> wanted(Node node, Map<Integer, Value> constantsOfNode, int other) {
        Node floatNode = floats.nodes().get(other);
        Map<Integer, Tensor> wanted = new HashMap<>();
        constantsOfNode.forEach((position, own) -> {
            if (floatNode.hasInput(position)) {
                TensorInfo tensor = floats.tensor(floatNode.input(position));
                tensor.constant().filter(Tensor.class::isInstance).map(Tensor.class::cast)
                        .ifPresent(real -> wanted.put(position, Tensor.of(real.shape(), real.values())));
            } else {
                // A bias that a quantizer has added.
                wanted.put(position, Tensor.of(own.shape(), new float[own.shape().elements()]));
            }
        });
        return onFeatureCodes(node, other, wanted);
    }

    /** Where features have codes of their own, the layers that read them take up what a step of each code is. */
    private Map<Integer, Tensor> onFeatureCodes(Node node, int other, Map<Integer, Tensor> wanted) {
        int input = quantized.inputs().indexOf(node.input(0));
        Tensor weights = wanted.get(FullyConnected.WEIGHTS);
        if (input < 0 || weights == null || !(node.op() instanceof FullyConnected)) {
            return wanted;
        }
        Optional<FeatureMap> features = Interface.of(quantized).inputs().get(input).features().map(FeatureMap::new);
        if (features.isEmpty() || weights.shape().extent(1) != features.get().codes().features()) {
            return wanted;
        }
        FeaturePaths paths = FeaturePaths.of(floats, floats.inputs().get(input));
        boolean normalised = paths.whyNot().isEmpty() && paths.readers().contains(other);
        FeatureMap map = features.get();
        int outputs = weights.shape().extent(0);
        int slots = map.codes().slots().size();
        int width = weights.shape().extent(1);
        var coded = new float[outputs * slots];
        var bias = Optional.ofNullable(wanted.get(FullyConnected.BIAS)).map(Tensor::values).map(Tensor::widened)
                .orElseGet(() -> new double[outputs]);
        for (int o = 0; o < outputs; o++) {
            for (int f = 0; f < width; f++) {
                double weight = (double) weights.values()[o * width + f] * (normalised ? paths.factor(f) : 1);
                bias[o] += weight * (map.base(f) - (normalised ? paths.center(f) : 0));
            }
            for (int s = 0; s < slots; s++) {
                int f = map.codes().slots().get(s).feature();
                coded[o * slots + s] = (float) (weights.values()[o * width + f] * (normalised ? paths.factor(f) : 1)
                        * map.gain(s));
            }
        }
        var narrowed = new float[outputs];
        for (int o = 0; o < outputs; o++) {
            narrowed[o] = (float) bias[o];
        }
        wanted.put(FullyConnected.WEIGHTS, Tensor.of(Shape.of(outputs, slots), coded));
        wanted.put(FullyConnected.BIAS, Tensor.of(Shape.of(outputs), narrowed));
        return wanted;
    }

    private static boolean isSame(Value own, Tensor wanted) {
        if (!own.shape().equals(wanted.shape())) {
            return false;
        }
        float[] values = own instanceof Codes codes ? codes.dequantize().values() : ((Tensor) own).values();
        double differences = 0;
        double squares = 0;
        double steps = 0;
        for (int i = 0; i < values.length; i++) {
            double difference = (double) values[i] - wanted.values()[i];
            differences += difference * difference;
            squares += (double) wanted.values()[i] * wanted.values()[i];
            steps += own instanceof Codes codes ? Math.abs(difference) / step(codes, i) : 0;
        }
        return differences <= SAME * squares || (own instanceof Codes && steps <= ROUNDED * values.length);
    }

    private static double step(Codes codes, int index) {
        Quantization quantization = codes.quantization().orElseThrow();
        return quantization.scale(index / quantization.innerExtent(codes.shape()) % quantization.channels());
    }
}

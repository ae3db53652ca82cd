package dev.halfstep.explain.twin;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.QuantizationRule.Weights;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a quantized network in real numbers: the same ops with the same options on what codes stand for, for inputs of one
 * set of shapes. Integers that are no codes, such as indices and shapes, stay what they are. A node whose op has no kernel in float
 * computes in integers here, too, on real values that it rounds first.
 */
final class Twin {

    /** The part of the largest bias that rounding may make. */
    private static final double ROUNDED_BIAS = 1e-3;

    private final Graph graph;
    /** What each tensor holds in the quantized network, whose shapes the twin's have. */
    private final Map<Integer, Value> contents;
    private final Map<Constant, Tensor> meant;
    private final BitSet fixed;
    private final BitSet knowsMeant = new BitSet();
    private final Map<Integer, Map<Constants, Form>> forms = new HashMap<>();

    /**
     * @param fixed tensors that are the same in all runs
     * @param meant the constants that were meant, where they are known
     */
    Twin(Graph graph, Map<Integer, Value> contents, BitSet fixed, Map<Constant, Tensor> meant) {
        this.graph = graph;
        this.contents = contents;
        this.meant = meant;
        this.fixed = fixed;
        meant.keySet().forEach(constant -> knowsMeant.set(constant.node()));
    }

    /** With which constants a node runs. */
    enum Constants {
        /** Those that were meant, where they are known. */
        MEANT,
        /** The bias that was meant, and the weights that the codes stand for. */
        MEANT_BIAS,
        /** Those that the codes stand for. */
        OWN
    }

    /** A node as it runs here. */
    private interface Form {

        List<Value> run(List<@Nullable Value> operands);
    }

    /** The tensors whose contents do not depend on an input: constants and what follows from them, or from shapes. */
    static BitSet fixed(Graph graph) {
        var fixed = new BitSet();
        for (int t = 0; t < graph.tensors().size(); t++) {
            fixed.set(t, graph.tensor(t).isConstant());
        }
        for (Node node : graph.nodes()) {
            if (!node.op().readsContents()
                    || node.inputs().stream().allMatch(t -> t == Node.ABSENT || fixed.get(t))) {
                node.outputs().forEach(fixed::set);
            }
        }
        return fixed;
    }

    /** Whether a tensor holds real values, or codes of such. */
    static boolean isReal(TensorInfo tensor) {
        return !tensor.dtype().isInteger() || tensor.quantization().isPresent();
    }

    /** What a tensor's contents stand for. */
    static Value real(Value value) {
        return switch (value) {
            case Tensor half when half.dtype() == DType.FLOAT16 -> Tensor.of(half.shape(), half.values());
            case Tensor real -> real;
            case Codes codes -> codes.quantization().isPresent() ? codes.dequantize() : codes;
        };
    }

    /** Whether what was meant by a node's constants is known. */
    boolean knowsMeant(int node) {
        return knowsMeant.get(node);
    }

    /** Whether a node's bias is another than was meant, by more than rounding it would make. */
    boolean hasOtherBias(int index) {
        Node node = graph.nodes().get(index);
        Optional<Integer> bias = bias(node);
        Tensor wanted = bias.map(position -> meant.get(new Constant(index, position))).orElse(null);
        if (wanted == null || !(ownReal(node, bias.orElseThrow()) instanceof Tensor own)) {
            return false;
        }
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < wanted.values().length; i++) {
            largest = Math.max(largest, Math.abs(wanted.values()[i]));
            difference = Math.max(difference, Math.abs((double) own.values()[i] - wanted.values()[i]));
        }
        return difference > ROUNDED_BIAS * largest;
    }

    private static Optional<Integer> bias(Node node) {
        return node.op().quantization().weights().map(Weights::bias).filter(node::hasInput);
    }

    /**
     * What a node gives.
     *
     * @param current the real contents of each tensor; of those that are fixed nothing is asked
     */
    List<Value> run(int index, @Nullable Value[] current, Constants constants) {
        Node node = graph.nodes().get(index);
        Constants used = knowsMeant(index) ? constants : Constants.OWN;
        Form form = forms.computeIfAbsent(index, none -> new EnumMap<>(Constants.class)).computeIfAbsent(used,
                none -> form(index, node, used));
        var operands = new ArrayList<@Nullable Value>();
        for (int t : node.inputs()) {
            operands.add(t == Node.ABSENT ? null : current[t]);
        }
        return form.run(operands);
    }

    private Form form(int index, Node node, Constants constants) {
        boolean recodes = node.op() instanceof Quantize || node.op() instanceof Dequantize;
        if (recodes && isReal(graph.tensor(node.input(0))) && isReal(graph.tensor(node.output()))) {
            return operands -> List.of(present(operands.getFirst()));
        }
        try {
            SingleNode single = new SingleNode(node.op(),
                    inputs(node, position -> fixedReal(index, node, position, constants), t -> realInfo(node, t)),
                    node.outputs().stream().map(t -> realInfo(node, t)).toList(), List.of());
            return single::run;
        } catch (Problem noFloatKernel) {
            return inIntegers(node);
        }
    }

    private static Value present(@Nullable Value value) {
        if (value == null) {
            throw new IllegalStateException("an operand has not been computed");
        }
        return value;
    }

    private Form inIntegers(Node node) {
        var single = new SingleNode(node.op(),
                inputs(node, position -> content(node.input(position)), t -> ownInfo(node, t)),
                node.outputs().stream().map(t -> ownInfo(node, t)).toList(),
                node.intermediates().stream().map(graph::tensor).toList());
        return operands -> {
            var coded = new ArrayList<@Nullable Value>();
            for (int i = 0; i < operands.size(); i++) {
                Value value = operands.get(i);
                coded.add(value == null ? null : coded(graph.tensor(node.input(i)), value));
            }
            return single.run(coded).stream().map(Twin::real).toList();
        };
    }

    private static Value coded(TensorInfo tensor, Value value) {
        Optional<Quantization> quantization = tensor.quantization();
        if (quantization.isEmpty() || !(value instanceof Tensor real)) {
            return value;
        }
        return quantization.get().quantize(real, tensor.dtype());
    }

    /** The operands of a node by position, with the contents of those that are fixed or decide shapes. */
    private List<@Nullable TensorInfo> inputs(Node node, IntFunction<Value> fixedContents,
            IntFunction<TensorInfo> info) {
        List<Integer> shaping = node.op().shapeOperands(graph.operands(node));
        var inputs = new ArrayList<@Nullable TensorInfo>();
        for (int i = 0; i < node.inputs().size(); i++) {
            int t = node.input(i);
            if (t == Node.ABSENT) {
                inputs.add(null);
            } else if (fixed.get(t) || shaping.contains(i)) {
                inputs.add(TensorInfo.constant(graph.tensor(t).name(), fixedContents.apply(i)));
            } else {
                inputs.add(info.apply(t));
            }
        }
        return inputs;
    }

    private Value fixedReal(int index, Node node, int position, Constants constants) {
        boolean asMeant = constants == Constants.MEANT || (constants == Constants.MEANT_BIAS
                && bias(node).filter(bias -> bias == position).isPresent());
        Tensor known = asMeant ? meant.get(new Constant(index, position)) : null;
        return known != null ? known : ownReal(node, position);
    }

    /** What a constant stands for; a bias is added to sums as it is, whatever its own scale. */
    private Value ownReal(Node node, int position) {
        Value own = content(node.input(position));
        Optional<Weights> weights = node.op().quantization().weights().filter(w -> w.bias() == position);
        if (weights.isEmpty() || !(own instanceof Codes codes)) {
            return real(own);
        }
        Optional<Quantization> data = graph.tensor(node.input(weights.get().data())).quantization();
        Optional<Quantization> scales = graph.tensor(node.input(weights.get().weights())).quantization();
        if (data.isEmpty() || scales.isEmpty()) {
            return real(own);
        }
        var values = new float[codes.shape().elements()];
        for (int i = 0; i < values.length; i++) {
            double scale = (double) data.get().scale() * scales.get().scale(scales.get().channels() == 1 ? 0 : i);
            values[i] = (float) (scale * codes.rawCode(i));
        }
        return Tensor.of(codes.shape(), values);
    }

    private Value content(int tensor) {
        return graph.tensor(tensor).constant().orElseGet(() -> present(contents.get(tensor)));
    }

    private TensorInfo realInfo(Node node, int tensor) {
        TensorInfo info = graph.tensor(tensor);
        if (!isReal(info)) {
            return ownInfo(node, tensor);
        }
        TensorInfo real = TensorInfo.real(info.name(), shape(node, tensor));
        return info.isVariable() ? real.asVariable() : real;
    }

    private TensorInfo ownInfo(Node node, int tensor) {
        TensorInfo info = graph.tensor(tensor);
        return info.isVariable() ? info : new TensorInfo(info.name(), info.dtype(), shape(node, tensor),
                shape(node, tensor), info.quantization(), Optional.empty());
    }

    /** That of a run; beside a state that of the file, for states are of as many samples as the file says. */
    private Shape shape(Node node, int tensor) {
        boolean hasState = node.inputs().stream().anyMatch(t -> t != Node.ABSENT && graph.tensor(t).isVariable());
        return hasState ? graph.tensor(tensor).shape() : content(tensor).shape();
    }
}

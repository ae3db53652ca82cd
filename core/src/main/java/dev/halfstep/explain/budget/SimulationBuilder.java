package dev.halfstep.explain.budget;

import dev.halfstep.explain.budget.Source.Kind;
import dev.halfstep.graph.DenseLayers;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.lower.Dense.CodedDense;
import dev.halfstep.lower.SumScales;
import dev.halfstep.op.Activation;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds the simulation of a quantized model. */
final class SimulationBuilder {

    private static final int NONE = SimulationStep.NONE;

    /** Stands for the model's input where steps are counted from 0. */
    private static final int INPUT = -1;

    private final QuantizedNetwork network;
    private final Graph graph;
    private final List<DenseParameters> meant;
    private final boolean isMeantKnown;
    private final List<Source> sources = new ArrayList<>();
    private final List<Simulation.Placed> steps = new ArrayList<>();
    /** From a tensor to the step that makes it. */
    private final Map<Integer, Integer> places = new HashMap<>();

    /**
     * @param meant for each layer what its weights and biases were meant to be; empty if that is not known
     */
    SimulationBuilder(QuantizedNetwork network, List<DenseParameters> meant) {
        this.network = network;
        this.meant = meant;
        graph = network.graph();
        isMeantKnown = !meant.isEmpty();
    }

    /** @param inputs real values {@code [rows][features]} */
    Simulation build(double[] inputs, int rows) {
        addInput(inputs.length / rows);
        int layer = 0;
        for (Node node : graph.nodes()) {
            switch (node.op()) {
                case FullyConnected dense -> addDense(layer++, node, dense);
                case Quantize quantize -> addQuantize(node);
                case Dequantize dequantize -> addDequantize(node);
                default -> throw notDense(node);
            }
        }
        source(Kind.RESCALING, 0);
        int out = graph.outputs().getFirst();
        TensorInfo tensor = graph.tensor(out);
        double scale = tensor.dtype().isInteger() ? quantization(out).scale() : 1;
        return new Simulation(inputs, rows, List.copyOf(sources), List.copyOf(steps),
                new Simulation.Output(place(out), scale, network.copies()));
    }

    static Problem notDense(Node node) {
        return Problem.model("the errors of " + node.op().name() + " cannot be told apart")
                .remedy("Give the float model, too: then what the codes of the input cost is told from the rest.");
    }

    private void addInput(int width) {
        int in = graph.inputs().getFirst();
        TensorInfo tensor = graph.tensor(in);
        places.put(in, INPUT);
        if (!tensor.dtype().isInteger()) {
            return;
        }
        int rounding = source(Kind.INPUT_ROUNDING, 0);
        int clipping = source(Kind.INPUT_CLIPPING, 0);
        SimulationStep step = network.features()
                .<SimulationStep>map(map -> new SimulationStep.Features(map, rounding, clipping))
                .orElseGet(
                        () -> new SimulationStep.Coding(quantization(in), tensor.dtype(), width, rounding, clipping));
        add(step, in, in);
    }

    /** Index of a source, which is new or known already. */
    private int source(Kind kind, int layer) {
        var source = new Source(kind, layer);
        if (!sources.contains(source)) {
            sources.add(source);
        }
        return sources.indexOf(source);
    }

    private void add(SimulationStep step, int reads, int writes) {
        int in = place(reads);
        steps.add(new Simulation.Placed(step, in));
        places.put(writes, steps.size() - 1);
    }

    private int place(int tensor) {
        Integer known = places.get(tensor);
        if (known == null) {
            throw independent(graph, tensor);
        }
        return known;
    }

    /** What does not depend on the input deviates by the same in each row, whatever is rounded before it. */
    static Problem independent(Graph graph, int tensor) {
        return Problem.model(graph.place(tensor) + " does not depend on what goes in: there is no error to share out")
                .remedy("Look for the layer that reads a constant instead of the layer before it.");
    }

    private Quantization quantization(int tensor) {
        return graph.tensor(tensor).quantization()
                .orElseThrow(
                        () -> Problem.model(graph.place(tensor) + " holds integers that are no codes: the errors of"
                                + " such models cannot be told apart"));
    }

    private int width(int tensor) {
        int place = place(tensor);
        Shape declared = graph.tensor(tensor).shape();
        return place != INPUT ? steps.get(place).step().width()
                : declared.rank() == 0 ? 1 : declared.with(0, 1).elements();
    }

    /** Rounding, or clipping, of what comes from a layer or from the model's input. */
    private int activation(int tensor, boolean isRounding) {
        int origin = network.dense().origin(tensor).orElseThrow(() -> independent(graph, tensor));
        if (origin == DenseLayers.INPUT) {
            return source(isRounding ? Kind.INPUT_ROUNDING : Kind.INPUT_CLIPPING, 0);
        }
        if (network.dense().isOutput(origin)) {
            return source(isRounding ? Kind.OUTPUT_ROUNDING : Kind.OUTPUT_CLIPPING, origin + 1);
        }
        return source(isRounding ? Kind.ACTIVATION_ROUNDING : Kind.ACTIVATION_CLIPPING, origin + 1);
    }

    private void addQuantize(Node node) {
        if (network.isAboutConstants(node)) {
            return;
        }
        int from = node.input(0);
        int to = node.output();
        DType type = graph.tensor(to).dtype();
        if (!graph.tensor(from).dtype().isInteger()) {
            add(new SimulationStep.Coding(quantization(to), type, width(from), activation(to, true),
                    activation(to, false)), from,
                    to);
        } else if (SimulationStep.Requantizing.onlyMoves(quantization(from), graph.tensor(from).dtype(),
                quantization(to), type)) {
            places.put(to, place(from));
        } else {
            add(new SimulationStep.Requantizing(quantization(from), quantization(to), type, width(from),
                    activation(to, true),
                    activation(to, false), source(Kind.RESCALING, 0)), from, to);
        }
    }

    private void addDequantize(Node node) {
        if (!network.isAboutConstants(node)) {
            add(new SimulationStep.Dequantizing(quantization(node.input(0)).scale(), width(node.input(0))),
                    node.input(0),
                    node.output());
        }
    }

    private void addDense(int layer, Node node, FullyConnected op) {
        DenseParameters own = network.layers().get(layer).parameters();
        // What stays in float is no source of error.
        boolean sameWeights = isMeantKnown && Arrays.equals(own.weights(), meant.get(layer).weights());
        boolean sameBiases = isMeantKnown && Arrays.equals(own.bias(), meant.get(layer).bias());
        int weights = isMeantKnown && !sameWeights ? source(Kind.WEIGHTS, layer + 1) : NONE;
        int biases = isMeantKnown && !sameBiases ? source(Kind.BIASES, layer + 1) : NONE;
        int data = node.input(FullyConnected.DATA);
        if (graph.tensor(data).dtype().isInteger()) {
            addInteger(layer, node, weights, biases);
            return;
        }
        boolean isHybrid = graph.tensor(node.input(FullyConnected.WEIGHTS)).dtype().isInteger();
        int coding = isHybrid ? activation(data, true) : NONE;
        DenseParameters wanted = isMeantKnown ? meant.get(layer) : own;
        int repeats = width(data) / own.inputs();
        add(new SimulationStep.Product(own, wanted, repeats, weights, coding, op.asymmetricInputs()), data,
                node.output());
        add(new SimulationStep.FloatOutput(own, wanted, repeats, biases), node.output(), node.output());
    }

    private void addInteger(int layer, Node node, int weights, int biases) {
        int data = node.input(FullyConnected.DATA);
        var dense = (CodedDense) network.dense().lowered(network.layers().get(layer).dense()).layer();
        Quantization w = quantization(node.input(FullyConnected.WEIGHTS));
        DenseParameters codes = codes(dense, network.layers().get(layer).activation());
        double[] sumScales = SumScales.of(quantization(data).scale(), w.scales(), dense.outputs());
        DenseParameters wanted = isMeantKnown ? fractions(meant.get(layer), w, sumScales) : codes;
        boolean overflows = canOverflow(dense, graph.tensor(data).dtype(), graph.tensor(node.output()).dtype());
        int repeats = width(data) / codes.inputs();
        add(new SimulationStep.Product(codes, wanted, repeats, weights, NONE, false), data, node.output());
        add(new SimulationStep.IntegerOutput(dense, codes, wanted, quantization(node.output()).scale(), repeats, biases,
                activation(node.output(), true), activation(node.output(), false),
                overflows ? source(Kind.RESCALING, 0) : NONE), node.output(), node.output());
    }

    private static DenseParameters codes(CodedDense dense, Activation activation) {
        var weights = new double[dense.inputs() * dense.outputs()];
        Arrays.setAll(weights, dense::weight);
        var bias = new double[dense.outputs()];
        Arrays.setAll(bias, dense::bias);
        return DenseParameters.of(dense.inputs(), dense.outputs(), weights, bias, activation);
    }

    /** What was meant, in steps of the codes. */
    private static DenseParameters fractions(DenseParameters meant, Quantization weights, double[] sumScales) {
        var steps = new double[meant.weights().length];
        var bias = new double[meant.outputs()];
        for (int o = 0; o < bias.length; o++) {
            for (int i = 0; i < meant.inputs(); i++) {
                steps[i * bias.length + o] = meant.weight(o, i) / weights.scale(weights.channels() == 1 ? 0 : o);
            }
            bias[o] = meant.bias()[o] / sumScales[o];
        }
        return new DenseParameters(meant.inputs(), bias.length, steps, bias, meant.activation());
    }

    /** Whether any codes could make a sum, or what it is scaled to, too large for 32 bits. */
    private static boolean canOverflow(CodedDense dense, DType in, DType out) {
        double furthest = Math.max(in.max() - dense.inputZeroPoint(), dense.inputZeroPoint() - in.min());
        for (int o = 0; o < dense.outputs(); o++) {
            double sum = Math.abs((double) dense.bias(o));
            for (int i = 0; i < dense.inputs(); i++) {
                sum += Math.abs(dense.weight(o * dense.inputs() + i)) * furthest;
            }
            double scaled = sum * dense.scales()[o] - in.min() + in.max();
            if ((out != DType.INT16 && sum >= Integer.MAX_VALUE) || scaled >= Integer.MAX_VALUE) {
                return true;
            }
        }
        return false;
    }
}

package dev.halfstep.certify;

import dev.halfstep.graph.Domain;
import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Interface.Port;
import dev.halfstep.interpret.Program;
import dev.halfstep.lower.Dense.CodedDense;
import dev.halfstep.lower.LoweredCoding.Dequantized;
import dev.halfstep.lower.LoweredCoding.Quantized;
import dev.halfstep.lower.LoweredCoding.Requantized;
import dev.halfstep.lower.LoweredDense;
import dev.halfstep.lower.LoweredElements;
import dev.halfstep.lower.LoweredElements.ByteTable;
import dev.halfstep.lower.LoweredElements.Integers;
import dev.halfstep.lower.LoweredElements.Interpolated;
import dev.halfstep.lower.LoweredElements.Reals;
import dev.halfstep.lower.LoweredElements.Sigmoid;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network of integer dense layers in a row, as a function of the codes of its features.
 *
 * @param slots one for each input of the first layer
 * @param firstCode what code 0 of a slot is in the first layer, less its zero point
 * @param layers at least one
 * @param values what each output's code stands for, from the smallest code that the last layer gives
 * @param step the distance between neighbouring values of an output
 * @param copies how many neighbouring outputs are averaged
 */
record CodedChain(List<Slot> slots, int firstCode, List<Layer> layers, double[] values, double step, int copies)
        implements
            QuantizedChain {

    /**
     * An integer dense layer whose inputs are code steps from the real 0; those of the first layer are codes of slots.
     *
     * @param dense its arithmetic
     * @param weights {@code [outputs][inputs]}, less their zero point
     * @param bias {@code [outputs]}, in units of the sums
     */
    record Layer(CodedDense dense, int[] weights, long[] bias, Optional<Table> table) {

        /** What comes out for a sum, in code steps from the real 0. */
        int steps(long sum, int output) {
            int steps = sumSteps(sum, output);
            return table.isEmpty() ? steps : table.get().steps[steps - sumMin()];
        }

        /** The least code of a sum, before any table. */
        int sumMin() {
            return dense.min() - dense.outputZeroPoint();
        }

        /** The code of a sum, before any table. */
        int sumSteps(long sum, int output) {
            return dense.code(sum, output) - dense.outputZeroPoint();
        }

        /** Code of the real 0 in what comes out. */
        int zeroPoint() {
            return table.map(Table::zeroPoint).orElse(dense.outputZeroPoint());
        }

        int inputs() {
            return dense.inputs();
        }

        int outputs() {
            return dense.outputs();
        }

        double scale(int output) {
            return dense.scales()[output];
        }

        /** The least that may come out. */
        int min() {
            return table.map(own -> own.steps[0]).orElseGet(this::sumMin);
        }

        /** The largest that may come out. */
        int max() {
            return table.map(own -> own.steps[own.steps.length - 1])
                    .orElseGet(() -> dense.max() - dense.outputZeroPoint());
        }
    }

    /**
     * An activation of codes.
     *
     * @param steps what becomes of the codes that a sum can have, in steps of the output from the real 0
     * @param zeroPoint code of the real 0 in the output
     * @param inputScale what one step of the sum is
     * @param outputScale what one step of the output is
     */
    record Table(int[] steps, int zeroPoint, double inputScale, double outputScale) {}

    /** In units of a step: the tolerance of a border, and room for some roundings in double precision. */
    private static final double LEAST_BLUR = 3e-10;

    /** Reads a quantized model, one node after the other. */
    private static final class Reader {

        private final Graph graph;
        private final Port input;
        private List<Slot> slots = List.of();
        /** What is added to the code of a slot before the first layer reads it. */
        private int base;
        private final List<Layer> layers = new ArrayList<>();
        private final List<Requantized> after = new ArrayList<>();
        private Optional<Dequantized> decoded = Optional.empty();

        Reader(Graph graph, Port input) {
            this.graph = graph;
            this.input = input;
            if (input.features().isPresent()) {
                base = (int) input.tensor().dtype().min();
                slots = input.features().get().slots().stream().map(slot -> new Slot(slot.feature(), slot.offset(),
                        slot.step(), FeatureCodes.LEVELS, LEAST_BLUR, slot::code)).toList();
            } else if (input.tensor().dtype().isInteger()) {
                code(input.domain().orElseThrow(() -> Provable.not("its input holds integers that are no codes")));
            }
        }

        /** One scale for all features. */
        private void code(Domain domain) {
            Quantization quantization = domain.quantization();
            DType type = domain.dtype();
            base = (int) type.min();
            int levels = (int) (type.max() - type.min() + 1);
            double step = quantization.scale();
            // TensorFlow Lite divides in single precision; the quotient has this many steps at most.
            double most = Math.max(type.max() - quantization.zeroPoint(), quantization.zeroPoint() - type.min()) + 1.0;
            double blur = LEAST_BLUR + 1.01 * FloatChain.FLOAT_ROUNDING * most;
            var all = new ArrayList<Slot>();
            for (int f = 0; f < input.width(); f++) {
                all.add(new Slot(f, step * (type.min() - quantization.zeroPoint()), step, levels, blur,
                        value -> (int) (quantization.quantize(value, type) - type.min())));
            }
            slots = all;
        }

        void read(Program.Step step) {
            switch (step.lowered()) {
                case Quantized coding when layers.isEmpty() && slots.isEmpty() -> code(
                        new Domain(coding.quantization(), coding.to()));
                case Requantized coding when layers.isEmpty() -> base += shift(coding);
                case Requantized coding -> after.add(coding);
                case Dequantized coding when !layers.isEmpty() -> decoded = Optional.of(coding);
                case LoweredDense dense when dense.layer() instanceof CodedDense coded
                        && dense.computed().isEmpty() && !slots.isEmpty() && after.isEmpty() && decoded.isEmpty() ->
                    layers
                            .add(layers.isEmpty() ? first(coded) : layer(coded));
                case LoweredElements elements when !layers.isEmpty() && layers.getLast().table.isEmpty()
                        && after.isEmpty() && decoded.isEmpty() -> {
                    Layer layer = layers.removeLast();
                    layers.add(new Layer(layer.dense, layer.weights, layer.bias,
                            Optional.of(table(layer.dense, elements, step))));
                }
                default -> throw Provable.not("its " + step.place()
                        + " is none of the integer layers and codings that have bounds here");
            }
        }

        private Table table(CodedDense dense, LoweredElements elements, Program.Step step) {
            Quantization in = quantization(step.node().input(0));
            Quantization out = quantization(step.node().output());
            var steps = new int[dense.max() - dense.min() + 1];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = (int) (code(elements, dense.min() + i, step) - out.zeroPoint());
            }
            return new Table(steps, (int) out.zeroPoint(), in.scale(), out.scale());
        }

        private Quantization quantization(int tensor) {
            return graph.tensor(tensor).quantization().orElseThrow(() -> Provable.not("codes have no scale"));
        }

        private static long code(LoweredElements elements, int code, Program.Step step) {
            return switch (elements) {
                case ByteTable table -> table.table()[code & 0xff];
                case Integers integers -> integers.function().code(code);
                case Interpolated interpolated -> interpolated.code((short) code);
                case Sigmoid sigmoid -> sigmoid.isTangent() ? sigmoid.table().tangent(code)
                        : sigmoid.table().logistic(code);
                case Reals reals -> throw Provable.not("its " + step.place()
                        + " is computed in float");
            };
        }

        /** How far codes are moved that keep what they stand for. */
        private static int shift(Requantized coding) {
            int shift = (int) (coding.code(coding.from().min()) - coding.from().min());
            for (long code = coding.from().min(); code <= coding.from().max(); code++) {
                if (coding.code(code) != code + shift) {
                    throw Provable.not("it gives its input's codes another scale before the first layer");
                }
            }
            return shift;
        }

        /** The first layer, on codes of slots, which count from 0: their base and the zero point are in its bias. */
        private Layer first(CodedDense dense) {
            if (dense.inputs() != slots.size()) {
                throw Provable.not("its first layer reads several rows at once");
            }
            Layer layer = layer(dense);
            long[] bias = layer.bias;
            for (int o = 0; o < dense.outputs(); o++) {
                for (int i = 0; i < dense.inputs(); i++) {
                    bias[o] += (long) layer.weights[o * dense.inputs() + i] * (base - dense.inputZeroPoint());
                }
            }
            return layer;
        }

        private static Layer layer(CodedDense dense) {
            var weights = new int[dense.inputs() * dense.outputs()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = dense.weight(i);
            }
            var bias = new long[dense.outputs()];
            for (int o = 0; o < bias.length; o++) {
                bias[o] = dense.bias(o);
            }
            return new Layer(dense, weights, bias, Optional.empty());
        }

        /** The real value of a code that the last layer gives. */
        double value(long given, Port output) {
            long code = given;
            for (Requantized coding : after) {
                code = coding.code(code);
            }
            return decoded.isPresent() ? decoded.get().value(code, 0)
                    : output.domain().orElseThrow(() -> Provable.not("its output holds integers that are no codes"))
                            .quantization().dequantize(code, 0);
        }
    }

    /**
     * The layers of a quantized model.
     *
     * @throws Problem that says what is no such layer, or whose sums may not fit
     */
    static CodedChain of(Graph graph) {
        Program program = Program.of(graph);
        Interface edges = Interface.of(graph);
        if (edges.inputs().size() != 1 || edges.outputs().size() != 1) {
            throw Provable
                    .not("it has " + edges.inputs().size() + " inputs and " + edges.outputs().size() + " outputs");
        }
        var reader = new Reader(graph, edges.inputs().getFirst());
        program.steps().forEach(reader::read);
        if (reader.layers.isEmpty() || reader.layers.getLast().table.isPresent()) {
            throw Provable.not("its output is not that of an integer dense layer");
        }
        Port output = edges.outputs().getFirst();
        CodedDense last = reader.layers.getLast().dense;
        var values = new double[last.max() - last.min() + 1];
        for (int v = 0; v < values.length; v++) {
            values[v] = reader.value(last.min() + v, output);
        }
        double step = values.length == 1 ? 0 : (values[values.length - 1] - values[0]) / (values.length - 1);
        var chain = new CodedChain(reader.slots, reader.base - reader.layers.getFirst().dense.inputZeroPoint(),
                List.copyOf(reader.layers), values, step, output.copies());
        chain.requireZeros();
        chain.requireRoom();
        return chain;
    }

    /** Between layers, the codes' real 0 is where the one and the other say. */
    private void requireZeros() {
        for (int l = 1; l < layers.size(); l++) {
            if (layers.get(l).dense.inputZeroPoint() != layers.get(l - 1).zeroPoint()
                    || layers.get(l).inputs() != layers.get(l - 1).outputs()) {
                throw Provable.not("a layer does not read just what the one before it gives");
            }
        }
    }

    @Override
    public int depth() {
        return layers.size();
    }

    @Override
    public int inputs(int layer) {
        return layers.get(layer).inputs();
    }

    @Override
    public int outputs(int layer) {
        return layers.get(layer).outputs();
    }

    @Override
    public double weight(int layer, int output, int input) {
        Layer own = layers.get(layer);
        return own.scale(output) * own.weights[output * own.inputs() + input];
    }

    @Override
    public double constant(int layer, int output) {
        return layers.get(layer).scale(output) * layers.get(layer).bias[output];
    }

    @Override
    public double min(int layer) {
        return layers.get(layer).min();
    }

    @Override
    public double max(int layer) {
        return layers.get(layer).max();
    }

    @Override
    public double sumStep(int layer) {
        return layers.get(layer).table.orElseThrow(CodedChain::otherActivations).inputScale;
    }

    @Override
    public double curveStep(int layer) {
        return layers.get(layer).table.orElseThrow(CodedChain::otherActivations).outputScale;
    }

    private static Problem otherActivations() {
        return Provable.not("the two models have other activations");
    }

    @Override
    public double[] predicted(double[] features, int[] codes) {
        return outputs(sums(codes));
    }

    /** The sums of the first layer for codes of the slots. */
    long[] sums(int[] codes) {
        Layer first = layers.getFirst();
        long[] sums = first.bias.clone();
        for (int o = 0; o < sums.length; o++) {
            for (int s = 0; s < codes.length; s++) {
                sums[o] += (long) first.weights[o * codes.length + s] * codes[s];
            }
        }
        return sums;
    }

    /**
     * The predicted values.
     *
     * @param sums of the first layer
     */
    double[] outputs(long[] sums) {
        int[] steps = steps(sums);
        var outputs = new double[targets()];
        for (int i = 0; i < steps.length; i++) {
            outputs[i / copies] += values[steps[i] - layers.getLast().min()] / copies;
        }
        return outputs;
    }

    /** What the last layer gives, in steps from the real 0, for sums of the first. */
    int[] steps(long[] sums) {
        int[] steps = steps(layers.getFirst(), sums);
        for (int l = 1; l < layers.size(); l++) {
            Layer layer = layers.get(l);
            var next = new long[layer.outputs()];
            for (int o = 0; o < next.length; o++) {
                long sum = layer.bias[o];
                int at = o * steps.length;
                for (int i = 0; i < steps.length; i++) {
                    sum += (long) layer.weights[at + i] * steps[i];
                }
                next[o] = sum;
            }
            steps = steps(layer, next);
        }
        return steps;
    }

    private static int[] steps(Layer layer, long[] sums) {
        var steps = new int[sums.length];
        for (int o = 0; o < steps.length; o++) {
            steps[o] = layer.steps(sums[o], o);
        }
        return steps;
    }

    /**
     * Requires that no sums wrap.
     *
     * @throws Problem that names a layer whose sums may
     */
    private void requireRoom() {
        for (int l = 0; l < depth(); l++) {
            int bits = bits(l);
            if (bits > (layers.get(l).dense().wide() ? Long.SIZE : Integer.SIZE)) {
                throw Provable.not("sums of its layer " + (l + 1) + " may need " + bits + " bits, and wrap");
            }
        }
    }

    /** How many bits the sums of a layer may need, sign included, whatever codes come. */
    int bits(int l) {
        Layer layer = layers.get(l);
        double largest = 0;
        for (int o = 0; o < layer.outputs(); o++) {
            double sum = Math.abs((double) layer.dense().bias(o));
            for (int i = 0; i < layer.inputs(); i++) {
                sum += Math.abs((double) layer.weights()[o * layer.inputs() + i]) * largestInput(l);
            }
            largest = Math.max(largest, sum);
        }
        return 1 + (int) Math.ceil(Math.log(largest + 1) / Math.log(2));
    }

    private static double largestInput(int l) {
        if (l == 0) {
            return slots.getFirst().levels()
                    + Math.abs((double) layers.getFirst().dense().inputZeroPoint());
        }
        CodedChain.Layer before = layers.get(l - 1);
        return Math.max(Math.abs((double) before.min()), Math.abs((double) before.max()));
    }
}

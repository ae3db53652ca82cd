package dev.halfstep.certify.network.chain;

import dev.halfstep.certify.network.Provable;
import dev.halfstep.certify.network.Slot;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Interface.Port;
import dev.halfstep.interpret.Program;
import dev.halfstep.lower.Dense.CodedDense;
import dev.halfstep.problem.Problem;
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
public record CodedChain(List<Slot> slots, int firstCode, List<Layer> layers, double[] values, double step, int copies)
        implements
            QuantizedChain {

    /**
     * An integer dense layer whose inputs are code steps from the real 0; those of the first layer are codes of slots.
     *
     * @param dense its arithmetic
     * @param weights {@code [outputs][inputs]}, less their zero point
     * @param bias {@code [outputs]}, in units of the sums
     */
    public record Layer(CodedDense dense, int[] weights, long[] bias, Optional<Table> table) {

        /** What comes out for a sum, in code steps from the real 0. */
        public int steps(long sum, int output) {
            int steps = sumSteps(sum, output);
            return table.isEmpty() ? steps : table.get().steps[steps - sumMin()];
        }

        /** The least code of a sum, before any table. */
        public int sumMin() {
            return dense.min() - dense.outputZeroPoint();
        }

        /** The code of a sum, before any table. */
        public int sumSteps(long sum, int output) {
            return dense.code(sum, output) - dense.outputZeroPoint();
        }

        /** Code of the real 0 in what comes out. */
        public int zeroPoint() {
            return table.map(Table::zeroPoint).orElse(dense.outputZeroPoint());
        }

        public int inputs() {
            return dense.inputs();
        }

        public int outputs() {
            return dense.outputs();
        }

        public double scale(int output) {
            return dense.scales()[output];
        }

        /** The least that may come out. */
        public int min() {
            return table.map(own -> own.steps[0]).orElseGet(this::sumMin);
        }

        /** The largest that may come out. */
        public int max() {
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
    public record Table(int[] steps, int zeroPoint, double inputScale, double outputScale) {}

    /**
     * The layers of a quantized model.
     *
     * @throws Problem that says what is no such layer, or whose sums may not fit
     */
    public static CodedChain of(Graph graph) {
        Program program = Program.of(graph);
        Interface edges = Interface.of(graph);
        if (edges.inputs().size() != 1 || edges.outputs().size() != 1) {
            throw Provable
                    .not("it has " + edges.inputs().size() + " inputs and " + edges.outputs().size() + " outputs");
        }
        var reader = new CodedReader(graph, edges.inputs().getFirst());
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
        var chain = new CodedChain(reader.input.slots(),
                reader.input.base() - reader.layers.getFirst().dense.inputZeroPoint(),
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

    @Override
    public Along along(int[] codes, int[] slots) {
        long[] sums = sums(codes);
        int[] from = codes.clone();
        Layer first = layers.getFirst();
        return (values, moved) -> {
            long[] own = sums.clone();
            for (int s : slots) {
                for (int j = 0; j < own.length; j++) {
                    own[j] += (long) first.weights[j * first.inputs() + s] * (moved[s] - from[s]);
                }
            }
            return outputs(own);
        };
    }

    /** The sums of the first layer for codes of the slots. */
    public long[] sums(int[] codes) {
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
    public double[] outputs(long[] sums) {
        int[] steps = steps(sums);
        var outputs = new double[targets()];
        for (int i = 0; i < steps.length; i++) {
            outputs[i / copies] += values[steps[i] - layers.getLast().min()] / copies;
        }
        return outputs;
    }

    /** What the last layer gives, in steps from the real 0, for sums of the first. */
    public int[] steps(long[] sums) {
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
    public int bits(int l) {
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

    private double largestInput(int l) {
        if (l == 0) {
            return slots.getFirst().levels()
                    + Math.abs((double) layers.getFirst().dense().inputZeroPoint());
        }
        Layer before = layers.get(l - 1);
        return Math.max(Math.abs((double) before.min()), Math.abs((double) before.max()));
    }
}

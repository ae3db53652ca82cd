package dev.halfstep.certify.network.chain;

import dev.halfstep.certify.network.Curve;
import dev.halfstep.certify.network.Provable;
import dev.halfstep.certify.network.RealNetwork;
import dev.halfstep.graph.FeaturePaths;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Program;
import dev.halfstep.lower.Dense.FloatDense;
import dev.halfstep.lower.LoweredDense;
import dev.halfstep.lower.LoweredElements;
import dev.halfstep.lower.RealFunction;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A float network of dense layers in a row, as a function of real numbers.
 *
 * @param layers at least one; the first reads the features
 */
public record FloatChain(List<Layer> layers) implements RealNetwork {

    /** Besides the sums of a layer: bias, activation, of a curve some units in the last place, and what may normalise features. */
    private static final int ROUNDINGS = 16;

    /**
     * A dense layer.
     *
     * @param weights {@code [outputs][inputs]}
     * @param bias {@code [outputs]}
     * @param biasTerms what it is the sum of, without signs
     * @param min the activation's lower bound
     * @param max the activation's upper bound
     * @param curve what else follows; a line where something is clamped
     */
    public record Layer(int inputs, int outputs, double[] weights, double[] bias, double[] biasTerms, double min,
            double max,
            Curve curve) {

        public double weight(int output, int input) {
            return weights[output * inputs + input];
        }

        /** The sums of all outputs, bias included. */
        public double[] sums(double[] values) {
            var sums = new double[outputs];
            for (int o = 0; o < sums.length; o++) {
                double sum = bias[o];
                int at = o * inputs;
                for (int i = 0; i < values.length; i++) {
                    sum += weights[at + i] * values[i];
                }
                sums[o] = sum;
            }
            return sums;
        }

        public double activated(double sum) {
            return curve.of(Math.clamp(sum, min, max));
        }

        /**
         * How far an output is off at most when it is computed in single precision, in any order: a sum of {@code n} products by
         * {@code n u / (1 - n u)} times the sum of the products' magnitudes (Higham, Accuracy and Stability of Numerical Algorithms,
         * 2002, section 3.1). Activations do not enlarge errors.
         *
         * @param magnitudes of the inputs
         */
        public double rounding(int output, double[] magnitudes) {
            double off = (inputs + ROUNDINGS) * FLOAT_ROUNDING;
            return off / (1 - off) * terms(output, magnitudes) + curve.rounding();
        }

        /** What the terms of a sum add up to without their signs, where inputs have some magnitudes. */
        public double terms(int output, double[] magnitudes) {
            double terms = biasTerms[output];
            int at = output * inputs;
            for (int i = 0; i < inputs; i++) {
                terms += Math.abs(weights[at + i]) * magnitudes[i];
            }
            return terms;
        }

        /** How large outputs are at most where inputs have some magnitudes. */
        public double[] magnitudes(double[] ofInputs) {
            var magnitudes = new double[outputs];
            for (int o = 0; o < outputs; o++) {
                double terms = curve.magnitude(terms(o, ofInputs));
                magnitudes[o] = Math.min(terms, Math.max(Math.abs(min), Math.abs(max)));
            }
            return magnitudes;
        }

        public boolean isClamped() {
            return min != Double.NEGATIVE_INFINITY || max != Double.POSITIVE_INFINITY;
        }

        public Layer with(double newMin, double newMax, Curve newCurve) {
            return new Layer(inputs, outputs, weights, bias, biasTerms, newMin, newMax, newCurve);
        }
    }

    /**
     * The layers of a model whose weights are real.
     *
     * @throws Problem that names what is no such layer
     */
    public static FloatChain of(Graph model) {
        Graph graph = Quantizer.floatNetwork(model);
        if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
            throw Provable.not("the model has " + graph.inputs().size() + " inputs and " + graph.outputs().size()
                    + " outputs");
        }
        FeaturePaths paths = FeaturePaths.of(graph, graph.inputs().getFirst());
        Set<Integer> folded = paths.whyNot().isEmpty() ? paths.folded() : Set.of();
        List<Program.Step> steps = Program.of(graph).steps().stream()
                .filter(step -> !folded.contains(graph.nodes().indexOf(step.node()))).toList();
        requireBounded(steps);
        var layers = new ArrayList<Layer>();
        int last = graph.inputs().getFirst();
        for (Program.Step step : steps) {
            boolean normalised = layers.isEmpty() && !folded.isEmpty()
                    && paths.readers().contains(graph.nodes().indexOf(step.node()));
            if (step.node().input(0) != last && !normalised) {
                throw Provable.not(step.place() + " reads something else than what the node before it gives");
            }
            add(layers, step, normalised ? paths : null);
            last = step.node().output();
        }
        if (layers.isEmpty() || last != graph.outputs().getFirst()) {
            throw Provable.not("the model's output is not that of its last dense layer");
        }
        if (!layers.getLast().curve.isLine()) {
            throw Provable.not("its output is a curve's");
        }
        return new FloatChain(layers);
    }

    /** @throws Problem that names all kinds of nodes whose values have no bounds */
    private static void requireBounded(List<Program.Step> steps) {
        List<String> names = steps.stream().filter(step -> dense(step).isEmpty() && activation(step).isEmpty())
                .map(step -> step.node().op().name()).distinct().toList();
        if (!names.isEmpty()) {
            throw Provable.not("it has " + String.join(", ", names) + ", whose values have no bounds here");
        }
    }

    private static Optional<FloatDense> dense(Program.Step step) {
        return step.lowered() instanceof LoweredDense dense && dense.layer() instanceof FloatDense real
                && dense.computed().isEmpty() ? Optional.of(real) : Optional.empty();
    }

    /** What an activation makes of a layer that had none. */
    private static Optional<UnaryOperator<Layer>> activation(Program.Step step) {
        if (!(step.lowered() instanceof LoweredElements.Reals reals)) {
            return Optional.empty();
        }
        if (reals.function() instanceof RealFunction.Clamp clamp) {
            return Optional.of(layer -> layer.with(clamp.min(), clamp.max(), Curve.LINE));
        }
        return Curve.of(reals.function()).map(
                curve -> layer -> layer.with(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, curve));
    }

    private static void add(List<Layer> layers, Program.Step step, @Nullable FeaturePaths paths) {
        Optional<FloatDense> dense = dense(step);
        boolean follows = !layers.isEmpty() && !layers.getLast().isClamped() && layers.getLast().curve.isLine();
        if (dense.isPresent()) {
            layers.add(paths == null ? layer(dense.get()) : normalised(layer(dense.get()), paths));
        } else if (follows) {
            layers.add(activation(step).orElseThrow().apply(layers.removeLast()));
        } else {
            throw Provable.not("the values of its " + step.place() + " have no bounds here");
        }
    }

    private static Layer layer(FloatDense dense) {
        double[] bias = Tensor.widened(dense.bias());
        return new Layer(dense.inputs(), dense.outputs(), Tensor.widened(dense.weights()), bias,
                Arrays.stream(bias).map(Math::abs).toArray(), dense.min(), dense.max(),
                Curve.LINE);
    }

    /** A layer that reads normalised features, as one that reads the features. */
    private static Layer normalised(Layer layer, FeaturePaths paths) {
        double[] weights = layer.weights.clone();
        double[] bias = layer.bias.clone();
        paths.fold(weights, bias);
        double[] terms = layer.biasTerms.clone();
        for (int i = 0; i < weights.length; i++) {
            terms[i / layer.inputs] += Math.abs(weights[i] * paths.center(i % layer.inputs));
        }
        return new Layer(layer.inputs, layer.outputs, weights, bias, terms, layer.min, layer.max, layer.curve);
    }

    @Override
    public int inputs() {
        return layers.getFirst().inputs;
    }

    /** How many units all layers have together. */
    public int units() {
        return layers.stream().mapToInt(Layer::outputs).sum();
    }

    @Override
    public int outputs() {
        return layers.getLast().outputs;
    }

    /** The sums of the first layer. */
    public double[] sums(double[] features) {
        return layers.getFirst().sums(features);
    }

    @Override
    public double[] predicted(double[] features) {
        return outputs(sums(features));
    }

    @Override
    public Along along(double[] features, int feature) {
        double[] sums = sums(features);
        return by -> predicted(sums, feature, by);
    }

    /**
     * What it predicts where one feature has moved.
     *
     * @param sums of the first layer, where it has not
     */
    public double[] predicted(double[] sums, int feature, double by) {
        double[] moved = sums.clone();
        for (int k = 0; k < moved.length; k++) {
            moved[k] += layers.getFirst().weight(k, feature) * by;
        }
        return outputs(moved);
    }

    private double[] outputs(double[] sums) {
        double[] values = activated(layers.getFirst(), sums);
        for (Layer layer : layers.subList(1, layers.size())) {
            values = activated(layer, layer.sums(values));
        }
        return values;
    }

    private static double[] activated(Layer layer, double[] sums) {
        var values = new double[sums.length];
        Arrays.setAll(values, i -> layer.activated(sums[i]));
        return values;
    }

    /**
     * Bounds for each output of what its terms add up to without their signs, over a box: rounding in computing it is a small part of
     * that. See {@link #roundings}.
     *
     * @param magnitudes of the features
     */
    public double[] magnitudes(double[] magnitudes) {
        double[] values = magnitudes;
        for (Layer layer : layers) {
            values = layer.magnitudes(values);
        }
        return values;
    }

    /**
     * How many roundings a value goes through at most: one for each product and sum of each layer on its way. A sum of {@code n}
     * products, in any order, is off by at most {@code n u / (1 - n u)} times the sum of the products' magnitudes (Higham, Accuracy and
     * Stability of Numerical Algorithms, 2002, section 3.1), and activations do not enlarge errors.
     */
    public int roundings() {
        return layers.stream().mapToInt(layer -> layer.inputs + ROUNDINGS).sum();
    }

    @Override
    public double[] rounding(double[] magnitudes, double unit) {
        double part = roundings() * unit / (1 - roundings() * unit);
        return Arrays.stream(magnitudes(magnitudes)).map(sum -> sum * part).toArray();
    }

    /** How fast each output changes with each feature at most, {@code [outputs][features]}. */
    public double[][] slopes() {
        var slopes = new double[layers.getFirst().outputs][];
        for (int o = 0; o < slopes.length; o++) {
            slopes[o] = new double[inputs()];
            for (int i = 0; i < inputs(); i++) {
                slopes[o][i] = Math.abs(layers.getFirst().weight(o, i));
            }
        }
        for (Layer layer : layers.subList(1, layers.size())) {
            slopes = slopes(layer, slopes);
        }
        return slopes;
    }

    private static double[][] slopes(Layer layer, double[][] before) {
        var slopes = new double[layer.outputs][before[0].length];
        for (int o = 0; o < layer.outputs; o++) {
            for (int i = 0; i < layer.inputs; i++) {
                for (int f = 0; f < slopes[o].length; f++) {
                    slopes[o][f] += Math.abs(layer.weight(o, i)) * before[i][f];
                }
            }
        }
        return slopes;
    }
}

package dev.halfstep.explain.budget;

import dev.halfstep.graph.DenseLayers;
import dev.halfstep.graph.Interface;
import dev.halfstep.op.Activation;
import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the weights and biases of a quantized model were meant to be: those of the float model, on the quantized model's own
 * terms.
 *
 * <p>
 * A quantizer may give each hidden unit a scale of its own (cross-layer equalisation), repeat units, fold what features stand
 * for into the first layer, or give several copies of an output. None of this changes the function, so it is no error, and it
 * is not written in the file: repeated units are found by what they compute for the rows, and scales by regression of the
 * weights.
 */
final class Alignment {

    /** Weights that are within so many steps of the float model's in the mean are those, rounded: units have no scales. */
    private static final double ROUNDED = 0.75;

    /** The part of a layer's sums, squared, that may differ before the models are taken for different networks. */
    private static final double OTHER_NETWORK = 0.25;

    private final FloatNetwork network;
    private final QuantizedNetwork quantized;
    private final int rows;
    private final List<double[]> sums;
    private final double[] inputs;
    private final List<Units> aligned = new ArrayList<>();
    private final List<DenseParameters> meant = new ArrayList<>();

    /**
     * Which unit of the float layer each unit of the quantized one is, and what its values are multiplied by.
     *
     * @param shares the part that each has among units of the same origin
     */
    private record Units(int[] origins, double[] factors, double[] shares) {}

    private Alignment(FloatNetwork network, QuantizedNetwork quantized, double[] inputs, int rows) {
        this.network = network;
        this.quantized = quantized;
        this.inputs = inputs;
        this.rows = rows;
        sums = network.sums(inputs);
    }

    /**
     * The parameters that were meant, one for each layer of the quantized model.
     *
     * @param inputs real values {@code [rows][features]}
     * @throws Problem if the quantized model was not made from the float one
     */
    static List<DenseParameters> meant(FloatNetwork network, QuantizedNetwork quantized, double[] inputs, int rows) {
        if (network.layers().size() != quantized.layers().size()) {
            throw otherNetwork(network.layers().size() + " layers and " + quantized.layers().size());
        }
        var alignment = new Alignment(network, quantized, inputs, rows);
        for (int l = 0; l < network.layers().size(); l++) {
            alignment.align(l);
        }
        return alignment.meant;
    }

    private static Problem otherNetwork(String how) {
        return Problem.model("the two models are not one network at two precisions: " + how)
                .remedy("Give the float model that the quantized one was made from.");
    }

    private void align(int l) {
        DenseParameters parameters = network.layers().get(l).parameters();
        QuantizedNetwork.Layer layer = quantized.layers().get(l);
        requireSameKind(l, parameters, layer);
        Units reads = layer.origin() == DenseLayers.INPUT ? inputUnits(parameters.inputs())
                : aligned.get(layer.origin());
        if (reads.origins.length != layer.parameters().inputs()) {
            throw otherNetwork("layer " + (l + 1) + " reads " + parameters.inputs() + " and "
                    + layer.parameters().inputs() + " values");
        }
        double[] in = layer.origin() == DenseLayers.INPUT ? codedInputs(false) : scaled(layer.origin(), reads);
        int layerRows = in.length / layer.parameters().inputs();
        var own = new double[layerRows * layer.parameters().outputs()];
        layer.parameters().sums(in, layerRows, own);
        Units units = units(l, own);
        DenseParameters unscaled = meant(parameters, layer, reads, units);
        if (!quantized.dense().isOutput(l) && parameters.activation() != Activation.RELU6
                && !isRounded(layer, unscaled)) {
            Units even = units;
            units = new Units(units.origins, factors(layer.parameters(), unscaled, squares(in, unscaled.inputs()), 1),
                    units.shares);
            if (!isSame(l, layer, own, meant(parameters, layer, reads, units), units)) {
                // What is large may have lost its weights in rounding, for which the bias makes up: all weights count alike.
                units = new Units(even.origins,
                        factors(layer.parameters(), unscaled, ones(unscaled.inputs()), 0), even.shares);
            }
        }
        DenseParameters scaled = meant(parameters, layer, reads, units);
        if (!isSame(l, layer, own, scaled, units)) {
            throw otherNetwork("layer " + (l + 1) + " computes something else");
        }
        aligned.add(units);
        meant.add(scaled);
    }

    private boolean isRounded(QuantizedNetwork.Layer layer, DenseParameters unscaled) {
        double steps = 0;
        double[] own = layer.parameters().weights();
        for (int i = 0; i < own.length; i++) {
            double step = quantized.weightStep(layer, i % unscaled.outputs());
            steps += step == 0 ? 0 : Math.abs(own[i] - unscaled.weights()[i]) / step;
        }
        return steps <= ROUNDED * own.length;
    }

    /**
     * What each unit's weights are multiplied by: what is multiplied before a relu is multiplied behind it, too. Weights count by
     * the size of what they are multiplied with; sums would not do, for where they nearly cancel, roundings are all of them.
     *
     * @param squares by which each input's weights count
     * @param bias by which the bias counts
     */
    private static double[] factors(DenseParameters own, DenseParameters unscaled, double[] squares,
            double bias) {
        var factors = new double[own.outputs()];
        for (int u = 0; u < factors.length; u++) {
            double products = bias * own.bias()[u] * unscaled.bias()[u];
            double sizes = bias * unscaled.bias()[u] * unscaled.bias()[u];
            for (int i = 0; i < squares.length; i++) {
                products += squares[i] * own.weight(u, i) * unscaled.weight(u, i);
                sizes += squares[i] * unscaled.weight(u, i) * unscaled.weight(u, i);
            }
            factors[u] = products > 0 && sizes > 0 ? products / sizes : 1;
        }
        return factors;
    }

    /** The mean square of each input over rows. */
    private static double[] squares(double[] in, int width) {
        var squares = new double[width];
        for (int i = 0; i < in.length; i++) {
            squares[i % width] += in[i] * in[i] * width / in.length;
        }
        return squares;
    }

    /** Whether a layer is the float one, by its function, or where rounding has changed that, by its weights. */
    private boolean isSame(int l, QuantizedNetwork.Layer layer, double[] own, DenseParameters meant, Units units) {
        return isSameFunction(l, own, sums.get(l), units) || isRounded(layer, meant)
                || isSameOnCodes(l, layer, units);
    }

    private void requireSameKind(int l, DenseParameters parameters, QuantizedNetwork.Layer layer) {
        if (parameters.activation() != layer.activation()) {
            throw otherNetwork("layer " + (l + 1) + " ends in " + parameters.activation() + " and in "
                    + layer.activation());
        }
        if (layer.parameters().outputs() < parameters.outputs()) {
            throw otherNetwork("layer " + (l + 1) + " has " + parameters.outputs() + " and "
                    + layer.parameters().outputs() + " outputs");
        }
    }

    /** The quantized model's inputs, by feature; the codes of a feature stand for parts of its value. */
    private Units inputUnits(int features) {
        if (quantized.features().isEmpty()) {
            return new Units(identity(features), ones(features), ones(features));
        }
        FeatureMap map = quantized.features().get();
        int slots = map.codes().slots().size();
        var origins = new int[slots];
        var gains = new double[slots];
        for (int s = 0; s < slots; s++) {
            origins[s] = map.codes().slots().get(s).feature();
            gains[s] = map.gain(s);
        }
        return new Units(origins, ones(slots), gains);
    }

    private static int[] identity(int length) {
        var identity = new int[length];
        Arrays.setAll(identity, i -> i);
        return identity;
    }

    private static double[] ones(int length) {
        var ones = new double[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** @param rounded whether to whole codes that there are */
    private double[] codedInputs(boolean rounded) {
        if (quantized.features().isEmpty()) {
            return inputs;
        }
        FeatureMap map = quantized.features().get();
        int slots = map.codes().slots().size();
        int features = map.codes().features();
        var codes = new double[rows * slots];
        for (int i = 0; i < codes.length; i++) {
            int feature = map.codes().slots().get(i % slots).feature();
            codes[i] = map.code(i % slots, inputs[i / slots * features + feature], rounded, rounded);
        }
        return codes;
    }

    private double[] scaled(int origin, Units units) {
        DenseParameters parameters = network.layers().get(origin).parameters();
        double[] values = FloatNetwork.activated(sums.get(origin), parameters);
        var scaled = new double[values.length / parameters.outputs() * units.origins.length];
        for (int i = 0; i < scaled.length; i++) {
            int unit = i % units.origins.length;
            scaled[i] = values[i / units.origins.length * parameters.outputs() + units.origins[unit]]
                    * units.factors[unit];
        }
        return scaled;
    }

    private Units units(int l, double[] own) {
        int count = quantized.layers().get(l).parameters().outputs();
        int width = network.layers().get(l).parameters().outputs();
        if (quantized.dense().isOutput(l)) {
            if (count != width * quantized.copies()) {
                throw otherNetwork("they have " + width + " and " + count / quantized.copies() + " outputs");
            }
            var origins = new int[count];
            Arrays.setAll(origins, u -> u / quantized.copies());
            return new Units(origins, ones(count), ones(count));
        }
        int[] origins = count == width ? identity(width)
                : RepeatedUnits.matched(own, count, sums.get(l), width, own.length / count);
        return new Units(origins, ones(count), shares(origins, width));
    }

    private static double[] shares(int[] origins, int width) {
        var repeats = new int[width];
        for (int origin : origins) {
            repeats[origin]++;
        }
        var shares = new double[origins.length];
        Arrays.setAll(shares, u -> 1.0 / repeats[origins[u]]);
        return shares;
    }

    /** Where the codes of the input leave next to nothing of a feature, weights for it may be anything: then codes are compared. */
    private boolean isSameOnCodes(int l, QuantizedNetwork.Layer layer, Units units) {
        Interface.Port port = Interface.of(quantized.graph()).inputs().getFirst();
        if (layer.origin() != DenseLayers.INPUT || (port.domain().isEmpty() && port.features().isEmpty())) {
            return false;
        }
        DenseParameters floats = network.layers().get(l).parameters();
        double[] values = InputValues.coded(port, inputs, inputs.length / rows, true);
        var expected = new double[rows * floats.outputs()];
        floats.sums(values, rows, expected);
        double[] read = quantized.features().isPresent() ? codedInputs(true) : values;
        int layerRows = read.length / layer.parameters().inputs();
        var own = new double[layerRows * layer.parameters().outputs()];
        layer.parameters().sums(read, layerRows, own);
        return isSameFunction(l, own, expected, units);
    }

    private boolean isSameFunction(int l, double[] own, double[] expected, Units units) {
        int width = network.layers().get(l).parameters().outputs();
        int count = units.origins.length;
        double difference = 0;
        double size = 0;
        for (int i = 0; i < own.length; i++) {
            int unit = i % count;
            // Units count alike, whatever their scale.
            double value = expected[i / count * width + units.origins[unit]];
            double off = own[i] / units.factors[unit] - value;
            difference += off * off;
            size += value * value;
        }
        return difference <= OTHER_NETWORK * size;
    }

    private DenseParameters meant(DenseParameters parameters, QuantizedNetwork.Layer layer, Units reads, Units units) {
        int inputs = reads.origins.length;
        int outputs = units.origins.length;
        var weights = new double[inputs * outputs];
        var bias = new double[outputs];
        boolean mapped = layer.origin() == DenseLayers.INPUT && quantized.features().isPresent();
        for (int u = 0; u < outputs; u++) {
            int origin = units.origins[u];
            bias[u] = parameters.bias()[origin];
            for (int i = 0; mapped && i < parameters.inputs(); i++) {
                bias[u] += parameters.weight(origin, i) * quantized.features().orElseThrow().base(i);
            }
            bias[u] *= units.factors[u];
            for (int i = 0; i < inputs; i++) {
                weights[u * inputs + i] = units.factors[u] * parameters.weight(origin, reads.origins[i])
                        * reads.shares[i] / reads.factors[i];
            }
        }
        return DenseParameters.of(inputs, outputs, weights, bias, parameters.activation());
    }
}

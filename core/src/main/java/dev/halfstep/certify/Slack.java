package dev.halfstep.certify;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What is added to bounds so that nothing slips through: all in the network's own values, for one predicted value.
 *
 * @param output half a step of the output, and how far its values are off their line
 * @param rounding in computing bounds in double precision, and in coding values next to the border of two codes
 * @param floatRounding in computing what is real of both networks in {@code float32}, in any order
 */
record Slack(double output, double rounding, double floatRounding) {

    /** Room for whatever is done more than once on the way of a value. */
    private static final double ROOM = 16;

    static Slack of(Pair pair, Space space, int target) {
        double[] magnitudes = space.magnitudes();
        double single = pair.network().rounding(magnitudes, FloatChain.FLOAT_ROUNDING)[target];
        double output = switch (pair.quantized()) {
            case CodedChain coded -> output(coded);
            case WeightsChain weights -> 0;
        };
        if (pair.quantized() instanceof WeightsChain weights) {
            // It computes in single precision, too; codes of a row may be a little larger than what they code.
            single += 1.01 * weights.chain().rounding(magnitudes, FloatChain.FLOAT_ROUNDING)[target];
        }
        return new Slack(output, arithmetic(pair, magnitudes, target) + blur(pair, target), single);
    }

    private static double output(CodedChain coded) {
        double off = 0;
        double largest = 0;
        for (int v = 0; v < coded.values().length; v++) {
            double line = coded.step() * (v + coded.layers().getLast().min());
            off = Math.max(off, Math.abs(coded.values()[v] - line));
            largest = Math.max(largest, Math.abs(coded.values()[v]));
        }
        // The mean of copies is rounded to single precision.
        double mean = coded.copies() == 1 ? 0 : 2 * FloatChain.FLOAT_ROUNDING * largest;
        return coded.step() * (0.5 + 1e-9) + off + mean;
    }

    /** All that is computed is sums of products, whose terms without signs add up to no more than those of both networks. */
    private static double arithmetic(Pair pair, double[] magnitudes, int target) {
        int roundings = pair.network().layers().stream()
                .mapToInt(layer -> layer.inputs() + layer.outputs() + pair.quantized().slots().size()).sum()
                + IntStream.range(0, pair.layers()).map(pair.quantized()::outputs).sum();
        double terms = pair.network().magnitudes(magnitudes)[target] + quantizedMagnitude(pair, magnitudes, target);
        return ROOM * roundings * FloatChain.DOUBLE_ROUNDING * terms;
    }

    private static double quantizedMagnitude(Pair pair, double[] magnitudes, int target) {
        QuantizedChain quantized = pair.quantized();
        var values = new double[quantized.slots().size()];
        Arrays.setAll(values, s -> {
            Slot slot = quantized.slots().get(s);
            double ends = Math.max(Math.abs(slot.offset()), Math.abs(slot.value(slot.levels())));
            return 2 * Math.max(ends, magnitudes[slot.feature()]) + Math.abs(slot.offset());
        });
        for (int l = 0; l < pair.layers(); l++) {
            var next = new double[quantized.outputs(l)];
            for (int j = 0; j < next.length; j++) {
                next[j] = Math.abs(quantized.constant(l, j));
                for (int i = 0; i < values.length; i++) {
                    next[j] += Math.abs(pair.sums().get(l).weights()[j][i]) * values[i];
                }
            }
            values = next;
        }
        double[] last = values;
        return quantized.step()
                * Arrays.stream(pair.copies(target)).mapToDouble(copy -> last[copy]).max().orElseThrow();
    }

    /** A value that near to a border may have the code beyond it: the float network is little else at the border. */
    private static double blur(Pair pair, int target) {
        double[] slopes = pair.network().slopes()[target];
        double blur = 0;
        for (Slot slot : pair.quantized().slots()) {
            blur += slot.blur() * slot.step() * slopes[slot.feature()];
        }
        return blur;
    }
}

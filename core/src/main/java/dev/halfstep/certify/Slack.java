package dev.halfstep.certify;

import java.util.Arrays;

/**
 * What is added to bounds so that nothing slips through: all in the network's own values, for one predicted value.
 *
 * @param output half a step of the output, and how far its values are off their line
 * @param rounding in computing bounds in double precision, and in coding values next to the border of two codes
 * @param floatRounding in computing the float network in {@code float32}, in any order
 */
record Slack(double output, double rounding, double floatRounding) {

    /** Room for whatever is done more than once on the way of a value. */
    private static final double ROOM = 16;

    static Slack of(Pair pair, Space space, int target) {
        CodedChain coded = pair.coded();
        double[] magnitudes = space.magnitudes();
        double off = 0;
        double largest = 0;
        for (int v = 0; v < coded.values().length; v++) {
            double line = coded.step() * (v + coded.layers().getLast().min());
            off = Math.max(off, Math.abs(coded.values()[v] - line));
            largest = Math.max(largest, Math.abs(coded.values()[v]));
        }
        // The mean of copies is rounded to single precision.
        double mean = coded.copies() == 1 ? 0 : 2 * FloatChain.FLOAT_ROUNDING * largest;
        double output = coded.step() * (0.5 + 1e-9) + off + mean;
        return new Slack(output, arithmetic(pair, magnitudes, target) + blur(pair, target),
                pair.network().rounding(magnitudes, FloatChain.FLOAT_ROUNDING)[target]);
    }

    /** All that is computed is sums of products, whose terms without signs add up to no more than those of both networks. */
    private static double arithmetic(Pair pair, double[] magnitudes, int target) {
        int roundings = pair.network().layers().stream()
                .mapToInt(layer -> layer.inputs() + layer.outputs() + pair.coded().slots().size()).sum()
                + pair.coded().layers().stream().mapToInt(CodedChain.Layer::outputs).sum();
        double terms = pair.network().magnitudes(magnitudes)[target] + codedMagnitude(pair, magnitudes, target);
        return ROOM * roundings * FloatChain.DOUBLE_ROUNDING * terms;
    }

    private static double codedMagnitude(Pair pair, double[] magnitudes, int target) {
        CodedChain coded = pair.coded();
        var values = new double[coded.slots().size()];
        Arrays.setAll(values, s -> {
            Slot slot = coded.slots().get(s);
            double ends = Math.max(Math.abs(slot.offset()), Math.abs(slot.value(slot.levels())));
            return 2 * Math.max(ends, magnitudes[slot.feature()]) + Math.abs(slot.offset());
        });
        for (int l = 0; l < coded.layers().size(); l++) {
            CodedChain.Layer layer = coded.layers().get(l);
            var next = new double[layer.outputs()];
            for (int j = 0; j < next.length; j++) {
                next[j] = Math.abs(layer.scale(j) * layer.bias()[j]);
                for (int i = 0; i < values.length; i++) {
                    next[j] += Math.abs(pair.sums().get(l).weights()[j][i]) * values[i];
                }
            }
            values = next;
        }
        double[] last = values;
        return coded.step() * Arrays.stream(pair.copies(target)).mapToDouble(copy -> last[copy]).max().orElseThrow();
    }

    /** A value that near to a border may have the code beyond it: the float network is little else at the border. */
    private static double blur(Pair pair, int target) {
        double[] slopes = pair.network().slopes()[target];
        double blur = 0;
        for (Slot slot : pair.coded().slots()) {
            blur += slot.blur() * slot.step() * slopes[slot.feature()];
        }
        return blur;
    }
}

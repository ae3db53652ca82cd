package dev.halfstep.certify.network.unit;

import dev.halfstep.certify.network.Provable;
import dev.halfstep.certify.network.QuantizedNetwork;
import dev.halfstep.certify.network.Slot;
import dev.halfstep.graph.Graph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An integer network of units: the first are the codes of its features, then come those of one layer after the other. All are counted in
 * code steps from the real 0.
 */
public final class CodedUnits implements QuantizedNetwork {

    private final Coding coding;
    private final List<CodedLayer> layers;
    private final int[] layerOf;
    private final Reach reach;
    private final List<LayerSums> sums;

    /**
     * What goes in, and what comes out.
     *
     * @param firstCode what code 0 of a slot is in steps from the real 0
     * @param outputs the units that come out, copies of one value side by side
     * @param firstStep the least that any of them gives
     * @param values what they stand for from there on
     */
    record Coding(List<Slot> slots, int firstCode, int[] outputs, int firstStep, double[] values, double step,
            int copies) {}

    /**
     * What the sums of a layer need.
     *
     * @param layer its index
     * @param bits that they need whatever codes come
     * @param width that they have
     */
    public record LayerSums(int layer, int bits, int width) {}

    CodedUnits(Coding coding, List<CodedLayer> layers, List<LayerSums> sums) {
        this.coding = coding;
        this.layers = List.copyOf(layers);
        this.sums = List.copyOf(sums);
        int slots = coding.slots.size();
        layerOf = new int[slots + layers.stream().mapToInt(CodedLayer::units).sum()];
        Arrays.fill(layerOf, 0, slots, -1);
        for (int l = 0; l < layers.size(); l++) {
            int first = layers.get(l).first();
            Arrays.fill(layerOf, first, first + layers.get(l).units(), l);
        }
        reach = new Reach(slots, layers.stream().map(CodedLayer::terms).toList());
    }

    /**
     * The units of a quantized model.
     *
     * @throws dev.halfstep.problem.Problem that names what has no bounds
     */
    public static CodedUnits of(Graph graph) {
        return CodedUnitReader.read(graph);
    }

    public List<CodedLayer> layers() {
        return layers;
    }

    /** How many units there are, with the slots. */
    public int units() {
        return layerOf.length;
    }

    /** The layer of a unit; -1 for slots. */
    public int layerOf(int unit) {
        return layerOf[unit];
    }

    /** The units that make a predicted value. */
    public int[] outputs(int target) {
        return Arrays.copyOfRange(coding.outputs, target * coding.copies, (target + 1) * coding.copies);
    }

    /** The least that any output gives, in steps from the real 0. */
    public int firstStep() {
        return coding.firstStep;
    }

    /** What code 0 of a slot is, in steps from the real 0. */
    public int firstCode() {
        return coding.firstCode;
    }

    /** The largest magnitude of what a unit gives, in steps. */
    public int largest(int unit) {
        if (layerOf[unit] < 0) {
            int last = coding.firstCode + coding.slots.get(unit).levels() - 1;
            return Math.max(Math.abs(coding.firstCode), Math.abs(last));
        }
        CodedLayer layer = layers.get(layerOf[unit]);
        return Math.max(Math.abs(layer.min()), Math.abs(layer.max()));
    }

    /** What is known of the sums of its layers, of those that have some. */
    public List<LayerSums> sums() {
        return sums;
    }

    @Override
    public List<Slot> slots() {
        return coding.slots;
    }

    @Override
    public int copies() {
        return coding.copies;
    }

    @Override
    public int targets() {
        return coding.outputs.length / coding.copies;
    }

    @Override
    public double step() {
        return coding.step;
    }

    @Override
    public double[] values() {
        return coding.values;
    }

    @Override
    public double[] predicted(double[] features, int[] codes) {
        return predicted(steps(codes));
    }

    /** What all units give for codes of the slots. */
    private int[] steps(int[] codes) {
        int[] steps = Arrays.copyOf(codes, units());
        for (int s = 0; s < codes.length; s++) {
            steps[s] += coding.firstCode;
        }
        for (CodedLayer layer : layers) {
            for (int u = 0; u < layer.units(); u++) {
                steps[layer.first() + u] = layer.steps(u, steps);
            }
        }
        return steps;
    }

    /** What comes out where the codes of some slots are others, as {@link #along} has it. */
    @FunctionalInterface
    public interface Ranks {

        /** For each value that is predicted, how many steps it is above the least that there is, those of its copies together. */
        int[] moved(int[] codes);
    }

    /** The same as {@link #along}, in whole steps of the outputs. */
    public Ranks ranks(int[] codes, int[] slots) {
        int[] steps = steps(codes);
        int[] reached = reach.of(slots);
        return moved -> {
            move(steps, moved, slots, reached);
            var ranks = new int[targets()];
            for (int i = 0; i < coding.outputs.length; i++) {
                ranks[i / coding.copies] += steps[coding.outputs[i]] - coding.firstStep;
            }
            return ranks;
        };
    }

    private void move(int[] steps, int[] codes, int[] slots, int[] reached) {
        for (int s : slots) {
            steps[s] = codes[s] + coding.firstCode;
        }
        for (int unit : reached) {
            CodedLayer layer = layers.get(layerOf[unit]);
            steps[unit] = layer.steps(unit - layer.first(), steps);
        }
    }

    private double[] predicted(int[] steps) {
        var outputs = new double[targets()];
        for (int i = 0; i < coding.outputs.length; i++) {
            outputs[i / coding.copies] += coding.values[steps[coding.outputs[i]] - coding.firstStep] / coding.copies;
        }
        return outputs;
    }

    @Override
    public Along along(int[] codes, int[] slots) {
        int[] steps = steps(codes);
        int[] reached = reach.of(slots);
        return (features, moved) -> {
            move(steps, moved, slots, reached);
            return predicted(steps);
        };
    }

    /**
     * The sums of a layer, where some units before it lie between two ends, taken in any order: from the least to the most that a sum can
     * be on its way.
     *
     * @return none where the layer has no sums
     */
    public static long[] sumRange(CodedLayer layer, int[] lows, int[] highs) {
        if (!(layer.arithmetic() instanceof CodeArithmetic.Sums own)) {
            return new long[0];
        }
        long least = 0;
        long most = 0;
        for (int u = 0; u < layer.units(); u++) {
            long below = Math.min(0, own.bias()[u]);
            long above = Math.max(0, own.bias()[u]);
            for (int t = layer.terms().start(u); t < layer.terms().end(u); t++) {
                long a = (long) own.weights()[t] * lows[layer.terms().sources()[t]];
                long b = (long) own.weights()[t] * highs[layer.terms().sources()[t]];
                below += Math.min(0, Math.min(a, b));
                above += Math.max(0, Math.max(a, b));
            }
            least = Math.min(least, below);
            most = Math.max(most, above);
        }
        return new long[] {least, most};
    }

    /** With the sign. */
    public static int bits(long[] range) {
        return Math.max(bits(range[0]), bits(range[1]));
    }

    private static int bits(long value) {
        return 1 + Long.SIZE - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
    }

    /**
     * Requires that no sums wrap, whatever codes come.
     *
     * @throws dev.halfstep.problem.Problem that names a layer whose sums may
     */
    static List<LayerSums> requireRoom(Coding coding, List<CodedLayer> layers, int units) {
        int slots = coding.slots.size();
        var lows = new int[units];
        var highs = new int[units];
        Arrays.fill(lows, 0, slots, coding.firstCode);
        for (int s = 0; s < slots; s++) {
            highs[s] = coding.firstCode + coding.slots.get(s).levels() - 1;
        }
        var sums = new ArrayList<LayerSums>();
        for (int l = 0; l < layers.size(); l++) {
            CodedLayer layer = layers.get(l);
            long[] range = sumRange(layer, lows, highs);
            if (layer.arithmetic() instanceof CodeArithmetic.Sums own) {
                if (Math.max(range[1], -range[0]) > own.room()) {
                    throw Provable.not("sums of its " + layer.name() + " may need " + bits(range) + " bits, and wrap");
                }
                sums.add(new LayerSums(l, bits(range), own.width()));
            }
            for (int u = 0; u < layer.units(); u++) {
                lows[layer.first() + u] = layer.least(u, lows, highs);
                highs[layer.first() + u] = layer.most(u, lows, highs);
            }
        }
        return sums;
    }
}

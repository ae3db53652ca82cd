package dev.halfstep.graph;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How features become a model's input codes where each has a code of its own: {@code code = (value - offset) / step}, rounded to
 * nearest, halves away from zero, and saturated. One scale for all inputs spends most of its codes on the feature that reaches
 * furthest; like this each feature has all codes, and whole numbers and two-valued features fall on them exactly.
 *
 * <p>
 * Codes count from 0 here; in a model of int8 they begin at -128, which is then the zero point. The network's input has the scale
 * 1, and {@code offset} and {@code step} are folded into its first layer. A feature may have several slots, of which each saturates
 * at its own ends: a fine one for the bulk and a coarse one for what goes beyond it, or two that are half a step apart.
 *
 * @param slots one for each input of the network
 */
public record FeatureCodes(List<Slot> slots) {

    /** How many codes there are: those of 8 bits. */
    public static final int LEVELS = 256;

    /**
     * One input of the network.
     *
     * @param feature index of the feature that it carries
     * @param offset the feature's value that has code 0, finite
     * @param step distance between the values of neighbouring codes, finite, above 0
     */
    public record Slot(int feature, double offset, double step) {

        public Slot {
            if (feature < 0 || !Double.isFinite(offset) || !(step > 0) || Double.isInfinite(step)) {
                throw Problem.model("feature " + feature + " cannot be coded from " + offset + " in steps of " + step);
            }
        }

        /** The code nearest to a value, before saturation. */
        public double nearest(double value) {
            double code = (value - offset) / step;
            return Math.copySign(Math.floor(Math.abs(code) + 0.5), code);
        }

        /** The code that stands for a value, from 0 to 255. */
        public int code(double value) {
            return (int) Math.clamp(nearest(value), 0.0, LEVELS - 1.0);
        }

        /** How far beyond the last code a value lies, below 0 if it is too small; 0 if its nearest code is one of the 256. */
        public double excess(double value) {
            double nearest = nearest(value);
            return nearest < 0 ? value - offset : nearest > LEVELS - 1 ? value - last() : 0;
        }

        /** The value that a code stands for. */
        public double value(int code) {
            return offset + step * code;
        }

        /** The value of the largest code. */
        public double last() {
            return value(LEVELS - 1);
        }
    }

    public FeatureCodes {
        slots = List.copyOf(slots);
        int[] features = slots.stream().mapToInt(Slot::feature).distinct().sorted().toArray();
        if (features.length == 0 || features[features.length - 1] != features.length - 1) {
            throw Problem.model("the input codes skip a feature");
        }
    }

    /** How many features there are. */
    public int features() {
        return slots.stream().mapToInt(Slot::feature).max().orElseThrow() + 1;
    }

    /** The slots of one feature. */
    public List<Slot> slotsOf(int feature) {
        return slots.stream().filter(slot -> slot.feature == feature).toList();
    }

    /** The quantization of an input tensor that takes these codes. */
    public static Quantization quantization(DType dtype) {
        return Quantization.perTensor(1, dtype.min());
    }

    /**
     * The codes of rows.
     *
     * @param real values {@code [rows, features]}
     * @return {@code [rows, slots]}
     * @throws Problem if the shape has another width or a value is not a number
     */
    Codes encode(Tensor real, DType dtype) {
        int width = features();
        if (real.shape().rank() != 2 || real.shape().extent(1) != width) {
            throw Problem.model("the model takes the shape [?, " + width + "], not " + real.shape());
        }
        int rows = real.shape().extent(0);
        float[] values = real.values();
        var codes = new byte[Math.multiplyExact(rows, slots.size())];
        for (int s = 0; s < slots.size(); s++) {
            Slot slot = slots.get(s);
            for (int row = 0; row < rows; row++) {
                float value = values[row * width + slot.feature];
                if (Float.isNaN(value)) {
                    throw Problem.model("a value that is not a number (NaN) has no code");
                }
                codes[row * slots.size() + s] = (byte) (dtype.min() + slot.code(value));
            }
        }
        Shape shape = Shape.of(rows, slots.size());
        return dtype == DType.UINT8 ? Codes.uint8(shape, codes, quantization(dtype))
                : Codes.int8(shape, codes, quantization(dtype));
    }

    /** How far values lie beyond the codes of all slots of their feature: from the end of the slot that comes closest. */
    Excess excess() {
        // This is asked for with each block of rows, of which there may be a few in each of thousands of features.
        var slotsOf = new Slot[features()][0];
        for (Slot slot : slots) {
            Slot[] own = slotsOf[slot.feature];
            slotsOf[slot.feature] = Arrays.copyOf(own, own.length + 1);
            slotsOf[slot.feature][own.length] = slot;
        }
        return (feature, value) -> {
            double least = Double.POSITIVE_INFINITY;
            for (Slot slot : slotsOf[feature]) {
                double excess = slot.excess(value);
                least = Math.abs(excess) < Math.abs(least) ? excess : least;
            }
            // An infinite value is infinitely far from every slot.
            return Double.isInfinite(least) ? value : least;
        };
    }

    /** One slot for each feature. */
    public static FeatureCodes of(double[] offsets, double[] steps) {
        return new FeatureCodes(
                IntStream.range(0, offsets.length).mapToObj(f -> new Slot(f, offsets[f], steps[f])).toList());
    }
}

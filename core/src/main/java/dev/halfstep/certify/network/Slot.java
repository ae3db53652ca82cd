package dev.halfstep.certify.network;

/**
 * How a feature becomes a code of the network: one line in steps, cut off at both ends.
 *
 * @param feature which one
 * @param offset the feature's value that has code 0
 * @param step distance between the values of neighbouring codes
 * @param levels how many codes there are; none where the feature goes in as it is
 * @param blur within so many steps of the border between two codes, rounding decides which it is
 * @param coder the code of a value, just as the model codes it
 */
public record Slot(int feature, double offset, double step, int levels, double blur, Coder coder) {

    /** A box that ends at a border has no code beyond it: by so many steps an end may be off its border. */
    private static final double TOLERANCE = 1e-10;

    /** From a value to its code, counted from 0. */
    @FunctionalInterface
    public interface Coder {
        int code(float value);
    }

    /** A feature that goes in as it is. */
    public static Slot real(int feature) {
        return new Slot(feature, 0, 1, 0, 0, value -> 0);
    }

    /** Whether the feature goes in as it is. */
    public boolean isReal() {
        return levels == 0;
    }

    /** The value that a code stands for. */
    public double value(int code) {
        return offset + step * code;
    }

    /** The least value that has a code, or is nearest to it: half-way to the one below. */
    public double border(int code) {
        return offset + step * (code - 0.5);
    }

    /** The code of values just above one; 0 where the feature goes in as it is. */
    public int above(double value) {
        return isReal() ? 0
                : (int) Math.clamp(Math.floor((value - offset) / step + 0.5 + TOLERANCE), 0.0, levels - 1.0);
    }

    /** The code of values just below one; 0 where the feature goes in as it is. */
    public int below(double value) {
        return isReal() ? 0 : (int) Math.clamp(Math.ceil((value - offset) / step - 0.5 - TOLERANCE), 0.0, levels - 1.0);
    }
}

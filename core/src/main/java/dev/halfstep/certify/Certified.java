package dev.halfstep.certify;

import java.util.List;

/**
 * What is proven of a quantized model over a domain.
 *
 * @param outputs one for each value that is predicted
 * @param findings what else is known
 * @param seconds how long it took
 */
public record Certified(List<OutputBound> outputs, Findings findings, double seconds) {

    /** How a bound came about. */
    public enum Method {
        /** All of the domain was gone through: bound and witness are the same but for rounding. */
        EXACT,
        /** Boxes of the domain were bounded, the worst of them ever more closely. */
        BRANCH_AND_BOUND
    }

    /**
     * The bound of one output. In its unit where nothing else is said.
     *
     * @param target index of the output
     * @param bound that |quantized - float| exceeds nowhere in the domain, whatever the order of the float model's sums in
     *        {@code float32}
     * @param boundSteps the same in steps of the output's codes; not a number where it has none
     * @param floatRounding what of it is for rounding in the float model's own arithmetic: without it, the bound holds for real
     *        arithmetic
     * @param witness where nearly that much happens
     * @param parts what of the bound comes from what, where it is largest; empty where the unit bends the output
     * @param range what the quantized model can predict in the domain, at most
     * @param boxes how many boxes were looked at
     */
    public record OutputBound(int target, double bound, double boundSteps, double floatRounding, Witness witness,
            List<Part> parts, Range range, Method method, long boxes) {

        public OutputBound {
            parts = List.copyOf(parts);
        }

        /** How many times what was found the bound is, at least 1. */
        public double ratio() {
            return bound / Math.abs(witness.deviation());
        }
    }

    /**
     * An input of the domain on which both models were run.
     *
     * @param input one value for each feature, as the network takes it
     * @param quantized what the quantized model predicts
     * @param reference what the float model predicts
     */
    public record Witness(float[] input, double quantized, double reference) {

        public double deviation() {
            return quantized - reference;
        }
    }

    /** What some cause adds to a bound, where the bound is largest. */
    public record Part(String name, double amount) {}

    /** From the least to the largest. */
    public record Range(double min, double max) {}

    public Certified {
        outputs = List.copyOf(outputs);
    }
}

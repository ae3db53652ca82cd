package dev.halfstep.certify;

import dev.halfstep.certify.domain.InputDomain;

import java.util.List;
import java.util.Optional;

/**
 * What else is proven of a quantized model over a domain. Parts of the domain are meant by their index; where only some of the domain is
 * meant, it is said as a smaller domain of the same parts. What is predicted is exact but for decoding codes in {@code float32}.
 *
 * @param sums one for each integer layer
 * @param inputEnds where inputs have no codes of their own
 * @param outputEnds one for each end of each output's codes
 * @param codeSteps for each output and each part that has an order
 * @param monotonicities one for each that was asked for
 */
public record Findings(List<Sums> sums, List<InputEnd> inputEnds, List<OutputEnd> outputEnds,
        List<CodeStep> codeSteps, List<Monotonicity> monotonicities) {

    /** Nothing. */
    public static final Findings NONE = new Findings(List.of(), List.of(), List.of(), List.of(), List.of());

    /**
     * The sums of an integer layer, of products of input codes less their zero point with weights, added in any order.
     *
     * @param layer its index
     * @param bits that they need over the domain, with the sign
     * @param bitsOfAnyCodes that they need whatever codes come
     * @param width that they have
     */
    public record Sums(int layer, int bits, int bitsOfAnyCodes, int width) {

        /** Bits that are never used in the domain. */
        public int spare() {
            return width - bits;
        }
    }

    /**
     * Where a part of the domain lies beyond its codes: all of it there has the first or the last code.
     *
     * @param part its index
     * @param isUpper whether it is beyond the last code
     * @param where the domain, but for this part, of which it is what lies beyond
     */
    public record InputEnd(int part, boolean isUpper, InputDomain where) {}

    /**
     * Where an output has the first or the last of its codes, and cannot follow the float model any further. The size of a set of inputs
     * is the probability of it where each part of the domain is drawn evenly.
     *
     * @param isUpper whether it is the last code
     * @param value what is predicted there, in the output's unit
     * @param least the size at least
     * @param most the size at most: 0 where no input at all leads there
     * @param example an input that leads there, where one was found
     * @param boxes some large ones in which every input leads there
     */
    public record OutputEnd(int target, boolean isUpper, double value, double least, double most,
            Optional<float[]> example, List<InputDomain> boxes) {

        public OutputEnd {
            boxes = List.copyOf(boxes);
        }
    }

    /**
     * How much an output changes at most from one value of a part to the next: those of neighbouring codes, or of neighbouring
     * choices. In the output's unit.
     *
     * @param largest that was found
     * @param bound that is exceeded nowhere; the same where all was gone through
     */
    public record CodeStep(int target, int part, double largest, double bound) {

        /** Whether it is known exactly. */
        public boolean isExact() {
            return bound <= largest;
        }
    }

    /**
     * That an output rises, or falls, with a part of the domain, whatever the other parts are.
     *
     * @param part its index; one that has an order
     */
    public record Claim(int target, int part, boolean isRising) {}

    /** What is known of a claim. */
    public enum Verdict {
        /** It holds for all of the domain. */
        PROVEN,
        /** Two inputs contradict it. */
        CONTRADICTED,
        /** Neither. */
        OPEN
    }

    /** How it is known. */
    public enum Way {
        /** All paths from the part to the output have weights of one sign: rounding and clamps keep the order. */
        SIGNS,
        /** All lines along the part were gone through, code by code. */
        LINES,
        /** Some lines were looked at; what the float model's slope and the deviation from it allow is bounded. */
        SLOPES
    }

    /**
     * Whether the quantized model keeps to a claim.
     *
     * @param fall two inputs that contradict it: as large a fall as was found
     * @param bound that no fall exceeds, in the output's unit
     * @param floatSlope whether the float model was proven to keep to it
     */
    public record Monotonicity(Claim claim, Verdict verdict, Way way, Optional<Fall> fall, double bound,
            boolean floatSlope) {}

    /**
     * Two inputs that differ in one part of the domain only, on which the quantized model was run.
     *
     * @param from the one with the smaller value of the part
     * @param to the one with the larger
     * @param fromValue what is predicted, in the output's unit
     * @param toValue what is predicted
     */
    public record Fall(float[] from, float[] to, double fromValue, double toValue) {

        /** How much it goes the wrong way. */
        public double amount() {
            return Math.abs(toValue - fromValue);
        }
    }

    public Findings {
        sums = List.copyOf(sums);
        inputEnds = List.copyOf(inputEnds);
        outputEnds = List.copyOf(outputEnds);
        codeSteps = List.copyOf(codeSteps);
        monotonicities = List.copyOf(monotonicities);
    }
}

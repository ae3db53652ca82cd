package dev.halfstep.quantize.chain;

import dev.halfstep.tensor.Quantization;
import java.util.List;
import java.util.Optional;

/**
 * What to fit, and within which bounds.
 *
 * @param input the input tensor's quantization where its features share one, from its range; with any effort another is taken if
 *        that serves the output better
 * @param outputs the quantization of each layer's output, from its range; where units have scales of their own, what
 *        it leaves beyond the largest value seen is each unit's headroom
 * @param featureCodes whether each feature gets codes of its own
 * @param secondCodes how many features may have a second code for far values that the width does not pay for
 * @param equalization whether each hidden unit gets a scale of its own, as far as its activation allows that
 * @param perChannelWeights whether each output of a layer has a weight scale of its own
 * @param biasCorrection whether biases are moved so that the mean of each layer's sums stays what it is in float
 * @param effort what may be spent on codes
 * @param width how many multiply-adds may be spent, as a multiple of the chain's own; at least 1
 * @param vernier copies of each output, each shifted by a part of a step; at least 1
 * @param seed of what is drawn at random
 * @param domain what features can be, all of which codes have to cover; empty where the rows say it
 */
public record FitRequest(Quantization input, List<Quantization> outputs, boolean featureCodes, int secondCodes,
        boolean equalization, boolean perChannelWeights, boolean biasCorrection, Effort effort, double width,
        int vernier, long seed, Optional<Domain> domain) {

    /** From one value to another. */
    public record Reach(double min, double max) {}

    /**
     * Neighbouring features of which one is at its largest value, and all others at their smallest.
     *
     * @param first index of the first of them
     */
    public record Group(int first, int count) {}

    /**
     * What features can be.
     *
     * @param reach of each feature
     * @param groups of features that hang together; all others may be anything whatever the others are
     */
    public record Domain(List<Reach> reach, List<Group> groups) {

        public Domain {
            reach = List.copyOf(reach);
            groups = List.copyOf(groups);
        }
    }

    public FitRequest {
        outputs = List.copyOf(outputs);
    }

    FitRequest withOutputs(List<Quantization> others) {
        return new FitRequest(input, others, featureCodes, secondCodes, equalization, perChannelWeights, biasCorrection,
                effort,
                width, vernier, seed, domain);
    }

    FitRequest withInput(Quantization other) {
        return new FitRequest(other, outputs, featureCodes, secondCodes, equalization, perChannelWeights,
                biasCorrection, effort,
                width, vernier, seed, domain);
    }
}

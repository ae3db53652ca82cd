package dev.halfstep.quantize.chain;

import dev.halfstep.tensor.Quantization;
import java.util.List;

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
 */
public record FitRequest(Quantization input, List<Quantization> outputs, boolean featureCodes, int secondCodes,
        boolean equalization, boolean perChannelWeights, boolean biasCorrection, Effort effort, double width,
        int vernier, long seed) {

    public FitRequest {
        outputs = List.copyOf(outputs);
    }

    FitRequest withOutputs(List<Quantization> others) {
        return new FitRequest(input, others, featureCodes, secondCodes, equalization, perChannelWeights, biasCorrection,
                effort,
                width, vernier, seed);
    }

    FitRequest withInput(Quantization other) {
        return new FitRequest(other, outputs, featureCodes, secondCodes, equalization, perChannelWeights,
                biasCorrection, effort,
                width, vernier, seed);
    }
}

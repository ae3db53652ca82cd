package dev.halfstep.certify.network.chain;

import dev.halfstep.certify.network.QuantizedNetwork;

/** A quantized network of dense layers in a row. Its slots are the inputs of the first layer. */
public sealed interface QuantizedChain extends QuantizedNetwork permits CodedChain, WeightsChain {

    /** How many layers there are. */
    int depth();

    int inputs(int layer);

    int outputs(int layer);

    /** What one step of an input adds to an output's sum, in steps of the output. */
    double weight(int layer, int output, int input);

    /** What an output's sum begins with, in steps of the output. */
    double constant(int layer, int output);

    /** The least that a layer gives, in steps from the real 0. */
    double min(int layer);

    /** The most that it gives. */
    double max(int layer);

    /** What one step of a layer's sums is, where a curve follows them; 1 where sums are real numbers. */
    double sumStep(int layer);

    /** What one step is of what a curve makes of a layer's sums; 1 where that is real numbers. */
    double curveStep(int layer);

    @Override
    default int targets() {
        return outputs(depth() - 1) / copies();
    }
}

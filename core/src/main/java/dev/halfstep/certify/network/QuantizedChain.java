package dev.halfstep.certify.network;

import java.util.List;

/** A quantized network of dense layers in a row. */
public sealed interface QuantizedChain permits CodedChain, WeightsChain {

    /** How features go in: one for each input of the first layer. */
    List<Slot> slots();

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

    /** What one step of the last layer's outputs is. */
    double step();

    /** How many neighbouring outputs are averaged. */
    int copies();

    /**
     * The predicted values.
     *
     * @param values of the features
     * @param codes of the slots
     */
    double[] predicted(double[] values, int[] codes);

    /** How many values are predicted for a row. */
    default int targets() {
        return outputs(depth() - 1) / copies();
    }
}

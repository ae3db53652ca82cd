package dev.halfstep.certify.network;

import java.util.List;

/** A quantized network as a function of its features and their codes. */
public interface QuantizedNetwork {

    /** How features go in: one for each value that the network reads. */
    List<Slot> slots();

    /** How many neighbouring outputs are averaged. */
    int copies();

    /** How many values are predicted for a row. */
    int targets();

    /** What one step of the last layer's outputs is; 1 where these are real numbers. */
    double step();

    /** What each output's code stands for, from the smallest code on; none where outputs are real numbers. */
    double[] values();

    /**
     * The predicted values.
     *
     * @param values of the features
     * @param codes of the slots
     */
    double[] predicted(double[] values, int[] codes);

    /** What it predicts where the codes of some slots alone move away from where they are. */
    Along along(int[] codes, int[] slots);

    /** What is predicted along a line. */
    @FunctionalInterface
    interface Along {

        /**
         * The predicted values.
         *
         * @param values of the features
         * @param codes of all slots
         */
        double[] moved(double[] values, int[] codes);
    }
}

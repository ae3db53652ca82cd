package dev.halfstep.explain.budget;

/**
 * A step of a simulated model, with its sources of error switched on or off by their index.
 *
 * <p>
 * Tensors of codes are simulated as codes less their zero point, so that a value is that times the scale; with rounding switched
 * off they are fractions of codes. Tensors of real values are simulated as they are.
 */
interface SimulationStep {

    /** How many values it gives for a row. */
    int width();

    /** Indices of the sources on which what it gives depends, apart from what goes in. */
    int[] sources();

    /**
     * Runs rows through the step.
     *
     * @param on for each source whether it is switched on
     */
    void run(boolean[] on, double[] in, int rows, double[] out);
}

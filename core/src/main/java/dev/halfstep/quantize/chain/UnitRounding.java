package dev.halfstep.quantize.chain;

/**
 * Rounds the weights of a unit to codes and chooses their scale so that the unit's sums change least over the rows. Each
 * weight that is rounded passes its error on to those not yet rounded, as far as their inputs move together (GPTQ, Frantar et al.
 * 2022, which is Babai's nearest-plane algorithm).
 *
 * @param factor what one unit of the sum stands for, in codes of the output
 * @param codes the weights, −127 to 127
 * @param error the mean squared change of the output over the rows, in codes
 */
record UnitRounding(double factor, int[] codes, double error) {

    /** The largest weight code. */
    static final int MOST = 127;

    /** Scales up to a quarter larger than needed are tried: one of them suits all weights better. */
    private static final int SCALES = 26;
    private static final double SCALE_STEP = 0.01;

    /**
     * The best rounding.
     *
     * @param weights in codes of the output for one code of the input
     * @param smallest the smallest factor allowed, for the bias's sake
     * @param search whether larger scales are tried
     */
    static UnitRounding best(double[] weights, double smallest, InputMoments moments, boolean search) {
        // Weights that are all 0 have no scale of their own.
        double least = Math.max(smallest, 1e-12);
        for (double weight : weights) {
            least = Math.max(least, Math.abs(weight) / MOST);
        }
        UnitRounding best = with(weights, least, moments);
        for (int k = 1; search && k < SCALES && best.error > 1e-12; k++) {
            UnitRounding other = with(weights, least * (1 + k * SCALE_STEP), moments);
            if (other.error < best.error) {
                best = other;
            }
        }
        return best;
    }

    /** The rounding of a given scale. */
    static UnitRounding with(double[] weights, double factor, InputMoments moments) {
        int width = weights.length;
        var codes = new int[width];
        var off = new double[width];
        double error = 0;
        for (int i = width - 1; i >= 0; i--) {
            double[] row = moments.root()[i];
            double carried = 0;
            for (int k = i + 1; k < width; k++) {
                carried += row[k] * off[k];
            }
            double exact = weights[i] / factor;
            codes[i] = (int) Math.clamp(Math.rint(exact + carried / row[i]), (double) -MOST, (double) MOST);
            off[i] = exact - codes[i];
            double residual = row[i] * off[i] + carried;
            error += residual * residual;
        }
        return new UnitRounding(factor, codes, error * factor * factor);
    }
}

package dev.halfstep.quantize.scale;

import java.util.Arrays;

/**
 * Rounds the weights of a unit to codes and chooses their scale so that the unit's sums change least over the rows. Each
 * weight that is rounded passes its error on to those not yet rounded, as far as their inputs move together (GPTQ, Frantar et al.
 * 2022, which is Babai's nearest-plane algorithm).
 *
 * @param factor what one unit of the sum stands for, in codes of the output
 * @param codes the weights, −127 to 127
 * @param error the mean squared change of the output over the rows, in codes
 */
public record UnitRounding(double factor, int[] codes, double error) {

    /** The largest weight code. */
    public static final int MOST = 127;

    /** Scales up to a quarter larger than needed are tried: one of them suits all weights better. */
    static final int SCALES = 26;
    private static final double SCALE_STEP = 0.01;

    /**
     * The best rounding.
     *
     * @param weights in codes of the output for one code of the input
     * @param smallest the smallest factor allowed, for the bias's sake
     * @param search whether larger scales are tried
     */
    public static UnitRounding best(double[] weights, double smallest, InputMoments moments, boolean search) {
        // Weights that are all 0 have no scale of their own.
        double least = Math.max(smallest, 1e-12);
        for (double weight : weights) {
            least = Math.max(least, Math.abs(weight) / MOST);
        }
        UnitRounding[] all = with(weights, search ? scales(least) : new double[] {least}, moments);
        UnitRounding best = all[0];
        for (int k = 1; k < all.length && best.error > 1e-12; k++) {
            if (all[k].error < best.error) {
                best = all[k];
            }
        }
        return best;
    }

    private static double[] scales(double least) {
        var scales = new double[SCALES];
        Arrays.setAll(scales, k -> least * (1 + k * SCALE_STEP));
        return scales;
    }

    /** The rounding of a given scale. */
    public static UnitRounding with(double[] weights, double factor, InputMoments moments) {
        return with(weights, new double[] {factor}, moments)[0];
    }

    /** The roundings of some scales, side by side: one would wait for each of its sums. */
    private static UnitRounding[] with(double[] weights, double[] factors, InputMoments moments) {
        int width = weights.length;
        int count = factors.length;
        var codes = new int[count][width];
        // By weight, then by factor.
        var off = new double[width * count];
        var errors = new double[count];
        var carried = new double[count];
        for (int i = width - 1; i >= 0; i--) {
            double[] row = moments.root()[i];
            Arrays.fill(carried, 0);
            for (int k = 1; k < row.length; k++) {
                add(row[k], off, (i + k) * count, carried);
            }
            for (int s = 0; s < count; s++) {
                double exact = weights[i] / factors[s];
                codes[s][i] = (int) Math.clamp(Math.rint(exact + carried[s] / row[0]), (double) -MOST, (double) MOST);
                off[i * count + s] = exact - codes[s][i];
                double residual = row[0] * off[i * count + s] + carried[s];
                errors[s] += residual * residual;
            }
        }
        var roundings = new UnitRounding[count];
        Arrays.setAll(roundings, s -> new UnitRounding(factors[s], codes[s], errors[s] * factors[s] * factors[s]));
        return roundings;
    }

    private static void add(double factor, double[] off, int from, double[] carried) {
        for (int s = 0; s < carried.length; s++) {
            carried[s] += factor * off[from + s];
        }
    }
}

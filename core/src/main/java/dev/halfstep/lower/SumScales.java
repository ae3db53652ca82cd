package dev.halfstep.lower;

/** What one unit of a layer's integer sums stands for: input scale times weight scale, for each output. */
public final class SumScales {

    private SumScales() {}

    /**
     * In double precision, as dense layers have them.
     *
     * @param input scale of what goes in
     * @param weights one scale, or one for each output
     * @param outputs how many there are
     * @return {@code [outputs]}
     */
    public static double[] of(float input, float[] weights, int outputs) {
        var scales = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            scales[o] = (double) input * weights[weights.length == 1 ? 0 : o];
        }
        return scales;
    }

    /**
     * From sums to output codes.
     *
     * @param sums what one unit of each sum stands for, {@code [outputs]}
     * @param output scale of what comes out
     * @return {@code [outputs]}
     */
    public static double[] toCodes(double[] sums, float output) {
        var scales = new double[sums.length];
        for (int o = 0; o < scales.length; o++) {
            scales[o] = sums[o] / output;
        }
        return scales;
    }
}

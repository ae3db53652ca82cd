package dev.halfstep.certify;

import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.network.Pair;
import dev.halfstep.certify.network.QuantizedNetwork;
import dev.halfstep.certify.network.RealNetwork;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What a proof is about is what runs: both networks as the proof reads them give what the interpreter gives, the integer one to the last
 * code, at points all over the domain. Without it, a mistake in reading a model would be proven right.
 */
final class Agreement {

    private static final int POINTS = 256;

    /** Means of copies are rounded to single precision. */
    private static final double ROUNDING = 1e-6;

    private Agreement() {}

    /**
     * Requires that both readings agree with what runs.
     *
     * @throws IllegalStateException if one does not
     */
    static void require(Pair pair, Space space, Models models) {
        int width = space.domain().width();
        var random = new SplittableRandom(0);
        var values = new float[POINTS * width];
        for (int p = 0; p < POINTS; p++) {
            double[] point = space.point(space.whole(), random);
            for (int f = 0; f < width; f++) {
                values[p * width + f] = (float) point[f];
            }
        }
        Tensor rows = models.rows(POINTS, values);
        float[] real = models.network().predict(rows).values().values();
        float[] coded = models.quantized().predict(rows).values().values();
        double[] rounding = pair.network().rounding(space.magnitudes(), RealNetwork.FLOAT_ROUNDING);
        for (int p = 0; p < POINTS; p++) {
            double[] row = wide(values, p * width, width);
            int targets = rounding.length;
            double[] own = pair.network().predicted(row);
            requireClose(own, wide(real, p * targets, targets), rounding);
            QuantizedNetwork quantized = pair.quantized();
            if (quantized.values().length > 0) {
                double[] codes = quantized.predicted(row, codes(space, row));
                double[] off = Arrays.stream(codes)
                        .map(value -> quantized.copies() == 1 ? 0
                                : ROUNDING * Math.abs(value) + ROUNDING * quantized.step())
                        .toArray();
                requireClose(codes, wide(coded, p * targets, targets), off);
            }
        }
    }

    private static int[] codes(Space space, double[] row) {
        return space.slots().stream().mapToInt(slot -> slot.coder().code((float) row[slot.feature()])).toArray();
    }

    private static double[] wide(float[] values, int from, int count) {
        var wide = new double[count];
        Arrays.setAll(wide, i -> values[from + i]);
        return wide;
    }

    private static void requireClose(double[] own, double[] run, double[] off) {
        for (int i = 0; i < own.length; i++) {
            if (!(Math.abs(own[i] - run[i]) <= off[i])) {
                throw new IllegalStateException("the proof reads the model otherwise than it runs: " + own[i] + " for "
                        + run[i] + " of output " + i);
            }
        }
    }
}

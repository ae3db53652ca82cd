package dev.halfstep.quantize.scale;

import dev.halfstep.calibrate.LayerVectors;
import dev.halfstep.tensor.Codes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Rounds the weights of a layer with feedback, over what it reads in some rows; see {@link UnitRounding}. */
public final class WeightFeedback {

    /** Multiply-adds for the moments of a layer's inputs: at least so many, or such a part of what running it takes. */
    private static final double LEAST_WORK = 1e7;
    private static final double WORK_SHARE = 0.1;

    /** Positions that moments are of: some for each weight. */
    private static final int PER_WEIGHT = 8;
    private static final int LEAST_POSITIONS = 512;
    private static final int MOST_POSITIONS = 4096;

    /** Multiply-adds for trying scales for all outputs. */
    private static final double SCALES_WORK = 1e8;

    private WeightFeedback() {}

    /**
     * The weights, rounded anew; none where there are fewer positions than weights of an output, or it would take too long.
     *
     * @param weights in real numbers
     * @param coded the same, rounded one by one
     * @param inputs codes that the layer reads, batch by batch
     */
    public static Optional<WeightCoding> rounded(LayerVectors vectors, float[] weights, WeightCoding coded,
            List<Codes> inputs) {
        int positions = positions(vectors, inputs);
        int width = vectors.width();
        if (positions < width) {
            return Optional.empty();
        }
        boolean own = coded.scales().length > 1;
        boolean search = own && UnitRounding.SCALES / 2.0 * width * width * vectors.outputs() < SCALES_WORK;
        byte[] codes = coded.codes().clone();
        float[] scales = coded.scales().clone();
        int perGroup = vectors.outputs() / vectors.groups();
        int[][] all = vectors.of(inputs, positions);
        for (int group = 0; group < vectors.groups(); group++) {
            InputMoments moments =
                    InputMoments.of(Arrays.copyOfRange(all, group * width, (group + 1) * width), null);
            for (int o = group * perGroup; o < (group + 1) * perGroup; o++) {
                UnitRounding rounding =
                        UnitRounding.best(ofOutput(vectors, weights, o), scales[own ? o : 0], moments, search);
                if (own) {
                    scales[o] = (float) rounding.factor();
                }
                for (int i = 0; i < width; i++) {
                    codes[vectors.weight(o, i)] = (byte) rounding.codes()[i];
                }
            }
        }
        return Optional.of(new WeightCoding(scales, codes));
    }

    private static int positions(LayerVectors vectors, List<Codes> inputs) {
        long all = vectors.positions(inputs);
        double width = vectors.width();
        double work = Math.max(LEAST_WORK, WORK_SHARE * all * width * vectors.outputs());
        double affordable = work / (vectors.groups() * width * width / 2);
        double wanted = Math.clamp(PER_WEIGHT * width, LEAST_POSITIONS, MOST_POSITIONS);
        return (int) Math.min((double) all, Math.min(wanted, affordable));
    }

    private static double[] ofOutput(LayerVectors vectors, float[] weights, int output) {
        var own = new double[vectors.width()];
        for (int i = 0; i < own.length; i++) {
            own[i] = weights[vectors.weight(output, i)];
        }
        return own;
    }
}
